"""Finds restaurants by name, cuisine, town, distance or popularity. Nobody can pay for a place in the order."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, Func, QuerySet, Sum, TextField, Value
from django.db.models.expressions import Combinable

from accounts.enums import VerificationState
from accounts.models import VerificationStatus
from restaurants.models import Restaurant
from restaurants.models.restaurant import MIN_POPULAR_REVIEWS, popularity
from restaurants.selectors.paging import KeysetPage, keyset_page
from restaurants.text_folding import prefix_query

PAGE_SIZE = 24
MAX_DISTANCE_KM = 15
_KM_PER_DEGREE = 111.2
# A street without the house number.
_STREET = Func(F("street"), Value(r"\s+\d.*$"), Value(""), function="regexp_replace", output_field=TextField())


@dataclass(frozen=True)
class SiteCounts:
    """The totals of the front page."""

    restaurants: int
    reviews: int
    people: int


def _restaurants() -> QuerySet[Restaurant]:
    return Restaurant.objects.select_related("rating").defer("search", "search_text")


def search_restaurants(
    *, query: str = "", cuisine: str = "", after: str = "", before: str = ""
) -> tuple[KeysetPage[Restaurant], int]:
    """A page of the matching restaurants, and the total number of matches. Two queries.

    Args:
        query: beginnings of words in the name, town, street or cuisine; all must match.
        cuisine: a cuisine's key.
        after, before: slugs, from the links to neighbouring pages.
    """
    matching = matching_restaurants(query=query, cuisine=cuisine)
    return keyset_page(matching, key="slug", size=PAGE_SIZE, after=after, before=before), matching.count()


def matching_restaurants(*, query: str = "", cuisine: str = "") -> QuerySet[Restaurant]:
    """The restaurants that `search_restaurants` finds, in no order."""
    matching = _restaurants()
    if words := prefix_query(query):
        matching = matching.filter(search=SearchQuery(words, config="simple", search_type="raw"))
    elif query.strip():
        matching = matching.none()
    return matching.filter(cuisines__contains=[cuisine]) if cuisine else matching


def common_cuisines(limit: int) -> list[str]:
    """Keys of the most common cuisines, in alphabetical order."""
    key = Func(F("cuisines"), function="unnest", output_field=TextField())
    rows = Restaurant.objects.annotate(key=key).values("key").annotate(count=Count("id")).order_by("-count", "key")
    return sorted(row["key"] for row in rows[:limit])


def popular_restaurants(limit: int) -> list[Restaurant]:
    """The best rated by Bayesian mean; if they are too few, followed by the most reviewed. One or two queries."""
    popular = list(
        _restaurants().filter(rating__count__gte=MIN_POPULAR_REVIEWS).order_by(popularity("rating__").desc())[:limit]
    )
    if missing := limit - len(popular):
        others = _restaurants().exclude(pk__in=[restaurant.pk for restaurant in popular])
        popular += others.order_by("-rating__count", "rating__restaurant")[:missing]
    return popular


def neighbourhoods(limit: int) -> list[str]:
    """The towns with most restaurants, or the streets if all are in one town, in alphabetical order.

    One or two queries. A search for each name finds its restaurants.
    """
    towns = _most_common(F("town"), limit)
    return towns if len(towns) > 1 else _most_common(_STREET, limit)


def _most_common(area: Combinable, limit: int) -> list[str]:
    names = Restaurant.objects.annotate(area=area).exclude(area="").values("area")
    return sorted(row["area"] for row in names.annotate(count=Count("id")).order_by("-count", "area")[:limit])


def nearby_restaurants(latitude: float, longitude: float) -> list[Restaurant]:
    """Up to a page of restaurants within `MAX_DISTANCE_KM`, the nearest first; degrees, WGS 84. One query.

    Over such distances the earth counts as flat: a degree of longitude is the cosine times as long as one of latitude.
    """
    narrowing = max(cos(radians(latitude)), 0.01)
    north = MAX_DISTANCE_KM / _KM_PER_DEGREE
    east = north / narrowing
    around = _restaurants().filter(
        latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east)
    )
    up, across = F("latitude") - latitude, (F("longitude") - longitude) * narrowing
    return list(
        around.annotate(distance=up * up + across * across)
        .filter(distance__lte=north**2)
        .order_by("distance", "slug")[:PAGE_SIZE]
    )


def site_counts(now: datetime) -> SiteCounts:
    """The totals, with the people who were confirmed when the day began: two queries.

    By the day, because a cached front page lasts a day at most, and confirmations expire without a write.
    """
    sums = Restaurant.objects.aggregate(restaurants=Count("id"), reviews=Sum("rating__count"))
    people = VerificationStatus.objects.filter(
        state=VerificationState.CONFIRMED, expires_at__gt=now.replace(hour=0, minute=0, second=0, microsecond=0)
    ).count()
    return SiteCounts(restaurants=sums["restaurants"], reviews=sums["reviews"] or 0, people=people)
