"""Finds the most popular restaurants. Nobody can pay for a place in the order."""

from datetime import date, datetime

from django.db.models import QuerySet

from restaurants.maps.frame import Position
from restaurants.models import Restaurant
from restaurants.models.popularity import MIN_POPULAR_REVIEWS, popularity
from restaurants.selectors.listing import matching_restaurants
from restaurants.selectors.nearby import within_distance


def popular_places(
    *, day: date, now: datetime, limit: int, near: Position | None = None, kilometres: float = 0
) -> QuerySet[Restaurant]:
    """Restaurants with at least `MIN_POPULAR_REVIEWS` reviews, the most popular of `day` first. One query.

    Args:
        day: the day whose popularity it is, in UTC.
        now: the time of the request.
        limit: how many.
        near: those within so many `kilometres` of this; all without it.
    """
    rows = matching_restaurants(now=now).filter(rating__count__gte=MIN_POPULAR_REVIEWS)
    if near:
        rows = within_distance(rows, near, kilometres=kilometres)
    return rows.order_by(popularity("rating__", day=day).desc(), "slug")[:limit]
