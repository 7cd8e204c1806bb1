"""Publishes an event: validates it, writes it beside the caller's own rows, and nudges the relay on commit."""

import json
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from reviews_site.celery import app
from reviews_site.ids import uuid7
from reviews_site.outbox.schemas import validate

logger = logging.getLogger(__name__)
RELAY_TASK = "analytics.relay.drain"
_COPY = "COPY outbox_event (id, topic, version, restaurant_id, payload, created_at) FROM STDIN"


@dataclass(frozen=True)
class NewEvent:
    """An event that is to be written, under an id of its own unless it has one already."""

    topic: str
    version: int
    payload: dict[str, Any]
    restaurant_id: uuid.UUID | None
    event_id: uuid.UUID | None = None


def publish(topic: str, version: int, payload: dict[str, Any], *, restaurant_id: uuid.UUID | None) -> uuid.UUID:
    """Write one event in the caller's transaction. Returns its id.

    Raises:
        InvalidEvent: the payload breaks its schema; nothing is written.
    """
    # By COPY, as many are: an INSERT of Django's would read the generated column back, and web may read nothing here.
    event_id = uuid7()
    publish_all([NewEvent(topic, version, payload, restaurant_id, event_id)])
    return event_id


def publish_all(events: Iterable[NewEvent]) -> None:
    """Write many events in the caller's transaction, by COPY, in their order.

    Raises:
        InvalidEvent: a payload breaks its schema; nothing is written.
    """
    at = timezone.now()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for event in events:
            validate(event.topic, event.version, event.payload)
            payload = json.dumps(event.payload, ensure_ascii=False)
            copy.write_row((event.event_id or uuid7(), event.topic, event.version, event.restaurant_id, payload, at))
    _nudge_at_commit()


def _nudge_at_commit() -> None:
    """Once a transaction, however many events it writes: each nudge is a task."""
    if not any(hook[1] is nudge_relay for hook in connection.run_on_commit):
        transaction.on_commit(nudge_relay)


def nudge_relay() -> None:
    """Tell the relay that there is something to take."""
    # A lost nudge delays and never loses: the relay polls the table too.
    app.nudge(RELAY_TASK)
