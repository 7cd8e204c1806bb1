"""Reads the guest numbers of owners."""

from collections.abc import Sequence
from datetime import date

from restaurants.models import Restaurant, VisitCount


def latest_visit_counts(restaurant: Restaurant, *, limit: int) -> list[VisitCount]:
    """The last days that have a count, newest first."""
    return list(VisitCount.objects.filter(restaurant=restaurant).order_by("-day")[:limit])


def visit_counts_page(
    restaurant: Restaurant, *, before: date | None = None, size: int
) -> tuple[Sequence[VisitCount], date | None]:
    """A page of days that have a count, newest first, and the day before which the next page begins. One query."""
    counts = VisitCount.objects.filter(restaurant=restaurant, **({"day__lt": before} if before else {}))
    rows = list(counts.order_by("-day")[: size + 1])
    return rows[:size], rows[size - 1].day if len(rows) > size else None
