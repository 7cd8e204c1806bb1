"""Finds popular dishes. Nobody can pay for a place in the order."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from restaurants.maps.frame import Position
from restaurants.models import Dish, Restaurant
from restaurants.models.popularity import MIN_POPULAR_REVIEWS, PRIOR_STARS, popularity
from restaurants.selectors.nearby import within_distance

_SHOWN = (
    *("name", "price", "count", "total", "recent_weight", "recent_stars"),
    *("restaurant__slug", "restaurant__name", "restaurant__menu__currency", "restaurant__menu__language"),
)
# How many dishes of one menu are marked as popular at most.
MAX_MARKED_DISHES = 3


def marked_dishes(factor: float) -> ArraySubquery:
    """The names of a restaurant's popular dishes, the most popular first: those liked more than is usual.

    `factor` is the `decay` of the day whose popularity it is.
    """
    of_menu = Dish.objects.filter(restaurant=OuterRef("pk"), count__gte=MIN_POPULAR_REVIEWS)
    liked = of_menu.annotate(liked=popularity(factor=factor)).filter(liked__gt=PRIOR_STARS).order_by("-liked", "pk")
    return ArraySubquery(liked.values("name")[:MAX_MARKED_DISHES])


def popular_dishes(*, day: date, limit: int, near: Position | None = None, kilometres: float = 0) -> QuerySet[Dish]:
    """The dishes that at least `MIN_POPULAR_REVIEWS` reviews name, the most popular of `day` first. One query.

    Args:
        day: the day whose popularity it is, in UTC.
        limit: how many.
        near: dishes of restaurants within so many `kilometres` of this; of all without it.
    """
    order = (popularity(day=day).desc(), "pk")
    closed = Restaurant.objects.filter(closed_at__isnull=False)
    rows = Dish.objects.filter(count__gte=MIN_POPULAR_REVIEWS).exclude(restaurant__in=closed)
    if near:
        rows = rows.filter(restaurant__in=within_distance(Restaurant.listed.all(), near, kilometres=kilometres))
    # What the page shows is fetched of the first ones alone.
    first = rows.order_by(*order).values("pk")[:limit]
    return Dish.objects.filter(pk__in=first).select_related("restaurant__menu").only(*_SHOWN).order_by(*order)
