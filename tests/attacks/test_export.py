"""Attacks on exports: another's, twice, without a fresh proof, and what is kept meanwhile."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.utils import timezone

from accounts.actions import exports as actions
from accounts.exporting.archive import exported_tables
from accounts.models import ExportRequest, OutgoingMail, User
from analytics.ingest import relay
from analytics.ingest.models import SubjectRequest
from restaurants.tasks import carry_out
from reviews_site import exports
from reviews_site.audit.models import Event
from reviews_site.policy import Denied
from tests.accounts.factors import gave
from tests.accounts.leaving import confirmed, ledger_of_its_own, review
from tests.conftest import AsProcess, ProcessClient

__all__ = ["ledger_of_its_own"]
pytestmark = [
    pytest.mark.django_db(databases=["default", "vault", "analytical"]),
    pytest.mark.usefixtures("ledger_of_its_own"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    files = {"BACKEND": "reviews_site.objects.RegionalFiles", "OPTIONS": {"location": str(tmp_path / "objects")}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"default": files, "staticfiles": static}):
        yield tmp_path / "objects" / "eu" / "accounts.exports"


def ready(user: User, as_process: AsProcess) -> ExportRequest:
    """Ask, and let every worker have its turn; what analytics would leave is left by hand."""
    with as_process("web"):
        request = actions.ask(by=user)
    with as_process("relay"):
        relay.drain()
    with as_process("subjects"):
        exports.keep(request.pk, "analytics", b'{"core.reviews": []}')
    SubjectRequest.objects.filter(pk=request.pk).update(done_at=timezone.now())
    with as_process("rights"):
        carry_out()
    request.refresh_from_db()
    return request


def signed_in(user: User, *, seconds_ago: float = 0) -> ProcessClient:
    browser = ProcessClient()
    browser.force_login(user)
    gave(browser, user, "password", seconds_ago=seconds_ago)
    return browser


def fetched(browser: ProcessClient) -> HttpResponse:
    found: HttpResponse = browser.post("/privacy/export/fetch/")
    return found


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


def test_a_copy_that_expired_is_not_handed_out_and_is_removed(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    ready(mia, as_process)
    ExportRequest.objects.update(expires_at=timezone.now())
    assert fetched(signed_in(mia)).status_code == 302
    with as_process("rights"):
        carry_out()
    assert list(folder.iterdir()) == []


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


def test_the_page_says_how_far_it_is(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    browser = signed_in(mia)
    assert "Gather my data" in browser.get("/privacy/export/").content.decode()
    browser.post("/privacy/export/")
    assert "Being gathered" in browser.get("/privacy/export/state/").content.decode()
    assert "Being gathered" in browser.get("/privacy/export/").content.decode()
    assert "A copy of my data" in browser.get("/privacy/").content.decode()
