"""Attacks on what cohorts say, by whoever reads the dashboard: subtract, add up months, compare two publications."""

from collections.abc import Callable

import pytest

from analytics.ingest import relay
from analytics.ingest.models import Review, UserDemographics
from mlmodels.models import ReviewSentiment
from tests.analytics.events import RESTAURANT, person, publish_demographics
from tests.analytics.test_cohorts import MIDDLE, YOUNG, guests, publish, shown
from tests.analytics.test_data_uses import say
from tests.conftest import Login, playing

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
BOTH = pytest.mark.django_db(databases=["default", "analytical"])


def relay_all() -> None:
    with playing("relay"):
        relay.drain()


def first_who_comes_back() -> Review:
    ids = ReviewSentiment.objects.filter(return_intent="comes_back").values_list("review_id", flat=True)
    return Review.objects.filter(review_id__in=ids).order_by("review_id")[0]


def change() -> None:
    """Somebody says that they were born in another year."""
    who = str(first_who_comes_back().reviewer)
    publish_demographics(person(person=who, birth_year=1996, changed_at="2026-06-01T00:00:00+00:00"))


def erase() -> None:
    """What an erasure leaves of somebody."""
    found = first_who_comes_back()
    ReviewSentiment.objects.filter(review_id=found.review_id).delete()
    UserDemographics.objects.filter(person=found.reviewer).delete()
    found.delete()


MOVES: dict[str, Callable[[], object]] = {
    "changes": change,
    "refuses": lambda: say(first_who_comes_back().reviewer, statistics=False),
    "is erased": erase,
}


@COMMITTED
@pytest.mark.protection("cohort_suppression")
def test_subtraction_leaves_nobody_or_at_least_ten_people(login: Login) -> None:
    people = {"stays_away": 3, "comes_back": 17, "neither": 20}
    for intent, number in people.items():
        guests(number, intent=None if intent == "neither" else intent)
    publish()
    connection = login("analytical", "dashboards")
    with connection.transaction():
        connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
        rows = connection.execute("SELECT answer, people FROM marts.restaurant_cohorts WHERE topic = 'return_intent'")
        found = dict(rows.fetchall())
    assert all(number >= 10 for number in found.values())
    left = [number for answer, number in people.items() if answer not in found]
    assert left == [] or (len(left) > 1 and sum(left) >= 10)


@BOTH
@pytest.mark.protection("cohort_months_suppression")
def test_months_do_not_add_up_to_what_all_time_hides() -> None:
    guests(12, intent="comes_back")
    guests(25)
    guests(3, intent="stays_away", month="2026-04")
    publish()
    assert shown() == {(MIDDLE, "neither"): 30}
    assert (MIDDLE, "comes_back") not in shown(month="2026-03")


@BOTH
@pytest.mark.protection("cohort_publication")
@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
def test_nothing_moves_by_one_person(move: Callable[[], object]) -> None:
    guests(15, intent="comes_back")
    guests(25)
    publish()
    before = shown()
    assert before == {(MIDDLE, "comes_back"): 20, (MIDDLE, "neither"): 30}
    move()
    relay_all()
    publish()
    assert shown() == before


@BOTH
@pytest.mark.protection("cohort_rounding")
def test_ten_known_newcomers_do_not_show_what_one_other_person_changed() -> None:
    guests(20, intent="comes_back")
    guests(20, year=1995, intent="comes_back")
    publish()
    change()
    guests(10, year=1995, intent="comes_back")
    assert publish() == 1
    assert shown() == {(MIDDLE, "comes_back"): 20, (YOUNG, "comes_back"): 30}


@BOTH
@pytest.mark.protection("refusal_in_statistics")
def test_whoever_refuses_statistics_is_in_no_cohort() -> None:
    guests(20, intent="comes_back")
    for who in Review.objects.values_list("reviewer", flat=True)[:10]:
        say(who, statistics=False)
    relay_all()
    publish()
    assert shown("people") == {("", ""): 10}
