"""Finds popular dishes. Nobody can pay for a place in the order."""

from datetime import date

from django.db.models import QuerySet

from restaurants.maps.frame import Position
from restaurants.models import Dish, Restaurant
from restaurants.models.popularity import MIN_POPULAR_REVIEWS, popularity
from restaurants.selectors.nearby import within_distance

_SHOWN = (
    *("name", "price", "count", "total", "recent_weight", "recent_stars"),
    *("restaurant__slug", "restaurant__name", "restaurant__menu__currency", "restaurant__menu__language"),
)


def popular_dishes(*, day: date, limit: int, near: Position | None = None, kilometres: float = 0) -> QuerySet[Dish]:
    """The dishes that at least `MIN_POPULAR_REVIEWS` reviews name, the most popular of `day` first. One query.

    Args:
        day: the day whose popularity it is, in UTC.
        limit: how many.
        near: dishes of restaurants within so many `kilometres` of this; of all without it.
    """
    order = (popularity(day=day).desc(), "pk")
    rows = Dish.objects.filter(count__gte=MIN_POPULAR_REVIEWS)
    if near:
        rows = rows.filter(restaurant__in=within_distance(Restaurant.objects.all(), near, kilometres=kilometres))
    # What the page shows is fetched of the first ones alone.
    first = rows.order_by(*order).values("pk")[:limit]
    return Dish.objects.filter(pk__in=first).select_related("restaurant__menu").only(*_SHOWN).order_by(*order)
