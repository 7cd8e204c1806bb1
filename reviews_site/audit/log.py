"""Writes the audit log, in the caller's transaction. The database adds the login that writes, and the time."""

import json
import uuid
from collections.abc import Iterable, Mapping

from django.db import connection

from reviews_site.ids import uuid7
from reviews_site.regions import home_region

_INSERT = """
INSERT INTO audit_event (id, action, actor_id, object_id, detail, home_region) VALUES (%s, %s, %s, %s, %s, %s)
"""
_COPY = "COPY audit_event (id, action, actor_id, object_id, detail, home_region) FROM STDIN"

NewEvent = tuple[str, uuid.UUID | None, uuid.UUID | None, Mapping[str, str | int]]


def record(
    action: str,
    *,
    actor_id: uuid.UUID | None,
    object_id: uuid.UUID | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Append one event: `action` as `thing.verbed`, ids of who and what, and facts without personal data."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _values((action, actor_id, object_id, detail or {})))


def record_all(events: Iterable[NewEvent]) -> None:
    """Append many events at once, as the owner of the log: for commands that load. Row policies allow no COPY."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for event in events:
            copy.write_row(_values(event))


def _values(event: NewEvent) -> tuple[uuid.UUID | str | None, ...]:
    action, actor_id, object_id, detail = event
    return uuid7(), action, actor_id, object_id, json.dumps(dict(detail)), home_region()
