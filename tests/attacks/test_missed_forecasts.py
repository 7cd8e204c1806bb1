"""Attacks on alerts of missed forecasts: an intruder has teams notified of what did not happen."""

from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from restaurants.models import MissedForecast, Restaurant, VisitCount
from tests.conftest import Login
from tests.restaurants import factories

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.now().date()
NOTE = "SELECT restaurants_note_missed_forecasts(%s::uuid[], %s::date[], %s::float8[], %s::float8[])"


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant("Zum Reiher")


@pytest.mark.protection("missed_forecasts_noted_by_relay")
def test_injected_sql_notes_a_missed_forecast(login: Login, place: Restaurant) -> None:
    VisitCount.objects.create(restaurant=place, day=TODAY, visitors=40)
    with suppress(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(NOTE, [[place.pk], [TODAY], [100.0], [200.0]])
    with suppress(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(
            "INSERT INTO restaurants_missedforecast (restaurant_id, day) VALUES (%s, %s)",
            [place.pk, TODAY - timedelta(days=1)],
        )
    assert not MissedForecast.objects.exists()


@pytest.mark.protection("missed_forecasts_of_counted_days")
@pytest.mark.parametrize("ago", [-1, 15, 400])
def test_the_relay_digs_up_old_days(login: Login, place: Restaurant, ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    VisitCount.objects.create(restaurant=place, day=day, visitors=40)
    login("default", "relay").execute(NOTE, [[place.pk], [day], [100.0], [200.0]])
    assert not MissedForecast.objects.exists()


@pytest.mark.protection("missed_forecasts_of_counted_days")
@pytest.mark.parametrize(("low", "high"), [(40.0, 40.0), (0.0, 1e9)])
def test_the_relay_says_that_an_expected_number_was_missed(
    login: Login, place: Restaurant, low: float, high: float
) -> None:
    VisitCount.objects.create(restaurant=place, day=TODAY, visitors=40)
    relay = login("default", "relay")
    relay.execute(NOTE, [[place.pk], [TODAY], [low], [high]])
    # And of a day that nobody counted.
    relay.execute(NOTE, [[place.pk], [TODAY - timedelta(days=1)], [100.0], [200.0]])
    assert not MissedForecast.objects.exists()
