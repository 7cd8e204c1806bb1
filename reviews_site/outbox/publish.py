"""Publishes an event: validates it, writes it beside the caller's own rows, and nudges the relay on commit."""

import logging
import uuid
from typing import Any

from django.db import transaction

from reviews_site.celery import app
from reviews_site.outbox.models import Event
from reviews_site.outbox.schemas import validate

logger = logging.getLogger(__name__)
RELAY_TASK = "analytics.relay.drain"


def publish(topic: str, version: int, payload: dict[str, Any], *, restaurant_id: uuid.UUID | None) -> None:
    """Write one event in the caller's transaction.

    Raises:
        InvalidEvent: the payload breaks its schema; nothing is written.
    """
    validate(topic, version, payload)
    event = Event(topic=topic, version=version, payload=payload, restaurant_id=restaurant_id)
    event.save(force_insert=True)
    transaction.on_commit(_nudge)


def _nudge() -> None:
    # A lost nudge delays and never loses: the relay polls the table too.
    app.nudge(RELAY_TASK)
