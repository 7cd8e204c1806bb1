"""Reads which restaurants a page of the list shows, and how many each cuisine has, in one pass."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from restaurants.maps.frame import Position
from restaurants.models import CuisineCount, Restaurant, RestaurantRating
from restaurants.models.popularity import popularity
from restaurants.selectors.orders import ListOrder

# One row has the page; each of the others has a set of cuisines and how many restaurants have exactly these.
_READ = """
WITH matching (id, cuisines, {names}) AS MATERIALIZED ({rows})
SELECT NULL::text[], 0, ARRAY(
    SELECT id FROM matching WHERE %s = '' OR %s = ANY(cuisines) ORDER BY {keys} LIMIT %s OFFSET %s
)
UNION ALL SELECT cuisines::text[], count(*), NULL::uuid[] FROM matching GROUP BY cuisines
"""


@dataclass(frozen=True)
class Wanted:
    """What a page of the list shows of those that match: of a cuisine, if it is given, so many in an order.

    `centre` is the place that distances are measured from, if somebody gave one.
    """

    cuisine: str
    order: ListOrder
    start: int
    size: int
    centre: Position | None = None


@dataclass(frozen=True)
class Matching:
    """Ids of the page's restaurants in order, all cuisines with their numbers, how many match, and with the cuisine."""

    ids: Sequence[UUID]
    cuisines: Sequence[tuple[str, int]]
    any_cuisine: int
    total: int

    def __bool__(self) -> bool:
        return self.any_cuisine > 0


def read_matching(rows: QuerySet[Restaurant], *, wanted: Wanted) -> Matching:
    """What is wanted of `rows`, which have a column `relevance`. One query."""
    columns = wanted.order.columns(wanted.centre, None)
    names = [f"key{number}" for number in range(len(columns))]
    chosen = rows.order_by().annotate(**dict(zip(names, (column.expression for column in columns), strict=True)))
    try:
        sql, params = chosen.values_list("pk", "cuisines", *names).query.sql_with_params()
    except EmptyResultSet:
        return Matching((), (), 0, 0)
    keys = (f"{name} {'DESC' if column.descending else 'ASC'}" for name, column in zip(names, columns, strict=True))
    statement = _READ.format(names=", ".join(names), rows=sql, keys=", ".join(keys))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, wanted.cuisine, wanted.cuisine, wanted.size, wanted.start])
        rows_read = cursor.fetchall()
    counts = Counter[str]()
    for cuisines, count, _ in rows_read:
        counts.update(dict.fromkeys(cuisines or (), count))
    any_cuisine = sum(count for _, count, _ in rows_read)
    ids = next(found for _, _, found in rows_read if found is not None)
    total = counts[wanted.cuisine] if wanted.cuisine else any_cuisine
    return Matching(ids, tuple(sorted((+counts).items())), any_cuisine, total)


def read_all(wanted: Wanted) -> Matching:
    """What is wanted of all restaurants, from numbers that triggers keep. Two queries."""
    counts = dict(CuisineCount.objects.order_by("cuisine").values_list("cuisine", "restaurants"))
    any_cuisine = counts.pop("", 0)
    total = counts.get(wanted.cuisine, 0) if wanted.cuisine else any_cuisine
    end = wanted.start + wanted.size
    if wanted.cuisine or wanted.order.key != "popular":
        rows = Restaurant.listed.filter(cuisines__contains=[wanted.cuisine] if wanted.cuisine else [])
        ids = list(
            rows.order_by(*wanted.order.columns(wanted.centre, None)).values_list("pk", flat=True)[wanted.start : end]
        )
    else:
        # The sums alone, which are a tenth of the listings' size.
        closed = Restaurant.objects.filter(closed_at__isnull=False)
        sums = RestaurantRating.objects.exclude(restaurant__in=closed).order_by(
            popularity().desc(), F("restaurant").asc()
        )
        ids = list(sums.values_list("pk", flat=True)[wanted.start : end])
    return Matching(ids, tuple(counts.items()), any_cuisine, total)
