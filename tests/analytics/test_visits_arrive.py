"""Listings and visits on their way into the analytical store: once, the newest count standing, and nothing absurd."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analytics.ingest import relay
from analytics.ingest.models import (
    PlannedDay,
    QuarantinedEvent,
    Restaurant,
    RestaurantEvent,
    StagedRestaurantEvent,
    Visits,
)
from reviews_site.outbox import publish as outbox
from tests.analytics.events import OTHER, RESTAURANT, inject, let_wait_again
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
TOPIC = "restaurants.visits_counted"
MONDAY = date(2026, 3, 2)


def counted(*visitors: int, at: int = 1, **changes: Any) -> dict[str, Any]:
    """A valid payload: days from Monday on, counted `at` o'clock."""
    days = [
        {"day": (MONDAY + timedelta(days=n)).isoformat(), "visitors": count, "purchases": None}
        for n, count in enumerate(visitors)
    ]
    moment = datetime(2026, 5, 2, at, tzinfo=UTC).isoformat()
    return {"restaurant_id": str(RESTAURANT), "counted_at": moment, "days": days, **changes}


def publish_visits(payload: dict[str, Any], topic: str = TOPIC) -> None:
    outbox.publish(topic, 1, payload, restaurant_id=uuid.UUID(payload["restaurant_id"]))


def drained(as_process: AsProcess) -> relay.DrainResult:
    with as_process("relay"):
        return relay.drain(batch_size=4)


def visitors() -> list[int]:
    return list(Visits.objects.order_by("restaurant_id", "day").values_list("visitors", flat=True))


def test_many_days_arrive_from_one_event(as_process: AsProcess) -> None:
    publish_visits(counted(10, 20, 30))
    publish_visits(counted(5, restaurant_id=str(OTHER)))
    assert drained(as_process) == relay.DrainResult(loaded=2)
    assert visitors() == [10, 20, 30, 5]
    assert Visits.objects.filter(purchases=None).count() == 4
    assert (RestaurantEvent.objects.count(), StagedRestaurantEvent.objects.count()) == (2, 0)


def test_the_later_count_of_a_day_stands_in_any_order_and_however_often(as_process: AsProcess) -> None:
    publish_visits(counted(12, at=3))
    publish_visits(counted(10, 20, at=2))
    drained(as_process)
    assert visitors() == [12, 20]
    publish_visits(counted(11, 21, at=1))
    drained(as_process)
    let_wait_again()
    drained(as_process)
    assert visitors() == [12, 20]
    assert RestaurantEvent.objects.count() == 3


def test_a_listing_arrives_and_its_newest_word_stands(as_process: AsProcess) -> None:
    said = {
        "restaurant_id": str(RESTAURANT),
        **{"country": "AT", "region": "Salzburg", "cuisine": "pizza", "latitude": 47.8, "longitude": None},
        "listed_at": datetime(2026, 5, 2, tzinfo=UTC).isoformat(),
    }
    later = {**said, "cuisine": "sushi", "listed_at": datetime(2026, 5, 3, tzinfo=UTC).isoformat()}
    for payload in (later, said):
        publish_visits(payload, "restaurants.restaurant_listed")
    drained(as_process)
    known = Restaurant.objects.get()
    assert (known.cuisine, known.country, known.latitude, known.longitude) == ("sushi", "AT", 47.8, None)


@pytest.mark.parametrize(
    "wrong",
    [
        counted(-1),
        counted(20_001),
        counted(),
        counted(*[1] * 401),
        counted(1, restaurant_id=str(OTHER)),
        counted(1, days=[{"day": "2026-03-02", "visitors": 1, "purchases": None}] * 2),
        counted(1, days=[{"day": "2926-03-02", "visitors": 1, "purchases": None}]),
        counted(1, days=[{"day": "2026-02-30", "visitors": 1, "purchases": None}]),
        counted(1, days=[{"day": "2026-03-02", "visitors": 1.0, "purchases": None}]),
        counted(1, days=[{"day": "2026-03-02", "visitors": 1, "purchases": None, "guest": "Ada"}]),
        counted(1, counted_at="2926-01-01T00:00:00+00:00"),
    ],
)
def test_what_can_not_be_is_set_aside_and_holds_up_nothing(as_process: AsProcess, wrong: dict[str, Any]) -> None:
    inject(wrong, topic=TOPIC)
    publish_visits(counted(7))
    drained(as_process)
    assert visitors() == [7]
    assert QuarantinedEvent.objects.count() == 1


def test_an_emptied_store_is_rebuilt_from_the_outbox(as_process: AsProcess) -> None:
    publish_visits(counted(12, at=3))
    publish_visits(counted(10, 20, at=2))
    drained(as_process)
    before = list(Visits.objects.order_by("day").values_list("restaurant_id", "day", "visitors", "counted_at"))
    assert [row[2] for row in before] == [12, 20]
    for table in (Visits, RestaurantEvent):
        table.objects.all().delete()
    let_wait_again()
    drained(as_process)
    assert list(Visits.objects.order_by("day").values_list("restaurant_id", "day", "visitors", "counted_at")) == before


def test_the_latest_plan_of_a_day_stands_and_a_withdrawn_one_stays_as_none(as_process: AsProcess) -> None:
    def plan(*plans: str | None, at: int) -> None:
        days = [
            {"day": (MONDAY + timedelta(days=n)).isoformat(), "plan": each, "effect": None}
            for n, each in enumerate(plans)
        ]
        moment = datetime(2026, 5, 2, at, tzinfo=UTC).isoformat()
        publish_visits(
            {"restaurant_id": str(RESTAURANT), "planned_at": moment, "days": days}, "restaurants.days_planned"
        )

    plan(None, at=3)
    plan("event", "closed", at=2)
    drained(as_process)
    let_wait_again()
    drained(as_process)
    assert list(PlannedDay.objects.order_by("day").values_list("plan", flat=True)) == [None, "closed"]
