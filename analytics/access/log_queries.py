"""Queries of the access log: who read a dataset or a relation, when, and how many rows."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from analytics.access.models import AccessEvent, AccessSeal

PAGE = 50


def last_seal() -> AccessSeal | None:
    """The last seal of the access log, with the last batch whose rows expired."""
    return AccessSeal.objects.order_by("-number").only("number", "sealed_at", "expired_to").first()


def latest_reads(*, before: uuid.UUID | None = None, reader_id: str = "", limit: int = PAGE) -> list[AccessEvent]:
    """The newest reads, of one reader if given. `before` is the last event of the previous page."""
    events = _readable().order_by("-id")
    if reader_id:
        events = events.filter(reader_id=reader_id)
    return list((events.filter(id__lt=before) if before else events)[:limit])


def reads_of(relations: Collection[str], *, limit: int = PAGE) -> list[AccessEvent]:
    """Reads of any of these relations, such as `marts.restaurant_sentiment`; newest first."""
    return list(_readable().filter(relation__in=relations).order_by("-id")[:limit])


def _readable() -> "QuerySet[AccessEvent]":
    """Events without row fingerprints, which no reader of the log is granted."""
    return AccessEvent.objects.defer("row_fingerprints")
