"""A copy of everything: what is in it and what is not, until when, and what the page says."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from analytics.ingest import relay
from analytics.ingest.models import PrivacyRequest
from privacy_rights.actions import exports as actions
from privacy_rights.analytical import export as analytical_export
from privacy_rights.data_subjects import exported_fields, exported_tables
from privacy_rights.enums import ErasureState, StoreState
from privacy_rights.erasure import progress
from privacy_rights.export import sealed_parts
from privacy_rights.export.archive import FILE_NAMES
from privacy_rights.export.collector import FAILED_AFTER
from privacy_rights.models.export import ExportRequest
from privacy_rights.tasks.privacy import run_due
from tests.conftest import AsProcess
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own, review
from tests.privacy_rights.exporting import fetched, folder, ready, signed_in

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
    said = {
        model._meta.db_table: {f.column for f in exported_fields(model, to)} for model, to in exported_tables("default")
    }
    assert set(files) == {
        "README.txt",
        "schema.json",
        "analytics.json",
        *(f"account/{FILE_NAMES[table]}.json" for table in said),
    }
    for table, columns in said.items():
        assert all(
            set(row) - {"restaurant_name"} == columns for row in json.loads(files[f"account/{FILE_NAMES[table]}.json"])
        ), table
    for table in ("accounts_profile", "accounts_session", "audit_event", "outbox_event", "restaurants_review"):
        assert json.loads(files[f"account/{FILE_NAMES[table]}.json"]), table
    assert json.loads(files["account/reviews.json"])[0]["restaurant_name"] == "Golden-Carp"
    whole = "\n".join(files.values())
    assert mia.email in whole and noa.email not in whole and str(noa.pk) not in whole
    assert mia.password not in whole
    mail = OutgoingMail.objects.get(subject="The copy of your data is ready")
    assert mail.recipient == mia.email and "/privacy/export/" in mail.text


def test_a_copy_that_expired_is_not_handed_out_and_is_removed(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    ready(mia, as_process)
    ExportRequest.objects.update(expires_at=timezone.now())
    assert fetched(signed_in(mia)).status_code == 302
    with as_process("privacy"):
        run_due()
    assert list(folder.iterdir()) == []


def test_the_page_says_how_far_it_is(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    browser = signed_in(mia)
    assert "Prepare my copy" in browser.get("/privacy/export/").content.decode()
    browser.post("/privacy/export/")
    assert "Preparing your copy" in browser.get("/privacy/export/state/").content.decode()
    assert "Preparing your copy" in browser.get("/privacy/export/").content.decode()
    assert "Get a copy of my data" in browser.get("/privacy/").content.decode()


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
        stuck, fine = actions.request_export(by=noa), actions.request_export(by=eva)
    with as_process("relay"):
        relay.drain()
    with as_process("analytics_privacy"):
        for request in (stuck, fine):
            sealed_parts.store(request.pk, "analytics", b"{}")
    PrivacyRequest.objects.update(done_at=timezone.now())
    in_the_way(folder / f"{stuck.pk}.archive")
    with as_process("privacy"):
        run_due()
    is_ready = dict(ExportRequest.objects.filter(closed_at=None).values_list("pk", "ready_at"))
    assert is_ready.keys() == {fetched_one.pk, stuck.pk, fine.pk}
    assert not is_ready[stuck.pk] and is_ready[fine.pk]


def test_what_is_not_gathered_in_a_day_is_given_up_and_may_be_asked_for_again(
    as_process: AsProcess, folder: Path
) -> None:
    mia = confirmed("mia")
    with as_process("web"):
        request = actions.request_export(by=mia)
    ExportRequest.objects.update(asked_at=timezone.now() - FAILED_AFTER + timedelta(minutes=1))
    with as_process("privacy"):
        run_due()
    assert not OutgoingMail.objects.filter(subject__contains="copy").exists()
    ExportRequest.objects.update(asked_at=timezone.now() - FAILED_AFTER)
    for _ in range(2):
        with as_process("privacy"):
            run_due()
    mail = OutgoingMail.objects.get(subject="We couldn't prepare the copy of your data")
    assert mail.recipient == mia.email and "/privacy/export/" in mail.text
    browser = signed_in(mia)
    page = browser.get("/privacy/export/").content.decode()
    assert "prepare your copy" in page and "Prepare my copy" in page
    browser.post("/privacy/export/")
    assert "Preparing your copy" in browser.get("/privacy/export/").content.decode()
    # What analytics leave after that goes: nobody is told of it any more.
    with as_process("relay"):
        relay.drain()
    with as_process("analytics_privacy"):
        sealed_parts.store(request.pk, "analytics", b"{}")
    PrivacyRequest.objects.filter(pk=request.pk).update(done_at=timezone.now())
    with as_process("privacy"):
        run_due()
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
        export = actions.request_export(by=mia)
    request = erased(mia, as_process)
    assert progress.states(request.pk)["default"] == StoreState.WAITING
    with as_process("analytics_privacy"):
        analytical_export.run_due()
    assert len(list(folder.iterdir())) == 1
    with as_process("privacy"):
        run_due()
    request.refresh_from_db()
    assert (
        progress.states(request.pk)["default"] == StoreState.ERASED
        and not ExportRequest.objects.filter(pk=export.pk).exists()
    )
    assert list(folder.iterdir()) == []


def test_an_account_does_not_wait_longer_than_a_day_for_a_copy(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    with as_process("web"):
        actions.request_export(by=mia)
    ExportRequest.objects.update(asked_at=timezone.now() - FAILED_AFTER)
    assert erased(mia, as_process).state == ErasureState.DONE
