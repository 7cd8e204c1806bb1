"""A copy of everything: what is in it and what is not, until when, and what the page says."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.exporting.archive import exported_tables
from accounts.models import ExportRequest, OutgoingMail
from restaurants.tasks import carry_out
from tests.accounts.leaving import confirmed, ledger_of_its_own, review
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
