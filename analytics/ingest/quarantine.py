"""Writes the quarantine, as a part of the load in `loading.py`: what is refused is held, what loads at last is let go.

Nothing is ever deleted from it: an event that was mended stays, beside the id of the event that stands in for it.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg.types.json import Jsonb

from analytics.ingest.events import OutboxRow
from analytics.ingest.payload_shape import shape
from reviews_site.ids import uuid_array

_HOLD = """
INSERT INTO landing.quarantine (event_id, topic, version, restaurant_id, payload, shape, reason, quarantined_at)
VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s)
ON CONFLICT (event_id) DO NOTHING
"""

_LET_GO = """
UPDATE landing.quarantine SET resolved_at = %(now)s
WHERE resolved_at IS NULL
AND (event_id = ANY(%(events)s::text::uuid[]) OR fix_event_id = ANY(%(events)s::text::uuid[]))
"""


def _as_row(row: OutboxRow, reason: str, now: datetime) -> tuple[Any, ...]:
    seen = Jsonb(shape(row.topic, row.payload))
    return (row.event_id, row.topic, row.version, row.restaurant_id, row.payload, seen, reason[:300], now)


def quarantine(cursor: CursorWrapper, rows: Sequence[tuple[OutboxRow, str]], now: datetime) -> None:
    """Put refused events into the quarantine, each with its reason. One that is there stays as it is."""
    if not rows:
        return
    cursor.executemany(_HOLD, [_as_row(row, reason, now) for row, reason in rows])


def release(cursor: CursorWrapper, events: Sequence[uuid.UUID], now: datetime) -> None:
    """Say of what waits in the quarantine that it is loaded: the event itself, or the one that stands in for it."""
    if events:
        cursor.execute(_LET_GO, {"events": uuid_array(events), "now": now})
