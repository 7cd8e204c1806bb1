"""Finds restaurants by name, cuisine, town, distance or popularity. Nobody can pay for a place in the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Count, F, Func, QuerySet, Sum, TextField, Value
from django.db.models.expressions import Combinable

from accounts.enums import VerificationState
from accounts.models import VerificationStatus
from restaurants.models import Restaurant
from restaurants.models.popularity import MIN_POPULAR_REVIEWS, popularity
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.selectors.facets import Wanted, read_all, read_matching
from restaurants.selectors.filters import NO_FILTERS, ListFilters
from restaurants.selectors.nearby import Area, distance_to, within_distance
from restaurants.selectors.orders import ListOrder, list_order
from restaurants.selectors.search import find_matching
from reviews_site.compiled_queries import CompiledQuery

PAGE_SIZE = 24
MAX_PAGES = 50
# A street without the house number.
_STREET = Func(F("street"), Value(r"\s+\d.*$"), Value(""), function="regexp_replace", output_field=TextField())


@dataclass(frozen=True)
class SiteCounts:
    """The totals of the front page."""

    restaurants: int
    reviews: int
    people: int


def _restaurants() -> QuerySet[Restaurant]:
    return Restaurant.listed.select_related("rating").defer(*SEARCH_FIELDS)


@dataclass(frozen=True)
class ListPage:
    """A page of the list: its restaurants, where it stands among all that match, and why they stand in this order."""

    rows: list[Restaurant]
    total: int
    number: int
    order: ListOrder
    cuisines: Sequence[tuple[str, int]] = ()
    corrected: str = ""

    @property
    def first(self) -> int:
        """The position of the first row, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The position of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        """Whether another page follows. Nobody reads further than `MAX_PAGES`: a search is quicker."""
        return self.last < self.total and self.number < MAX_PAGES


def list_restaurants(
    *,
    query: str = "",
    filters: ListFilters = NO_FILTERS,
    near: Area | None = None,
    sort: str = "",
    page: int = 1,
    now: datetime,
) -> ListPage:
    """A page of the restaurants that match. Two queries, or more for what is open and for mistyped words.

    Args:
        query: words, see `find_matching`.
        filters: what narrows the list.
        near: where they lie; then each has its `distance`.
        sort: the key of an order.
        page: from 1 to `MAX_PAGES`; a page beyond the last is empty.
        now: the time at which restaurants are open.
    """
    order = list_order(sort, has_query=bool(query.strip()), has_place=bool(near))
    wanted = Wanted(filters.cuisine, order, (page - 1) * PAGE_SIZE, PAGE_SIZE, near.centre if near else None)
    if query.strip() or filters.count or near:
        narrowed = filters.narrow_but_cuisine(Restaurant.listed.all(), now=now)
        if near:
            # All that lie there are counted by cuisine anyway, so that the same pass orders them by the globe.
            narrowed = within_distance(narrowed, near.centre, kilometres=near.kilometres)
        found = find_matching(narrowed, query, read=partial(read_matching, wanted=wanted))
        matching, corrected = found.found, found.corrected
    else:
        matching, corrected = read_all(wanted), ""
    rows = _rows(matching.ids)
    if near:
        for row in rows:
            row.distance = distance_to(row, near.centre)
    return ListPage(rows, matching.total, page, order, matching.cuisines, corrected)


def _rows(ids: Sequence[UUID]) -> list[Restaurant]:
    """The restaurants with these ids, in their order. One query, or none."""
    found = {row.pk: row for row in _BY_IDS.read(ids=list(ids))} if ids else {}
    return [found[pk] for pk in ids if pk in found]


_BY_IDS = CompiledQuery(lambda ids: _restaurants().filter(pk__in_list=ids), ids=list)


def matching_restaurants(*, query: str = "", filters: ListFilters = NO_FILTERS, now: datetime) -> QuerySet[Restaurant]:
    """The restaurants with these words that pass the filters, in no order. For its arguments see `list_restaurants`."""
    rows = filters.narrow_but_cuisine(_restaurants(), now=now)
    if filters.cuisine:
        rows = rows.filter(cuisines__contains=[filters.cuisine])
    return find_matching(rows, query, read=QuerySet.count).matching if query.strip() else rows


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
    names = Restaurant.listed.annotate(area=area).exclude(area="").values("area")
    return sorted(row["area"] for row in names.annotate(count=Count("id")).order_by("-count", "area")[:limit])


def site_counts(now: datetime) -> SiteCounts:
    """The totals, with the people who were confirmed when the day began: two queries.

    By the day, because a cached front page lasts a day at most, and confirmations expire without a write.
    """
    sums = Restaurant.listed.aggregate(restaurants=Count("id"), reviews=Sum("rating__count"))
    people = VerificationStatus.objects.filter(
        state=VerificationState.CONFIRMED, expires_at__gt=now.replace(hour=0, minute=0, second=0, microsecond=0)
    ).count()
    return SiteCounts(restaurants=sums["restaurants"], reviews=sums["reviews"] or 0, people=people)
