"""Reads the quarantine without payloads: the columns that a data engineer's login may select."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from analytics.ingest.models import QuarantinedEvent

PAGE_SIZE = 50
_COLUMNS = (
    *("event_id", "topic", "version", "restaurant_id", "reason", "shape"),
    *("quarantined_at", "fix_event_id", "resolved_at"),
)


@dataclass(frozen=True)
class QuarantinedRow:
    """An event in the quarantine, as staff see it. `shape` describes the payload and holds no personal value."""

    event_id: uuid.UUID
    topic: str
    version: int
    restaurant_id: uuid.UUID | None
    reason: str
    shape: Mapping[str, Any] | None
    quarantined_at: datetime
    fix_event_id: uuid.UUID | None
    resolved_at: datetime | None

    @property
    def state(self) -> str:
        """`waiting`, `mended` (its fix is on the way, or was refused as well) or `loaded`."""
        if self.resolved_at:
            return "loaded"
        return "mended" if self.fix_event_id else "waiting"


def quarantined_rows(
    *, after: uuid.UUID | None = None, resolved: bool = False, limit: int = PAGE_SIZE
) -> list[QuarantinedRow]:
    """A page of the quarantine, the oldest event first.

    Args:
        after: the last event of the page before.
        resolved: events that were loaded later, instead of those that still wait.
    """
    rows = QuarantinedEvent.objects.filter(resolved_at__isnull=not resolved).order_by("event_id")
    if after:
        rows = rows.filter(event_id__gt=after)
    return [QuarantinedRow(*row) for row in rows.values_list(*_COLUMNS)[:limit]]


def quarantined_row(event_id: uuid.UUID) -> QuarantinedRow | None:
    """One event of the quarantine."""
    row = QuarantinedEvent.objects.filter(event_id=event_id).values_list(*_COLUMNS).first()
    return QuarantinedRow(*row) if row else None


def waiting_by_reason() -> dict[tuple[str, str], int]:
    """How many events wait, by topic and reason, the most first."""
    counts = (
        QuarantinedEvent.objects.filter(resolved_at=None)
        .values_list("topic", "reason")
        .annotate(events=Count("event_id"))
    )
    return {(topic, reason): events for topic, reason, events in counts.order_by("-events", "topic", "reason")}
