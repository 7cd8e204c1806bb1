"""Reads the guest numbers of owners."""

from restaurants.models import Restaurant, VisitCount


def latest_visit_counts(restaurant: Restaurant, *, limit: int) -> list[VisitCount]:
    """The last days that have a count, newest first."""
    return list(VisitCount.objects.filter(restaurant=restaurant).order_by("-day")[:limit])
