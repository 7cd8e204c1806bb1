"""Writes the quarantine, as a part of the load in `loading.py`: refused events, and which of them were loaded later.

No row is ever deleted from it: an event that was mended stays, beside the id of the event that replaces it.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg.types.json import Jsonb

from analytics.ingest.events import Refusal
from analytics.ingest.payload_shape import shape
from reviews_site.ids import uuid_array

_ADD = """
INSERT INTO landing.quarantine (event_id, topic, version, restaurant_id, payload, shape, reason, quarantined_at)
VALUES (%(event_id)s, %(topic)s, %(version)s, %(restaurant_id)s, %(payload)s::jsonb, %(shape)s, %(reason)s, %(now)s)
ON CONFLICT (event_id) DO NOTHING
"""

# Asked first: mostly nothing waits, and to plan a statement with thousands of ids takes longer than to carry it out.
_SOME_WAIT = "SELECT EXISTS (SELECT 1 FROM landing.quarantine WHERE resolved_at IS NULL)"
_RESOLVE = """
UPDATE landing.quarantine SET resolved_at = %(now)s
WHERE resolved_at IS NULL
AND (event_id = ANY(%(events)s::text::uuid[]) OR fix_event_id = ANY(%(events)s::text::uuid[]))
"""


def add(cursor: CursorWrapper, refused: Sequence[Refusal], now: datetime) -> None:
    """Put refused events into the quarantine, each with its reason. One that is there stays as it is."""
    rows: list[Any] = [
        {**vars(row), "shape": Jsonb(shape(row.topic, row.payload)), "reason": reason[:300], "now": now}
        for row, reason in refused
    ]
    if rows:
        cursor.executemany(_ADD, rows)


def resolve(cursor: CursorWrapper, events: Sequence[uuid.UUID], now: datetime) -> None:
    """Mark what waits in the quarantine as loaded: the event itself, or the one that replaces it."""
    if not events:
        return
    cursor.execute(_SOME_WAIT)
    if cursor.fetchone()[0]:
        cursor.execute(_RESOLVE, {"events": uuid_array(events), "now": now})
