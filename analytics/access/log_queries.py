"""Asks the access log: who saw a dataset or a relation, when, and how many rows."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from analytics.access.models import AccessEvent, AccessSeal

PAGE = 50


def last_seal() -> AccessSeal | None:
    """The last seal of the access log: its number, when it was made, and up to which batch rows were let go of."""
    return AccessSeal.objects.order_by("-number").only("number", "sealed_at", "expired_to").first()


def latest_reads(*, before: uuid.UUID | None = None, who: str = "", limit: int = PAGE) -> list[AccessEvent]:
    """The newest reads of anything; of one person where `who` is given. `before`: the last event of the page before."""
    events = _readable().order_by("-id")
    if who:
        events = events.filter(reader_id=who)
    return list((events.filter(id__lt=before) if before else events)[:limit])


def reads_of(relations: Collection[str], *, limit: int = PAGE) -> list[AccessEvent]:
    """Reads of any of these relations, such as `marts.restaurant_sentiment`; newest first."""
    return list(_readable().filter(relation__in=relations).order_by("-id")[:limit])


def _readable() -> "QuerySet[AccessEvent]":
    """Events without the marks of rows, which no reader of the log is granted."""
    return AccessEvent.objects.defer("row_fingerprints")
