"""Writes the audit log, in the caller's transaction."""

import json
import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import connection
from django.utils import timezone

from reviews_site.audit.models import Event
from reviews_site.ids import uuid7

_COPY = "COPY audit_event (id, action, actor_id, object_id, process, detail, created_at) FROM STDIN"


def record(
    action: str,
    *,
    actor_id: uuid.UUID | None,
    object_id: uuid.UUID | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Append one event: `action` as `thing.verbed`, ids of who and what, and facts without personal data."""
    event = Event(
        action=action,
        actor_id=actor_id,
        object_id=object_id,
        process=settings.PLATEMARK_PROCESS,
        detail=dict(detail or {}),
    )
    event.save(force_insert=True)


def record_all(events: Iterable[tuple[str, uuid.UUID | None, uuid.UUID | None, Mapping[str, str | int]]]) -> None:
    """Append many events at once, each as (action, by, about, detail): for commands that load."""
    process, at = settings.PLATEMARK_PROCESS, timezone.now()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for action, by, about, detail in events:
            copy.write_row((uuid7(), action, by, about, process, json.dumps(dict(detail)), at))
