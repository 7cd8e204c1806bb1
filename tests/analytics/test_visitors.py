"""Visitors and their forecast on the owner's page, read through the views with the real login."""

import uuid
from datetime import timedelta
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from analytics.dashboards import selectors
from analytics.ingest import relay
from analytics.ingest.models import Visits
from mlmodels.models import VisitorBacktest, VisitorForecast, VisitorForecastStatus
from restaurants.models import PlanningNote, Restaurant
from tests.accounts.factors import at_the_desk
from tests.analytics.events import post, review
from tests.conftest import AsProcess, ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
NOW = timezone.now()
TODAY = NOW.date()


def count(restaurant_id: uuid.UUID, days: int, visitors: int = 40) -> None:
    """Days before today, counted, as the relay would write them."""
    Visits.objects.bulk_create(
        Visits(
            restaurant_id=restaurant_id,
            day=TODAY - timedelta(days=n),
            visitors=visitors,
            event_id=uuid.uuid4(),
            counted_at=NOW,
            loaded_at=NOW,
        )
        for n in range(1, days + 1)
    )


def look_out(restaurant_id: uuid.UUID, days: int, status: str = "forecast") -> None:
    """What the forecasts' process says of a restaurant."""
    VisitorForecastStatus.objects.create(
        restaurant_id=restaurant_id,
        status=status,
        days_known=days,
        last_day=TODAY - timedelta(days=1),
        model_version="7",
        made_at=NOW,
    )


def foresee(restaurant_id: uuid.UUID, *, expected: int = 39, tested: int = 28) -> None:
    """A forecast and its back-test, of which every day but the first lay within the band."""
    look_out(restaurant_id, 300)
    band: dict[str, Any] = {"low": 30.0, "high": 50.0, "baseline": 38.0, "model_version": "7"}
    yesterday = TODAY - timedelta(days=1)
    VisitorForecast.objects.bulk_create(
        VisitorForecast(
            restaurant_id=restaurant_id,
            day=TODAY + timedelta(days=n),
            mean=41.0,
            trained_until=yesterday,
            made_at=NOW,
            **band,
        )
        for n in range(expected)
    )
    VisitorBacktest.objects.bulk_create(
        VisitorBacktest(
            restaurant_id=restaurant_id,
            day=TODAY - timedelta(days=n),
            predicted=40.0,
            actual=60.0 if n == 1 else 40.0,
            **band,
        )
        for n in range(1, tested + 1)
    )


def page(client: ProcessClient, owner: User) -> str:
    at_the_desk(client, owner)
    response = cast(HttpResponse, client.get("/business/golden-carp/"))
    assert response.status_code == 200
    return response.content.decode()


def test_the_days_to_come_are_drawn_with_their_band(client: ProcessClient, owner: User, restaurant: Restaurant) -> None:
    count(restaurant.pk, 80)
    foresee(restaurant.pk)
    text = page(client, owner)
    assert "Of the last 28 counted days, 27 were within the range; 22 were to be expected." in text
    assert text.count('<tr data-x="') == 28 + 39
    assert '<polygon class="chart-band"' in text
    assert "7, trained on the numbers of all restaurants until" in text
    assert "marts.restaurant_backtest" in text
    assert "40 guests yesterday" in text


def test_below_eight_weeks_the_page_says_what_is_wanting(
    client: ProcessClient, owner: User, restaurant: Restaurant
) -> None:
    count(restaurant.pk, 23)
    look_out(restaurant.pk, 23, "not_enough_data")
    text = page(client, owner)
    assert "Not enough data yet." in text
    assert f"You have entered 23 days, the last one {date_format(TODAY - timedelta(days=1), 'j F Y')}." in text
    assert "The forecast needs numbers over eight weeks, with at least one day from the last four," in text
    assert "chart-band" not in text


def test_a_place_with_visits_and_no_reviews_has_a_page(
    client: ProcessClient, owner: User, restaurant: Restaurant
) -> None:
    count(restaurant.pk, 60)
    text = page(client, owner)
    assert "We have received your guest numbers." in text
    assert "No reviews yet" not in text


def test_the_forecast_of_another_place_is_not_shown(
    client: ProcessClient, owner: User, restaurant: Restaurant, other_restaurant: Restaurant
) -> None:
    count(restaurant.pk, 60)
    count(other_restaurant.pk, 60, visitors=999)
    foresee(other_restaurant.pk)
    text = page(client, owner)
    assert "999" not in text
    assert "chart-band" not in text


def test_the_selector_reads_with_the_rights_of_web(restaurant: Restaurant, as_process: AsProcess) -> None:
    count(restaurant.pk, 60)
    foresee(restaurant.pk)
    with as_process("web"):
        visitors = selectors.dashboard(restaurant.pk, TODAY, reader=uuid.UUID(int=5)).visitors
    assert (len(visitors.counts), len(visitors.expected), len(visitors.tested)) == (60, 39, 28)
    assert (visitors.hits, visitors.days_known) == (27, 300)
    assert [each.day for each in visitors.next_days(TODAY)] == [TODAY + timedelta(days=n) for n in range(7)]


def test_a_review_in_another_language_is_shown_as_unread(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    for language in ("fr", "fr", "en"):
        post(review(restaurant_id=str(restaurant.pk), language=language))
    with as_process("relay"):
        relay.drain()
    text = " ".join(page(client, owner).split())
    assert "0 of 3 reviews scored.</span> The model reads reviews in English and German whose authors allow it;" in text
    assert "2 were not read. 1 will be scored soon." in text


def test_the_latest_reviews_lead_to_their_place_on_the_public_page(
    client: ProcessClient, owner: User, restaurant: Restaurant
) -> None:
    count(restaurant.pk, 1)
    written = factories.review(restaurant, factories.confirmed("dora"))
    text = page(client, owner)
    assert written.text in text
    assert f'href="/restaurants/golden-carp/#review-{written.pk}"' in text


def test_what_is_planned_is_shaded_and_named(client: ProcessClient, owner: User, restaurant: Restaurant) -> None:
    count(restaurant.pk, 80)
    foresee(restaurant.pk)
    assert "chart-shade" not in page(client, owner)
    for first, last, kind, name in ((2, 3, "event", "Wine <festival>"), (50, 60, "closed", "")):
        days = {"first_day": TODAY + timedelta(days=first), "last_day": TODAY + timedelta(days=last)}
        PlanningNote.objects.create(restaurant=restaurant, **days, kind=kind, name=name)
    text = page(client, owner)
    assert text.count('class="chart-shade"') == 1, "What lies after the forecast is not on the chart."
    assert text.count("Wine &lt;festival&gt;") == 2 + 2, "In the table of the chart, and beside the next days."
    assert "You planned something for the shaded days." in text


def test_takings_stand_beside_guests_where_they_are_entered(
    client: ProcessClient, owner: User, restaurant: Restaurant
) -> None:
    count(restaurant.pk, 80)
    assert 'data-figure="takings"' not in page(client, owner)
    Visits.objects.filter(day__gte=TODAY - timedelta(days=3)).update(takings=123_456, currency="EUR")
    text = page(client, owner)
    assert "Takings in EUR, " in text
    figure = text[text.index('data-figure="takings"') :][:400]
    assert "Too few earlier weeks to compare with." in figure
