"""Attacks on the ages of reviewers, by whoever reads the dashboard: subtract, watch one person, watch them often."""

from collections.abc import Callable

import pytest
from django.db import connections

from analytics.ingest import age_bands, relay
from analytics.ingest.models import Review, UserDemographics
from tests.analytics.events import RESTAURANT, person, publish_demographics, review_by_birth_years
from tests.analytics.test_data_uses import say
from tests.conftest import AsProcess, Login, playing

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
# Groups where one person more or less shows, if counts are rounded and not frozen.
AT_THE_EDGE: dict[int | None, int] = {1966: 14, 1984: 15, 1995: 31}


def arrive() -> None:
    """What the relay does at each turn."""
    with playing("relay"):
        relay.drain()
        age_bands.publish_due()


def shown() -> list[tuple[str, int | None]]:
    """What the dashboards read of one restaurant."""
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT birth_band, reviewers FROM marts.restaurant_age_bands ORDER BY 1")
        return list(cursor.fetchall())


def change(year: int, *, turn: int = 0) -> None:
    """Somebody of the eighties says that they were born in another year."""
    (who,) = UserDemographics.objects.filter(birth_year=1984).order_by("person").values_list("person", flat=True)[:1]
    publish_demographics(person(person=str(who), birth_year=year, changed_at=f"2026-06-01T00:{turn:02}:00+00:00"))


def first_of_the_eighties() -> Review:
    people = UserDemographics.objects.filter(birth_year=1984).values_list("person", flat=True)
    return Review.objects.filter(reviewer__in=people).order_by("review_id")[0]


def erase() -> None:
    """What an erasure leaves of somebody."""
    found = first_of_the_eighties()
    UserDemographics.objects.filter(person=found.reviewer).delete()
    found.delete()


MOVES: dict[str, Callable[[], object]] = {
    "changes": lambda: change(1996),
    "refuses": lambda: say(first_of_the_eighties().reviewer, statistics=False),
    "is erased": erase,
    "reviews": lambda: review_by_birth_years({1966: 1}),
}


@COMMITTED
@pytest.mark.protection("age_band_suppression")
def test_subtraction_leaves_nobody_or_at_least_ten_people(as_process: AsProcess, login: Login) -> None:
    people = {"1950-1959": 3, "1980-1989": 17, "1990-1999": 20}
    review_by_birth_years({int(band[:4]) + 4: count for band, count in people.items()})
    arrive()
    connection = login("analytical", "dashboards")
    with connection.transaction():
        connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
        rows = connection.execute("SELECT birth_band, reviewers FROM marts.restaurant_age_bands").fetchall()
    found = {band: reviewers for band, reviewers in rows if reviewers is not None}
    assert all(reviewers >= 10 for reviewers in found.values())
    left = [count for band, count in people.items() if band not in found]
    assert left == [] or (len(left) > 1 and sum(left) >= 10)


@BOTH
@pytest.mark.protection("age_band_publication")
@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
def test_nothing_moves_by_one_person(move: Callable[[], object]) -> None:
    review_by_birth_years(AT_THE_EDGE)
    arrive()
    before = shown()
    assert [count for _, count in before if count] == [10, 20, 30]
    move()
    arrive()
    assert shown() == before


@BOTH
@pytest.mark.protection("age_band_publication")
def test_nothing_moves_by_one_person_who_changes_a_hundred_times() -> None:
    review_by_birth_years(AT_THE_EDGE)
    arrive()
    before = shown()
    seen = []
    for turn in range(50):
        for year in (1984, 1996):
            if year == 1996:
                change(year, turn=turn)
            else:
                UserDemographics.objects.filter(birth_year=1996).update(birth_year=1984)
            arrive()
            seen.append(shown())
    assert all(found == before for found in seen)


@BOTH
@pytest.mark.protection("age_band_rounding")
def test_ten_newcomers_of_one_age_do_not_show_a_change_of_another() -> None:
    review_by_birth_years({1984: 20, 1995: 20})
    arrive()
    change(1996)
    review_by_birth_years({1995: 10})
    arrive()
    assert [count for _, count in shown() if count] == [20, 30]
