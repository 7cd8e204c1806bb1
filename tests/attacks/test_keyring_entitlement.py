"""Attack: code that runs inside the web process asks its keyring for the keys of others."""

import pytest

from reviews_site.crypto.keyring import NotEntitled, keyring
from reviews_site.processes import PROCESSES, Purpose
from tests.conftest import AsProcess


@pytest.mark.protection("keyring_entitlement")
@pytest.mark.parametrize("purpose", sorted(set(Purpose) - PROCESSES["web"].purposes))
def test_a_broken_web_process_gets_no_key_of_another_process(as_process: AsProcess, purpose: Purpose) -> None:
    with as_process("web"), pytest.raises(NotEntitled):
        keyring().get(purpose)
