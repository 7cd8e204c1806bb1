"""Publishes fixed tables of reviewers for the business side: by age, region and cuisine.

Each is suppressed and rounded before it is written, and renewed only when a hundred more people have reviewed: two
publications never differ by one person. Readers can choose among the published cells, and filter by nothing else.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import product

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.store import STORE, lock_loads
from analytics.ingest.suppression import rounded, suppress_table

# So many more people must have reviewed before the next publication.
MIN_NEW_REVIEWERS = 100
UNKNOWN = "unknown"
# cube -> its two dimensions, by column of `_REVIEWED`.
CUBES = {
    "age_and_region": ("birth_band", "region"),
    "age_and_cuisine": ("birth_band", "cuisine"),
    "region_and_cuisine": ("region", "cuisine"),
}
Cell = tuple[str, str]

_LAST = "SELECT COALESCE(max(of_reviewers), 0) FROM marts.reviewer_cubes"
# People who allow statistics.
_PEOPLE = "SELECT count(DISTINCT reviewer) FROM core.reviews WHERE for_statistics"
# The first so many people, in the order of their first reviews (ids sort by time).
_REVIEWED = """
WITH people AS (
    SELECT reviewer FROM core.reviews WHERE for_statistics
    GROUP BY reviewer ORDER BY min(review_id::text) LIMIT %(people)s
)
SELECT r.reviewer, r.rating, COALESCE(d.birth_band, 'unknown') AS birth_band, COALESCE(d.region, 'unknown') AS region,
       COALESCE(NULLIF(p.cuisine, ''), 'unknown') AS cuisine
FROM people JOIN core.reviews r ON r.reviewer = people.reviewer
LEFT JOIN core.user_demographics d ON d.person = r.reviewer
LEFT JOIN core.restaurants p ON p.restaurant_id = r.restaurant_id
"""
# A person counts once in a cell, with the mean of their ratings.
_CUBE = """
SELECT {row}, {column}, count(*), avg(rating)
FROM (SELECT {row}, {column}, reviewer, avg(rating) AS rating FROM ({reviewed}) AS reviewed GROUP BY 1, 2, 3) AS once
GROUP BY 1, 2
"""
_CLEAR = "DELETE FROM marts.reviewer_cubes"
_PUBLISH = """
INSERT INTO marts.reviewer_cubes (cube, first, second, reviewers, average_rating, of_reviewers, published_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


@transaction.atomic(using=STORE)
def publish_stale() -> int:
    """Publish every cube again if enough people have come. Returns of how many, or 0 where nothing was published."""
    with transaction.get_connection(STORE).cursor() as cursor:
        now = lock_loads(cursor)
        people = _number(cursor, _PEOPLE) // MIN_NEW_REVIEWERS * MIN_NEW_REVIEWERS
        if people <= _number(cursor, _LAST):
            return 0
        cursor.execute(_CLEAR)
        for cube in CUBES:
            cursor.executemany(_PUBLISH, list(_rows(cursor, cube, people, now)))
    return people


def _number(cursor: CursorWrapper, query: str) -> int:
    cursor.execute(query)
    return int(cursor.fetchone()[0])


def _rows(cursor: CursorWrapper, cube: str, people: int, now: datetime) -> Iterator[tuple[object, ...]]:
    row, column = CUBES[cube]
    cursor.execute(_CUBE.format(row=row, column=column, reviewed=_REVIEWED), {"people": people})
    cells = {(first, second): (count, average) for first, second, count, average in cursor.fetchall()}
    for (first, second), count in suppress_table(_fill_table(cells)).items():
        average = None if count is None else round(Decimal(cells[first, second][1]), 1)
        yield cube, first, second, None if count is None else rounded(count), average, people, now


def _fill_table(cells: Mapping[Cell, tuple[int, Decimal]]) -> dict[Cell, int]:
    """Add a 0 for every combination of values without anybody: a missing cell would say so."""
    firsts, seconds = (sorted({UNKNOWN, *(cell[axis] for cell in cells)}) for axis in (0, 1))
    return {cell: cells[cell][0] if cell in cells else 0 for cell in product(firsts, seconds)}
