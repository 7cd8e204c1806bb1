"""Attacks on exports: another's, twice, without a fresh proof, and what is kept meanwhile."""

from pathlib import Path

import pytest

from accounts.actions import exports as actions
from restaurants.tasks import carry_out
from reviews_site.audit.models import Event
from reviews_site.policy import Denied
from tests.accounts.leaving import confirmed, ledger_of_its_own
from tests.accounts.taking import fetched, folder, ready, signed_in
from tests.conftest import AsProcess

__all__ = ["folder", "ledger_of_its_own"]
pytestmark = [
    pytest.mark.django_db(databases=["default", "vault", "analytical"]),
    pytest.mark.usefixtures("ledger_of_its_own", "folder"),
]


@pytest.mark.protection("export_once")
def test_a_copy_is_handed_out_once(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    request = ready(mia, as_process)
    assert fetched(signed_in(mia)).status_code == 200
    assert fetched(signed_in(mia)).status_code == 302
    with as_process("rights"):
        carry_out()
    assert list(folder.iterdir()) == []
    actions_on_it = Event.objects.filter(about=request.pk).order_by("id").values_list("action", flat=True)
    assert list(actions_on_it) == ["export.asked", "export.ready", "export.fetched", "export.removed"]
    with as_process("web"), pytest.raises(Denied):
        actions.ask(by=mia)


@pytest.mark.protection("export_is_the_owners")
def test_nobody_fetches_anothers_copy(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    ready(mia, as_process)
    assert fetched(signed_in(noa)).status_code == 302


@pytest.mark.protection("export_asks_again")
def test_a_session_that_was_left_open_fetches_no_copy(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    request = ready(mia, as_process)
    answer = fetched(signed_in(mia, seconds_ago=600))
    request.refresh_from_db()
    assert (answer.status_code, request.fetched_at) == (302, None)


@pytest.mark.protection("export_sealed")
def test_whoever_reads_the_folder_reads_nothing(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    ready(mia, as_process)
    lying = list(folder.iterdir())
    assert len(lying) == 2
    for file in lying:
        content = file.read_bytes()
        assert b"README.txt" not in content and b"core.reviews" not in content
