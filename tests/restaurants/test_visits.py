"""Writing down how many guests came: who may, what is refused, and what analytics is told."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from restaurants.actions import visits
from restaurants.exceptions import InvalidVisits
from restaurants.models import Restaurant, VisitCount
from restaurants.rules import DayCount
from reviews_site.audit.models import Event as AuditEvent
from reviews_site.outbox.models import Event
from reviews_site.policy import Denied
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
TOPIC = "restaurants.visits_counted"


def days(count: int, visitors: int = 40) -> list[DayCount]:
    return [DayCount(MONDAY + timedelta(days=number), visitors, 15) for number in range(count)]


def test_an_owner_writes_days_and_they_are_published(place: Restaurant, owner: User, as_process: AsProcess) -> None:
    with as_process("web"):
        done = visits.record(restaurant=place, days=[DayCount(MONDAY, 41), *days(3)[1:]], by=owner)
    assert (done.written, done.unchanged) == (3, 0)
    assert list(VisitCount.objects.order_by("day").values_list("visitors", "purchases")) == [
        (41, None),
        (40, 15),
        (40, 15),
    ]
    event = Event.objects.get(topic=TOPIC)
    assert event.restaurant_id == place.pk
    assert event.payload["days"][0] == {"day": "2026-03-02", "visitors": 41, "purchases": None, "takings": None}
    assert AuditEvent.objects.filter(action="visits.recorded", actor_id=owner.pk).count() == 1


def test_twice_is_the_same_as_once_and_a_correction_travels(place: Restaurant, owner: User) -> None:
    visits.record(restaurant=place, days=days(3), by=owner)
    assert visits.record(restaurant=place, days=days(3), by=owner) == visits.RecordResult(0, 3)
    assert Event.objects.filter(topic=TOPIC).count() == 1
    assert visits.record(restaurant=place, days=[DayCount(MONDAY, 7), *days(3)[1:]], by=owner) == visits.RecordResult(
        1, 2
    )
    assert [len(event.payload["days"]) for event in Event.objects.filter(topic=TOPIC).order_by("id")] == [3, 1]


def test_two_years_travel_in_two_events(place: Restaurant) -> None:
    visits.record(restaurant=place, days=[DayCount(MONDAY - timedelta(days=n), n % 9) for n in range(730)], by=None)
    assert [len(event.payload["days"]) for event in Event.objects.filter(topic=TOPIC).order_by("id")] == [400, 330]


def test_a_stranger_writes_nothing(place: Restaurant, stranger: User) -> None:
    with pytest.raises(Denied):
        visits.record(restaurant=place, days=days(1), by=stranger)
    assert not VisitCount.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (DayCount(timezone.now().date() + timedelta(days=2), 5), "until today"),
        (DayCount(date(1999, 12, 31), 5), "from 2000"),
        (DayCount(MONDAY, -1), "guests"),
        (DayCount(MONDAY, 20_001), "guests"),
        (DayCount(MONDAY, 5, -1), "bills"),
    ],
)
def test_one_wrong_day_writes_none(place: Restaurant, owner: User, wrong: DayCount, says: str) -> None:
    with pytest.raises(InvalidVisits, match=says):
        visits.record(restaurant=place, days=[*days(3)[1:], wrong], by=owner)
    assert not VisitCount.objects.exists()


def test_a_day_named_twice_is_refused(place: Restaurant, owner: User) -> None:
    with pytest.raises(InvalidVisits, match="twice"):
        visits.record(restaurant=place, days=[*days(1), *days(1, visitors=3)], by=owner)


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("visitors", 20_001, "restaurants_visitcount_visitors_plausible"),
        ("purchases", 20_001, "restaurants_visitcount_purchases_plausible"),
    ],
)
def test_the_database_refuses_absurd_counts(place: Restaurant, column: str, value: int, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        VisitCount.objects.create(**{"restaurant": place, "day": MONDAY, "visitors": 1, column: value})


def test_a_day_has_one_row(place: Restaurant) -> None:
    VisitCount.objects.create(restaurant=place, day=MONDAY, visitors=1)
    with pytest.raises(IntegrityError, match="restaurants_visitcount_pkey"):
        VisitCount.objects.bulk_create([VisitCount(restaurant=place, day=MONDAY, visitors=2)])
