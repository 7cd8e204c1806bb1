"""Finding restaurants: by name, cuisine or town, and those most reviewed. Nobody pays for a place in the order."""

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
# A street without the number of the house.
_STREET = Func(F("street"), Value(r"\s+\d.*$"), Value(""), function="regexp_replace", output_field=TextField())


@dataclass(frozen=True)
class SiteCounts:
    """The three numbers of the front page."""

    restaurants: int
    reviews: int
    people: int


def _restaurants() -> QuerySet[Restaurant]:
    return Restaurant.objects.select_related("rating").defer("search", "search_text")


def search_restaurants(
    *, query: str = "", cuisine: str = "", after: str = "", before: str = ""
) -> tuple[KeysetPage[Restaurant], int]:
    """A page of the restaurants that fit, and how many fit in all. Two queries.

    Args:
        query: words that begin words of the name, town, street or cuisine; all must.
        cuisine: a cuisine's key.
        after, before: slugs, as the neighbouring pages gave them.
    """
    fitting = _restaurants()
    if words := prefix_query(query):
        fitting = fitting.filter(search=SearchQuery(words, config="simple", search_type="raw"))
    elif query.strip():
        fitting = fitting.none()
    if cuisine:
        fitting = fitting.filter(cuisines__contains=[cuisine])
    return keyset_page(fitting, key="slug", size=PAGE_SIZE, after=after, before=before), fitting.count()


def common_cuisines(limit: int) -> list[str]:
    """Keys of the cuisines that most restaurants have, in alphabetical order."""
    each = Func(F("cuisines"), function="unnest", output_field=TextField())
    rows = Restaurant.objects.annotate(key=each).values("key").annotate(places=Count("id")).order_by("-places", "key")
    return sorted(row["key"] for row in rows[:limit])


def popular_restaurants(limit: int) -> list[Restaurant]:
    """The best rated, each rating drawn towards the average; filled up by number of reviews. One query, or two."""
    found = list(
        _restaurants().filter(rating__count__gte=MIN_POPULAR_REVIEWS).order_by(popularity("rating__").desc())[:limit]
    )
    if missing := limit - len(found):
        others = _restaurants().exclude(pk__in=[place.pk for place in found])
        found += others.order_by("-rating__count", "rating__restaurant")[:missing]
    return found


def neighbourhoods(limit: int) -> list[str]:
    """Where most restaurants stand, in alphabetical order: towns, or the streets where all are in one town.

    One query, or two. Each can be searched for by its name.
    """
    towns = _most_common(F("town"), limit)
    return towns if len(towns) > 1 else _most_common(_STREET, limit)


def _most_common(place: Combinable, limit: int) -> list[str]:
    named = Restaurant.objects.annotate(at=place).exclude(at="").values("at")
    return sorted(row["at"] for row in named.annotate(places=Count("id")).order_by("-places", "at")[:limit])


def nearby_restaurants(latitude: float, longitude: float) -> list[Restaurant]:
    """Up to a page of restaurants within `MAX_DISTANCE_KM`, the nearest first; degrees, WGS 84. One query.

    The earth is flat over such distances: a degree of longitude is as long as one of latitude times the cosine.
    """
    narrowing = max(cos(radians(latitude)), 0.01)
    north = MAX_DISTANCE_KM / _KM_PER_DEGREE
    east = north / narrowing
    around = _restaurants().filter(
        latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east)
    )
    up, across = F("latitude") - latitude, (F("longitude") - longitude) * narrowing
    return list(
        around.annotate(apart=up * up + across * across)
        .filter(apart__lte=north**2)
        .order_by("apart", "slug")[:PAGE_SIZE]
    )


def site_counts(now: datetime) -> SiteCounts:
    """How much there is, and how many people were confirmed when the day began: two queries.

    By the day, because a remembered front page holds for a day at the most, and confirmations end without a write.
    """
    sums = Restaurant.objects.aggregate(places=Count("id"), reviews=Sum("rating__count"))
    people = VerificationStatus.objects.filter(
        state=VerificationState.CONFIRMED, expires_at__gt=now.replace(hour=0, minute=0, second=0, microsecond=0)
    ).count()
    return SiteCounts(restaurants=sums["places"], reviews=sums["reviews"] or 0, people=people)
