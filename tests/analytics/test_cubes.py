"""The contract of the fixed tables of reviewers: people once each, rounded, and only when a hundred more have come."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as some

from analytics.ingest import cubes
from analytics.ingest.models import ReviewerCube
from analytics.ingest.suppression import MIN_COUNT, rounded, suppress_table
from tests.analytics.population import Somebody, move_in, open_places, place_of, random_people
from tests.conftest import AsProcess

Superuser = Callable[[str], "psycopg.Connection[Any]"]
committed = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
TABLES = some.dictionaries(
    some.tuples(some.sampled_from("abcd"), some.sampled_from("wxyz")), some.integers(0, 60), max_size=16
)


@committed
def test_a_cell_has_people_to_the_nearest_ten_and_the_mean_of_their_ratings(
    as_process: AsProcess, superuser: Superuser
) -> None:
    owner = superuser("analytical")
    open_places(owner)
    young = [Somebody("1990-1999", "AT-4", "italian", 5)] * 54
    old = [Somebody("1960-1969", "AT-4", "italian", 2)] * 46
    move_in(owner, young + old, first=1)
    with as_process("relay"):
        assert cubes.publish_stale() == 100
    cell = ReviewerCube.objects.get(cube="age_and_region", first="1990-1999", second="AT-4")
    assert (cell.reviewers, cell.average_rating, cell.of_reviewers) == (50, Decimal("5.0"), 100)
    cell = ReviewerCube.objects.get(cube="age_and_cuisine", first="1960-1969", second="italian")
    assert (cell.reviewers, cell.average_rating) == (50, Decimal("2.0"))
    assert ReviewerCube.objects.get(cube="age_and_region", first="unknown", second="AT-4").reviewers is None


@committed
def test_who_reviews_often_counts_once(as_process: AsProcess, superuser: Superuser) -> None:
    owner = superuser("analytical")
    open_places(owner)
    move_in(owner, [Somebody("1990-1999", "AT-4", "italian", 1)] * 100, first=1)
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT reviewer FROM core.reviews LIMIT 1")
        (regular,) = cursor.fetchone()
    again = (
        "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,"
        " posted_at, loaded_at) SELECT %s, gen_random_uuid(), gen_random_uuid(), %s, 5, 'Again.', 'en', now(), now(),"
        " now() FROM generate_series(1, 300)"
    )
    owner.execute(again, [place_of("italian"), regular])
    with as_process("relay"):
        cubes.publish_stale()
    cell = ReviewerCube.objects.get(cube="age_and_region", first="1990-1999", second="AT-4")
    assert (cell.reviewers, cell.average_rating) == (100, Decimal("1.0"))


@committed
def test_nothing_is_published_again_before_a_hundred_more(as_process: AsProcess, superuser: Superuser) -> None:
    owner = superuser("analytical")
    open_places(owner)
    move_in(owner, random_people(99, seed=1), first=1)
    with as_process("relay"):
        assert cubes.publish_stale() == 0
        move_in(owner, random_people(102, seed=2), first=100)
        assert cubes.publish_stale() == 200
        move_in(owner, random_people(98, seed=3), first=300)
        assert cubes.publish_stale() == 0
        move_in(owner, random_people(1, seed=4), first=400)
        assert cubes.publish_stale() == 300


@given(TABLES)
def test_no_line_of_a_table_leaves_few_to_be_subtracted(counts: dict[tuple[str, str], int]) -> None:
    shown = suppress_table(counts)
    assert all(count is None or count >= MIN_COUNT for count in shown.values())
    for axis in (0, 1):
        for name in {cell[axis] for cell in counts}:
            line = {cell: count for cell, count in shown.items() if cell[axis] == name}
            hidden = [counts[cell] for cell, count in line.items() if count is None]
            if sum(hidden) and any(count is not None for count in line.values()):
                assert sum(hidden) >= MIN_COUNT
                assert sum(1 for count in hidden if count) > 1


@pytest.mark.parametrize(("count", "published"), [(10, 10), (14, 10), (15, 20), (24, 20), (25, 30), (104, 100)])
def test_counts_are_rounded_to_tens_and_never_by_chance(count: int, published: int) -> None:
    assert rounded(count) == published
