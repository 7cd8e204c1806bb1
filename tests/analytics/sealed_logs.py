"""Logs to seal: lines in both, sealed and verified by the processes that do so."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from analytics.access.models import AccessEvent
from analytics.access.sealed_logs import ACCESS_LOG, SEALED_LOGS
from reviews_site.audit import sealing, verification
from reviews_site.audit.models import Event
from reviews_site.audit.sealed_log import SealedLog, first_id
from reviews_site.ids import uuid7
from tests.conftest import playing

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
BOTH_LOGS = pytest.mark.parametrize("ledger", SEALED_LOGS, ids=lambda ledger: str(ledger.name))


@pytest.fixture
def anchors(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A folder of the test's own for the heads."""
    settings.AUDIT_ANCHORS = tmp_path
    yield tmp_path


def write(ledger: SealedLog, count: int = 5, *, at: datetime | None = None) -> list[uuid.UUID]:
    """Lines of a log, as its writer would write them, now or then."""
    ids = [uuid.UUID(int=first_id(at).int + number) if at else uuid7() for number in range(count)]
    said: dict[str, Any] = {"created_at": at or timezone.now()}
    for number, event_id in enumerate(ids):
        if ledger is ACCESS_LOG:
            of_read = {"reader_id": f"reader {number}", "role": "tester", "login": "dashboards", "purpose": "test"}
            AccessEvent(id=event_id, relation="core.reviews", columns=["rating"], rows=number, **of_read, **said).save()
        else:
            Event(id=event_id, action=f"thing.done{number}", login="web", detail={"n": number}, **said).save()
    return ids


def seal(ledger: SealedLog, *, now: datetime | None = None) -> int:
    """What the sealer does."""
    with playing("sealer"):
        return sealing.seal_waiting(ledger, now=now or timezone.now())


def verify(ledger: SealedLog) -> verification.LogVerification:
    """What the auditor finds."""
    with playing("auditor"):
        return verification.verify(ledger)


def found(ledger: SealedLog) -> list[tuple[str, str]]:
    """Kind and sentence of each finding."""
    return [(finding.kind, finding.says) for finding in verify(ledger).findings]
