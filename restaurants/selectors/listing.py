"""Finding restaurants: by name, cuisine or town, and those most reviewed. Nobody pays for a place in the order."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, Func, QuerySet, Sum, TextField

from accounts.enums import State
from accounts.models import VerificationStatus
from restaurants.models import Restaurant
from restaurants.selectors.paging import Page, page_of
from restaurants.words import prefix_query

PAGE_SIZE = 24


@dataclass(frozen=True)
class Counts:
    """The three numbers of the front page."""

    restaurants: int
    reviews: int
    people: int


def _listed() -> QuerySet[Restaurant]:
    return Restaurant.objects.select_related("rating").defer("search", "search_text")


def browse(*, query: str = "", cuisine: str = "", after: str = "", before: str = "") -> tuple[Page[Restaurant], int]:
    """A page of the restaurants that fit, and how many fit in all. Two queries.

    Args:
        query: words that begin words of the name, town, street or cuisine; all must.
        cuisine: a cuisine's key.
        after, before: slugs, as the neighbouring pages gave them.
    """
    fitting = _listed()
    if words := prefix_query(query):
        fitting = fitting.filter(search=SearchQuery(words, config="simple", search_type="raw"))
    elif query.strip():
        fitting = fitting.none()
    if cuisine:
        fitting = fitting.filter(cuisines__contains=[cuisine])
    return page_of(fitting, key="slug", size=PAGE_SIZE, after=after, before=before), fitting.count()


def common_cuisines(limit: int) -> list[str]:
    """Keys of the cuisines that most restaurants have, in alphabetical order."""
    each = Func(F("cuisines"), function="unnest", output_field=TextField())
    rows = Restaurant.objects.annotate(key=each).values("key").annotate(places=Count("id")).order_by("-places", "key")
    return sorted(row["key"] for row in rows[:limit])


def most_reviewed(limit: int) -> list[Restaurant]:
    """The restaurants with most reviews; the older listing first where they are equal."""
    return list(_listed().order_by("-rating__count", "rating__restaurant")[:limit])


def counts(now: datetime) -> Counts:
    """How much there is, and how many people were confirmed when the day began: two queries.

    By the day, because a remembered front page holds for a day at the most, and confirmations end without a write.
    """
    sums = Restaurant.objects.aggregate(places=Count("id"), reviews=Sum("rating__count"))
    people = VerificationStatus.objects.filter(
        state=State.CONFIRMED, expires_at__gt=now.replace(hour=0, minute=0, second=0, microsecond=0)
    ).count()
    return Counts(restaurants=sums["places"], reviews=sums["reviews"] or 0, people=people)
