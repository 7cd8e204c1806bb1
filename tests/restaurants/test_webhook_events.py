"""What webhooks tell of besides reviews: guest numbers that were entered, and a week of fallen ratings."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from restaurants.actions import notifications, visits
from restaurants.models import RatingDay, Restaurant, WebhookDelivery
from restaurants.rules import DayCount
from restaurants.webhooks import delivering
from tests.conftest import playing
from tests.restaurants.webhooks import Receiver, receiver, webhook_of

pytestmark = pytest.mark.django_db
__all__ = ["receiver"]


def test_guest_numbers_make_one_message_however_many_days(place: Restaurant, owner: User, receiver: Receiver) -> None:
    webhook_of(place, owner, receiver.url)
    first = timezone.now().date() - timedelta(days=9)
    days = [DayCount(first + timedelta(days=number), 40) for number in range(8)]
    visits.record(restaurant=place, days=days[:5], by=owner)
    visits.record(restaurant=place, days=[replace(days[0], visitors=41), *days[1:]], by=owner)
    visits.record(restaurant=place, days=days[5:], by=owner)
    with playing("webhooks"):
        assert delivering.deliver_due(receiver.send) == 1
    visits.record(restaurant=place, days=days[:1], by=owner)
    with playing("webhooks"):
        assert delivering.deliver_due(receiver.send) == 1
    bodies = [each["body"] for each in receiver.requests]
    assert [body["type"] for body in bodies] == ["guest_numbers.accepted"] * 2
    assert set(bodies[0]["data"]) == {"restaurant", "url"} and bodies[0]["data"]["restaurant"] == place.slug
    assert bodies[0]["data"]["url"].endswith(f"/api/v1/restaurants/{place.slug}/guest-numbers")


def test_fallen_ratings_make_one_message_a_week(place: Restaurant, owner: User, receiver: Receiver) -> None:
    webhook_of(place, owner, receiver.url)
    today = timezone.now().date()
    for ago, count, stars in ((3, 5, 3), (40, 10, 4)):
        RatingDay.objects.create(restaurant=place, day=today - timedelta(days=ago), count=count, total=count * stars)
    with playing("mail"):
        notifications.make()
        notifications.make()
    with playing("webhooks"):
        assert delivering.deliver_due(receiver.send) == 1
    body = receiver.requests[0]["body"]
    assert body["type"] == "rating.dropped"
    assert body["data"]["url"].endswith(f"/api/v1/restaurants/{place.slug}/dashboard")
    WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=7))
    with playing("mail"):
        notifications.make()
    assert WebhookDelivery.objects.filter(state="waiting").count() == 1, "Another week."
