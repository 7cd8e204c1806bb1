"""Elevations as the analytical store has them, for the console: from when to when, and how one is ended early."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import connections
from django.utils import timezone

from analytics.access.elevations.beginning import STORE
from analytics.access.models import AccessEvent, Elevation

# What the console's login may read.
_COLUMNS = (
    *("id", "login", "reader_id", "role", "scope", "key", "begins_at", "ends_at", "stopped_at", "stopped_by"),
    *("ended_at", "ended_by"),
)


def activations(elevations: Collection[uuid.UUID]) -> dict[uuid.UUID, Elevation]:
    """Those of these elevations that have begun, by id."""
    return {each.pk: each for each in Elevation.objects.only(*_COLUMNS).filter(pk__in=elevations)}


def is_live(activation: Elevation, *, now: datetime | None = None) -> bool:
    """Whether its login reads anything now."""
    return (
        activation.ended_at is None and activation.stopped_at is None and activation.ends_at > (now or timezone.now())
    )


def opened(elevation: uuid.UUID) -> list[AccessEvent]:
    """What an elevation opened, by relation: columns, and how many rows of how many people, when it began."""
    events = AccessEvent.objects.defer("row_fingerprints").filter(purpose=f"elevation {elevation}")
    return list(events.order_by("id")[:50])


def stop(elevation: uuid.UUID, *, by: uuid.UUID) -> None:
    """End an elevation now: the enforcers see it within a second."""
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.elevation_stop(%s, %s)", [elevation, by])
