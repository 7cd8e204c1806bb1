"""What is published of reviewers' ages: enough people, in tens, and anew with every ten more."""

import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from analytics.ingest import age_bands, relay
from analytics.ingest.models import RestaurantAgeBand, UserDemographics
from tests.analytics.events import OTHER, RESTAURANT, person, publish_demographics, review_by_birth_years
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def published(as_process: AsProcess) -> dict[str, int | None]:
    """Relay, publish, and read the bands of one restaurant that are shown."""
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
    bands = RestaurantAgeBand.objects.filter(restaurant_id=RESTAURANT, reviewers__isnull=False)
    return dict(bands.values_list("birth_band", "reviewers"))


def test_large_bands_are_shown_and_small_ones_are_not(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 20, 1995: 12, 1955: 4, 1966: 4})
    review_by_birth_years({1984: 30}, restaurant=OTHER)
    shown = published(as_process)
    assert "1950-1959" not in shown
    assert "1960-1969" not in shown
    # Eight hidden people could be told apart, so the next smallest band is hidden with them.
    assert shown == {"1980-1989": 20}


@pytest.mark.parametrize("restaurants", [(RESTAURANT,), (RESTAURANT, OTHER)], ids=len)
def test_all_restaurants_that_are_due_are_counted_together(
    restaurants: tuple[uuid.UUID, ...], as_process: AsProcess
) -> None:
    """Five statements however many they are: on several nodes that is one for each part of a table."""
    for restaurant in restaurants:
        review_by_birth_years({1984: 20}, restaurant=restaurant)
    with as_process("relay"):
        relay.drain()
        with CaptureQueriesContext(connections["analytical"]) as captured:
            assert age_bands.publish_due() == len(restaurants)
    asked = [query["sql"].split()[0] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert asked == ["SELECT", "SELECT", "WITH", "WITH", "INSERT"]


def test_one_more_review_changes_nothing(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 20, 1995: 20})
    before = published(as_process)
    review_by_birth_years({1984: 1})
    assert published(as_process) == before == {"1980-1989": 20, "1990-1999": 20}


def test_people_without_an_answer_are_a_band_too(as_process: AsProcess) -> None:
    review_by_birth_years({None: 20, 1984: 20})
    assert published(as_process) == {"unknown": 20, "1980-1989": 20}


def test_a_changed_birth_year_is_counted_with_the_next_ten_reviewers(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 20, 1995: 20})
    before = published(as_process)
    someone = UserDemographics.objects.filter(birth_year=1984).values_list("person", flat=True)[:10]
    for each in someone:
        publish_demographics(person(person=str(each), birth_year=1996, changed_at="2026-06-01T00:00:00+00:00"))
    assert published(as_process) == before
    review_by_birth_years({1984: 9})
    assert published(as_process) == before
    review_by_birth_years({1984: 1})
    assert published(as_process) == {"1980-1989": 20, "1990-1999": 30}


def test_nothing_is_published_twice(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 3})
    published(as_process)
    with as_process("relay"):
        assert age_bands.publish_due() == 0
