"""People of the company who read as much each day, and one who reads far more in the present hour."""

import random
import uuid
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from analytics.access import log
from analytics.access.row_fingerprints import fingerprint
from analytics.leaks.log_rules import raise_unusual
from analytics.leaks.models import ReadingHour
from tests.conftest import playing

DAYS = 40
ROLE = "data_scientist"


def past_of(readers: Sequence[uuid.UUID]) -> None:
    """Hours of the last days: each reader read data of about forty people a day."""
    generator = random.Random(1)  # noqa: S311 - counts for a test
    today = timezone.now().astimezone(UTC).date()
    ReadingHour.objects.bulk_create(
        ReadingHour(
            reader_id=str(reader),
            starts_at=datetime.combine(today - timedelta(days=ago), time(12), UTC),
            role=ROLE,
            **dict.fromkeys(("in_hour", "in_day", "in_hour_new"), generator.uniform(30, 50)),
            in_month=1000,
            relations=["core.reviews"],
        )
        for reader in readers
        for ago in range(1, DAYS)
    )


def read(reader: uuid.UUID, rows: Sequence[uuid.UUID], role: str = ROLE, columns: Sequence[str] = ("text",)) -> None:
    """A line of the access log about these rows: of the company's people the process `query` writes it."""
    with playing("query") if role == ROLE else nullcontext():
        log.record_read(
            reader_id=str(reader),
            role=role,
            relation="core.reviews",
            columns=list(columns),
            rows=len(rows),
            row_fingerprints=[fingerprint(row) for row in rows],
            purpose="preview",
        )


def rows(count: int) -> list[uuid.UUID]:
    """So many ids of rows."""
    return [uuid.uuid4() for _ in range(count)]


def asked() -> int:
    """Ask the rules as the watcher does; how many alerts they raised."""
    with playing("watch"):
        return raise_unusual(timezone.now())
