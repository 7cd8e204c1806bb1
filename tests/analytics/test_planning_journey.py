"""From a team's note to the forecast that it reads, through each process on the way."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from analytics.ingest import relay
from analytics.ingest.models import Visits
from mlmodels.models import VisitorForecast
from mlmodels.visitors import forecasting
from restaurants.models import PlanningNote, Restaurant
from tests.accounts.factors import at_the_desk
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
NOW = timezone.now()
TODAY = NOW.date()
CLOSED, FESTIVAL = TODAY + timedelta(days=2), TODAY + timedelta(days=3)


def test_a_note_shapes_the_forecast_until_it_is_deleted(
    client: Client, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    rest = {"event_id": uuid.uuid4(), "counted_at": NOW, "loaded_at": NOW - timedelta(minutes=5)}
    Visits.objects.bulk_create(
        Visits(restaurant_id=restaurant.pk, day=TODAY - timedelta(days=ago), visitors=40, **rest)
        for ago in range(1, 71)
    )
    at_the_desk(client, owner)
    notes = f"/business/{restaurant.slug}/visits/notes/"

    def forecast(minutes: int) -> list[float]:
        with as_process("relay"):
            relay.drain()
        with as_process("forecasts"):
            forecasting.forecast_all(now=timezone.now() + timedelta(minutes=minutes))
        rows = VisitorForecast.objects.filter(day__in=[CLOSED, FESTIVAL]).order_by("day")
        return [round(mean) for mean in rows.values_list("mean", flat=True)]

    assert forecast(0) == [40, 40]
    client.post(notes, {"first_day": CLOSED.isoformat(), "kind": "closed"})
    client.post(notes, {"first_day": FESTIVAL.isoformat(), "kind": "event", "name": "Wine festival", "effect": "more"})
    assert forecast(1) == [0, 48], "Nobody, and a fifth more."
    page = client.get(f"/business/{restaurant.slug}/").content.decode()
    assert page.count('class="chart-shade"') == 2 and "Wine festival" in page
    client.post(f"{notes}{PlanningNote.objects.get(kind='closed').pk}/delete/")
    assert forecast(2) == [40, 48]
