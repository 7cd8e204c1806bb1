"""Days whose guests no forecast expected: from what was forecast the day before to the team's notification."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from analytics.ingest import missed_forecasts
from analytics.ingest.models import Visits
from mlmodels.models import VisitorForecast, VisitorKeptForecast
from mlmodels.visitors import store
from mlmodels.visitors.store import DayForecast
from restaurants.actions import notifications
from restaurants.models import MissedForecast, Notification, NotificationChoice, Restaurant, VisitCount
from tests.accounts.factors import at_the_desk
from tests.conftest import AsProcess, playing

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
TODAY = timezone.now().date()
YESTERDAY = TODAY - timedelta(days=1)
LOW, HIGH = 30.2, 50.6


def foretold(place: Restaurant, day: date, visitors: int) -> None:
    """A day that was forecast, and counted in both stores."""
    now = timezone.now()
    VisitorKeptForecast.objects.create(
        restaurant_id=place.pk, day=day, mean=40.0, low=LOW, high=HIGH, made_at=now - timedelta(days=1)
    )
    rest: dict[str, Any] = {"event_id": uuid.uuid4(), "counted_at": now, "loaded_at": now}
    Visits.objects.create(restaurant_id=place.pk, day=day, visitors=visitors, **rest)
    VisitCount.objects.create(restaurant=place, day=day, visitors=visitors)


def note(as_process: AsProcess) -> int:
    with as_process("relay"):
        return missed_forecasts.note()


def missed() -> list[date]:
    return list(MissedForecast.objects.order_by("day").values_list("day", flat=True))


@pytest.mark.parametrize(("visitors", "is_missed"), [(29, True), (30, False), (51, False), (52, True), (0, True)])
def test_a_day_outside_of_its_range_is_noted_once(
    restaurant: Restaurant, as_process: AsProcess, visitors: int, *, is_missed: bool
) -> None:
    foretold(restaurant, YESTERDAY, visitors)
    assert (note(as_process), note(as_process)) == (int(is_missed), 0)
    assert missed() == [YESTERDAY] * is_missed


def test_nothing_is_noted_without_a_forecast_or_of_long_ago(restaurant: Restaurant, as_process: AsProcess) -> None:
    for ago in (14, 15, 40):
        foretold(restaurant, TODAY - timedelta(days=ago), 400)
    VisitorKeptForecast.objects.filter(day=TODAY - timedelta(days=40)).delete()
    note(as_process)
    assert missed() == [TODAY - timedelta(days=14)]
    MissedForecast.objects.update(noted_at=timezone.now() - timedelta(days=31))
    note(as_process)
    assert MissedForecast.objects.get().noted_at > timezone.now() - timedelta(minutes=1), "Old ones are deleted."


def test_the_sites_own_number_counts(restaurant: Restaurant, as_process: AsProcess) -> None:
    foretold(restaurant, YESTERDAY, 400)
    VisitCount.objects.update(visitors=40)
    assert note(as_process) == 0


def test_the_team_is_notified_on_the_page_and_by_mail(
    client: Client, owner: User, stranger: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    foretold(restaurant, YESTERDAY, 90)
    note(as_process)
    NotificationChoice.objects.create(user=owner, kind="forecast_missed", channel="mail")
    with playing("mail"):
        assert (notifications.make(), notifications.make()) == (1, 0)
        assert notifications.queue_mails() == 1
    assert Notification.objects.get().user == owner
    at_the_desk(client, owner)
    page = client.get("/notifications/").content.decode()
    assert f"On {YESTERDAY:%A} {YESTERDAY.day} {YESTERDAY:%B} more or fewer guests came to" in page
    assert "More or fewer guests than were forecast" in page
    client.force_login(stranger)
    assert "guests than were forecast" not in client.get("/notifications/").content.decode()


def forecast(place: Restaurant, *, at: datetime, mean: float) -> None:
    days = [
        DayForecast(place.pk, at.date() + timedelta(days=ahead), mean, mean - 1, mean + 1, mean) for ahead in range(4)
    ]
    store.write(
        forecasts=days, backtests=None, outlooks=[], version="7", trained_until=at.date() - timedelta(days=1), at=at
    )


def test_what_was_forecast_the_day_before_is_kept(restaurant: Restaurant, as_process: AsProcess) -> None:
    monday = datetime(2026, 3, 2, 3, tzinfo=UTC)
    with as_process("forecasts"):
        forecast(restaurant, at=monday, mean=10)
        forecast(restaurant, at=monday + timedelta(hours=18), mean=11)
        forecast(restaurant, at=monday + timedelta(days=1), mean=20)
    kept = dict(VisitorKeptForecast.objects.values_list("day", "mean"))
    assert kept == {date(2026, 3, 3): 11, date(2026, 3, 4): 20}
    assert VisitorForecast.objects.get(day=date(2026, 3, 3)).mean == 20, "The forecast itself goes on."
    with as_process("forecasts"):
        forecast(restaurant, at=monday + timedelta(days=90), mean=30)
    assert VisitorKeptForecast.objects.count() == 1
