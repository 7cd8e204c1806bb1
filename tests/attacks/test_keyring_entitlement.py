"""Attack: code that runs inside the web process asks its keyring for the keys of others."""

import pytest

from reviews_site.crypto.keyring import NotEntitled, keyring
from reviews_site.processes import PROCESSES, Purpose
from tests.conftest import AsProcess


@pytest.mark.protection("keyring_entitlement")
def test_a_broken_web_process_gets_no_key_of_the_identity_worker(as_process: AsProcess) -> None:
    with as_process("web"):
        for purpose in set(Purpose) - PROCESSES["web"].purposes:
            with pytest.raises(NotEntitled):
                keyring().get(purpose)
