"""Sealing, verifying and retiring the logs, with the logins of the processes that do so."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege
from pytest_django import Settings

from analytics.access import tasks
from analytics.access.sealed_logs import ACCESS_LOG
from reviews_site.audit import anchors as files
from reviews_site.audit import sealing
from reviews_site.audit.sealed_log import AUDIT_LOG, SealedLog
from tests.analytics.sealed_logs import BOTH_LOGS, COMMITTED, anchors, found, seal, verify, write
from tests.conftest import AsProcess, Login, playing

__all__ = ["anchors"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("anchors")]
YEARS_AGO = timedelta(days=4 * 366)


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sealing, "BATCH", 4)
    yield


@BOTH_LOGS
def test_what_is_committed_is_sealed_and_nothing_is_found(ledger: SealedLog) -> None:
    write(ledger, 5)
    assert (verify(ledger).sealed, verify(ledger).unsealed) == (0, 5)
    assert seal(ledger) == 5
    write(ledger, 2)
    verdict = verify(ledger)
    assert (verdict.findings, verdict.sealed, verdict.unsealed) == ([], 5, 2)
    assert (seal(ledger), seal(ledger), found(ledger)) == (2, 0, [])


@BOTH_LOGS
@pytest.mark.usefixtures("small_batches")
def test_a_long_wait_is_sealed_in_batches_however_old_it_is(ledger: SealedLog) -> None:
    write(ledger, 9, at=timezone.now() - timedelta(days=2))
    assert seal(ledger) == 9
    assert list(ledger.seal._default_manager.order_by("number").values_list("count", flat=True)) == [4, 4, 1]
    assert found(ledger) == []


def test_a_line_that_was_committed_late_is_sealed_with_the_next_batch() -> None:
    write(AUDIT_LOG)
    seal(AUDIT_LOG)
    write(AUDIT_LOG, 1, at=timezone.now() - timedelta(minutes=5))
    assert (seal(AUDIT_LOG), found(AUDIT_LOG)) == (1, [])


def test_a_quiet_hour_is_closed_by_a_seal_of_nothing() -> None:
    write(AUDIT_LOG, 1)
    seal(AUDIT_LOG)
    assert seal(AUDIT_LOG, now=timezone.now() + timedelta(hours=2)) == 0
    assert [seal.count for seal in AUDIT_LOG.seal._default_manager.order_by("number")] == [1, 0]


def test_a_head_that_was_not_anchored_before_a_crash_is_anchored_by_the_next_run(anchors: Path) -> None:
    for _ in range(2):
        write(AUDIT_LOG, 1)
        seal(AUDIT_LOG)
    file = anchors / "audit.jsonl"
    whole = file.read_text()
    file.write_text(whole.splitlines(keepends=True)[0])
    assert found(AUDIT_LOG) == []
    seal(AUDIT_LOG)
    assert file.read_text() == whole
    assert file.stat().st_mode & 0o777 == 0o644


def test_what_was_kept_long_enough_goes_in_whole_batches_and_the_seals_stand() -> None:
    then = timezone.now() - YEARS_AGO
    for ledger in (AUDIT_LOG, ACCESS_LOG):
        write(ledger, 3, at=then)
        seal(ledger, now=then + timedelta(minutes=1))
        kept = write(ledger, 2)
        seal(ledger)
        assert expire(ledger) == 3
        assert set(ledger.event._default_manager.values_list("pk", flat=True)) == set(kept)
        assert (verify(ledger).findings, verify(ledger).sealed) == ([], 2)
        assert expire(ledger) == 0


def expire(ledger: SealedLog) -> int:
    with playing("sealer"):
        return sealing.expire(ledger, now=timezone.now())


def test_a_setting_that_is_shorter_than_the_store_allows_lets_nothing_go(settings: Settings) -> None:
    then = timezone.now() - timedelta(days=30)
    write(AUDIT_LOG, 3, at=then)
    seal(AUDIT_LOG, now=then)
    settings.AUDIT_RETENTION_DAYS = 7
    with pytest.raises(ProgrammingError, match="keeps its rows for 1096 days"):
        expire(AUDIT_LOG)
    assert (AUDIT_LOG.event._default_manager.count(), found(AUDIT_LOG)) == (3, [])


def test_the_tasks_seal_and_expire_every_log(as_process: AsProcess) -> None:
    write(AUDIT_LOG)
    write(ACCESS_LOG)
    with as_process("sealer"):
        tasks.seal()
        tasks.expire()
    assert [verify(ledger).sealed for ledger in (AUDIT_LOG, ACCESS_LOG)] == [5, 5]


def test_the_command_says_what_it_found_and_how_far_it_is(as_process: AsProcess, anchors: Path) -> None:
    write(AUDIT_LOG, 3)
    seal(AUDIT_LOG)
    write(AUDIT_LOG, 1)
    with as_process("auditor"):
        assert "audit: nothing found, 3 rows sealed, 1 not yet sealed." in printed("verify")
        of_audit, of_access = json.loads(printed("status", "--json"))
        assert (of_audit["rows"], of_audit["waiting"], of_audit["last_seal"]) == (4, 1, 1)
        assert (of_audit["kept_days"], of_access["kept_days"], of_access["last_seal"]) == (1096, 366, None)
        assert "log audit, rows 4" in printed("status")
        (anchors / "audit.jsonl").write_text("nothing\n")
        with pytest.raises(CommandError) as refused:
            printed("verify", "--json")
    assert refused.value.returncode == 1


@pytest.mark.parametrize("line", ["", "nothing", "[]", '{"log": "audit"}', '{"signature": 1}'])
def test_a_line_that_is_no_head_reads_as_none(line: str) -> None:
    assert files.read(line) is None


@pytest.mark.parametrize(
    ("store", "name", "statement"),
    [
        ("default", "sealer", "DELETE FROM audit_event"),
        ("default", "sealer", "INSERT INTO audit_event (id) VALUES (gen_random_uuid())"),
        ("default", "sealer", "UPDATE audit_seal SET count = 0"),
        ("default", "web", "SELECT mac FROM audit_seal"),
        ("default", "web", "SELECT audit_expire(1)"),
        ("analytical", "sealer", "DELETE FROM governance.access_seal_member"),
        ("analytical", "dashboards", "SELECT mac FROM governance.access_seal"),
        ("analytical", "dashboards", "SELECT governance.access_expire(1)"),
        ("analytical", "auditor", "SELECT governance.access_expire(1)"),
    ],
)
def test_nobody_has_more_of_it_than_a_job_takes(store: str, name: str, statement: str, login: Login) -> None:
    connection = login(store, name)
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        connection.execute(statement)
