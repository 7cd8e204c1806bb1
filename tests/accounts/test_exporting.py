"""A copy of everything: what is in it and what is not, until when, and what the page says."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.actions import exports as actions
from accounts.enums import ErasureState
from accounts.exporting.archive import exported_tables
from accounts.exporting.gathering import GIVEN_UP_AFTER
from accounts.models import ExportRequest, OutgoingMail
from analytics.ingest import exporting, relay
from analytics.ingest.models import SubjectRequest
from restaurants.tasks import carry_out
from reviews_site import exports
from tests.accounts.leaving import confirmed, erased, ledger_of_its_own, review
from tests.accounts.taking import fetched, folder, ready, signed_in
from tests.conftest import AsProcess

__all__ = ["folder", "ledger_of_its_own"]
pytestmark = [
    pytest.mark.django_db(databases=["default", "vault", "analytical"]),
    pytest.mark.usefixtures("ledger_of_its_own", "folder"),
]


def test_everything_of_one_person_and_nothing_of_another_is_in_it(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    for user in (mia, noa):
        review(user, "golden-carp", 4)
    request = ready(mia, as_process)
    assert request.ready_at and request.expires_at == request.ready_at + timedelta(days=3)
    answer = fetched(signed_in(mia))
    assert "no-store" in answer["Cache-Control"] and "attachment" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    said = {model._meta.db_table: set(given) for model, given in exported_tables()}
    assert set(files) == {"README.txt", "schema.json", "analytics.json", *(f"account/{table}.json" for table in said)}
    for table, columns in said.items():
        assert all(set(row) == columns for row in json.loads(files[f"account/{table}.json"])), table
    for table in ("accounts_profile", "accounts_session", "audit_event", "outbox_event", "restaurants_review"):
        assert json.loads(files[f"account/{table}.json"]), table
    whole = "\n".join(files.values())
    assert mia.email in whole and noa.email not in whole and str(noa.pk) not in whole
    assert mia.password not in whole
    mail = OutgoingMail.objects.get(subject="The copy of your data is ready")
    assert mail.to == mia.email and "/privacy/export/" in mail.text


def test_a_copy_that_expired_is_not_handed_out_and_is_removed(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    ready(mia, as_process)
    ExportRequest.objects.update(expires_at=timezone.now())
    assert fetched(signed_in(mia)).status_code == 302
    with as_process("rights"):
        carry_out()
    assert list(folder.iterdir()) == []


def test_the_page_says_how_far_it_is(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    browser = signed_in(mia)
    assert "Gather my data" in browser.get("/privacy/export/").content.decode()
    browser.post("/privacy/export/")
    assert "Being gathered" in browser.get("/privacy/export/state/").content.decode()
    assert "Being gathered" in browser.get("/privacy/export/").content.decode()
    assert "A copy of my data" in browser.get("/privacy/").content.decode()


def in_the_way(place: Path) -> None:
    """Have every attempt to write an object fail: where it should lie there is a folder with something in it."""
    place.unlink(missing_ok=True)
    place.mkdir(parents=True)
    (place / "something").touch()


def test_what_cannot_be_kept_or_removed_holds_up_no_other(as_process: AsProcess, folder: Path) -> None:
    mia, noa, eva = (confirmed(name) for name in ("mia", "noa", "eva"))
    fetched_one = ready(mia, as_process)
    fetched(signed_in(mia))
    in_the_way(folder / f"{fetched_one.pk}.archive")
    with as_process("web"):
        stuck, fine = actions.ask(by=noa), actions.ask(by=eva)
    with as_process("relay"):
        relay.drain()
    with as_process("subjects"):
        for request in (stuck, fine):
            exports.keep(request.pk, "analytics", b"{}")
    SubjectRequest.objects.update(done_at=timezone.now())
    in_the_way(folder / f"{stuck.pk}.archive")
    with as_process("rights"):
        carry_out()
    is_ready = dict(ExportRequest.objects.filter(closed_at=None).values_list("pk", "ready_at"))
    assert is_ready.keys() == {fetched_one.pk, stuck.pk, fine.pk}
    assert not is_ready[stuck.pk] and is_ready[fine.pk]


def test_what_is_not_gathered_in_a_day_is_given_up_and_may_be_asked_for_again(
    as_process: AsProcess, folder: Path
) -> None:
    mia = confirmed("mia")
    with as_process("web"):
        request = actions.ask(by=mia)
    ExportRequest.objects.update(asked_at=timezone.now() - GIVEN_UP_AFTER + timedelta(minutes=1))
    with as_process("rights"):
        carry_out()
    assert not OutgoingMail.objects.filter(subject__contains="copy").exists()
    ExportRequest.objects.update(asked_at=timezone.now() - GIVEN_UP_AFTER)
    for _ in range(2):
        with as_process("rights"):
            carry_out()
    mail = OutgoingMail.objects.get(subject="The copy of your data could not be gathered")
    assert mail.to == mia.email and "/privacy/export/" in mail.text
    browser = signed_in(mia)
    page = browser.get("/privacy/export/").content.decode()
    assert "could not be gathered" in page and "Gather my data" in page
    browser.post("/privacy/export/")
    assert "Being gathered" in browser.get("/privacy/export/").content.decode()
    # What analytics leave after that goes: nobody is told of it any more.
    with as_process("relay"):
        relay.drain()
    with as_process("subjects"):
        exports.keep(request.pk, "analytics", b"{}")
    SubjectRequest.objects.filter(pk=request.pk).update(done_at=timezone.now())
    with as_process("rights"):
        carry_out()
    request.refresh_from_db()
    assert request.closed_at and request.ready_at is None
    assert list(folder.iterdir()) == []


def test_the_objects_of_an_export_go_with_the_account(as_process: AsProcess, folder: Path) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    theirs = ready(noa, as_process)
    mine = ready(mia, as_process)
    assert {path.name.partition(".")[0] for path in folder.iterdir()} == {str(mine.pk), str(theirs.pk)}
    erased(mia, as_process)
    assert {path.name.partition(".")[0] for path in folder.iterdir()} == {str(theirs.pk)}
    assert [request.pk for request in ExportRequest.objects.all()] == [theirs.pk]


def test_an_account_goes_once_analytics_have_left_their_half_of_a_copy(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    with as_process("web"):
        export = actions.ask(by=mia)
    request = erased(mia, as_process)
    assert request.deleted_at is None
    with as_process("subjects"):
        exporting.carry_out()
    assert len(list(folder.iterdir())) == 1
    with as_process("rights"):
        carry_out()
    request.refresh_from_db()
    assert request.deleted_at and not ExportRequest.objects.filter(pk=export.pk).exists()
    assert list(folder.iterdir()) == []


def test_an_account_does_not_wait_longer_than_a_day_for_a_copy(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    with as_process("web"):
        actions.ask(by=mia)
    ExportRequest.objects.update(asked_at=timezone.now() - GIVEN_UP_AFTER)
    assert erased(mia, as_process).state == ErasureState.DONE
