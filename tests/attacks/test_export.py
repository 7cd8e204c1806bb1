"""Attacks on exports: another's, twice, without a fresh proof, and what is kept meanwhile."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import OutgoingMail, User
from analytics.ingest.models import PrivacyRequest
from privacy_rights.actions import exports as actions
from privacy_rights.export import sealed_parts
from privacy_rights.models.export import ExportRequest
from privacy_rights.tasks.privacy import run_due
from reviews_site.audit.models import Event
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.ids import uuid7
from reviews_site.policy import Denied
from reviews_site.processes import Purpose
from tests.analytics.staffing import employed
from tests.conftest import AsProcess
from tests.privacy_rights.erasing import confirmed, ledger_of_its_own
from tests.privacy_rights.exporting import fetched, folder, ready, signed_in

__all__ = ["folder", "ledger_of_its_own"]
pytestmark = pytest.mark.usefixtures("ledger_of_its_own", "folder")
ROLLED_BACK = pytest.mark.django_db(databases=["default", "vault", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
Superuser = Callable[[str], "psycopg.Connection[Any]"]


@ROLLED_BACK
@pytest.mark.protection("export_single_use")
def test_a_copy_is_handed_out_once(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    request = ready(mia, as_process)
    assert fetched(signed_in(mia)).status_code == 200
    assert fetched(signed_in(mia)).status_code == 302
    with as_process("privacy"):
        run_due()
    assert list(folder.iterdir()) == []
    actions_on_it = Event.objects.filter(object_id=request.pk).order_by("id").values_list("action", flat=True)
    assert list(actions_on_it) == ["export.asked", "export.ready", "export.fetched", "export.removed"]
    with as_process("web"), pytest.raises(Denied):
        actions.request_export(by=mia)


@ROLLED_BACK
@pytest.mark.protection("export_owner_only")
def test_nobody_fetches_anothers_copy(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    ready(mia, as_process)
    assert fetched(signed_in(noa)).status_code == 302


@ROLLED_BACK
@pytest.mark.protection("export_step_up")
def test_a_session_that_was_left_open_fetches_no_copy(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    request = ready(mia, as_process)
    answer = fetched(signed_in(mia, seconds_ago=600))
    request.refresh_from_db()
    assert (answer.status_code, request.fetched_at) == (302, None)


@ROLLED_BACK
@pytest.mark.protection("export_sealed")
def test_whoever_reads_the_folder_reads_nothing(as_process: AsProcess, folder: Path) -> None:
    mia = confirmed("mia")
    ready(mia, as_process)
    lying = list(folder.iterdir())
    assert len(lying) == 2
    for file in lying:
        content = file.read_bytes()
        assert b"README.txt" not in content and b"core.reviews" not in content


@COMMITTED
@pytest.mark.protection("export_single_use")
def test_of_two_who_fetch_at_the_same_moment_one_gets_it(as_process: AsProcess, superuser: Superuser) -> None:
    mia = confirmed("mia")
    request = ready(mia, as_process)
    got: list[bytes | None] = []

    def fetch() -> None:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET ROLE web")
            got.append(actions.fetch_export(by=mia))
        finally:
            connections["default"].close()

    holder = superuser("default")
    threads = [threading.Thread(target=fetch) for _ in range(2)]
    with as_process("web"):
        # Both have opened the archive, and wait for the same row, before either may mark it.
        with holder.transaction():
            holder.execute("SELECT FROM privacy_rights_exportrequest WHERE id = %s FOR UPDATE", [request.pk])
            for thread in threads:
                thread.start()
            both_wait(superuser("default"), threads)
        for thread in threads:
            thread.join(120)
    assert sorted(content is not None for content in got) == [False, True]
    assert Event.objects.filter(action="export.fetched").count() == 1


def both_wait(connection: "psycopg.Connection[Any]", threads: list[threading.Thread]) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 120
    while connection.execute(waiting).fetchone() != (2,) and any(thread.is_alive() for thread in threads):
        assert time.monotonic() < until
        time.sleep(0.02)


@ROLLED_BACK
@pytest.mark.protection("export_integrity")
@pytest.mark.parametrize("how", ["altered", "cut", "another's"])
def test_what_was_tampered_with_is_not_handed_out_and_can_be_asked_for_again(
    as_process: AsProcess, folder: Path, how: str
) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    request = ready(mia, as_process)
    archive = folder / f"{request.pk}.archive"
    whole = archive.read_bytes()
    others = (folder / f"{ready(noa, as_process).pk}.archive").read_bytes()
    altered = whole[:-1] + bytes([whole[-1] ^ 1])
    archive.write_bytes({"altered": altered, "cut": whole[:9], "another's": others}[how])
    browser = signed_in(mia)
    assert fetched(browser).status_code == 302
    request.refresh_from_db()
    assert (request.fetched_at, request.failed_at is None) == (None, False)
    page = browser.get("/privacy/export/").content.decode()
    assert "Your copy was damaged" in page and "Prepare my copy" in page
    archive.write_bytes(whole)
    assert fetched(browser).status_code == 302, "It was given up, and stays so."
    with as_process("privacy"):
        run_due()
    assert not list(folder.glob(f"{request.pk}.*"))
    assert ready(mia, as_process).pk != request.pk
    assert fetched(browser).status_code == 200


@ROLLED_BACK
@pytest.mark.protection("export_company_accounts_refused")
def test_the_companys_accounts_are_refused(as_process: AsProcess) -> None:
    ann = employed("ann", "executive")
    with as_process("web"), pytest.raises(Denied, match="a company account"):
        actions.request_export(by=ann)
    assert not ExportRequest.objects.exists()


@ROLLED_BACK
@pytest.mark.protection("export_company_rows_refused")
def test_an_injected_request_tells_nothing_of_the_companys_accounts(as_process: AsProcess, folder: Path) -> None:
    request = injected(employed("ann", "executive"), as_process)
    with as_process("privacy"):
        run_due()
    request.refresh_from_db()
    assert (request.ready_at, request.closed_at is None) == (None, False)
    assert list(folder.iterdir()) == []
    assert not OutgoingMail.objects.filter(subject__contains="copy").exists()


def injected(user: User, as_process: AsProcess) -> ExportRequest:
    """A request that nobody's rule looked at, with the half of analytics."""
    request_id, now = uuid7(), timezone.now()
    person = pseudonym(Purpose.PSEUDONYM_REVIEWER, user.pk)
    with as_process("web"), connections["default"].cursor() as cursor:
        statement = "INSERT INTO privacy_rights_exportrequest (id, user_id, person) VALUES (%s, %s, %s)"
        cursor.execute(statement, [request_id, user.pk, person])
    said = {"kind": "export", "person": None, "asked_at": now, "received_at": now, "done_at": now}
    PrivacyRequest.objects.create(request_id=request_id, **said)
    with as_process("analytics_privacy"):
        sealed_parts.store(request_id, "analytics", b"{}")
    return ExportRequest.objects.get(pk=request_id)
