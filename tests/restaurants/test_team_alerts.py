"""What people who work with a restaurant are notified of: new reviews, falling ratings, unusually many reviews."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import notifications, owners
from restaurants.models import Notification, RatingDay, Restaurant
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.conftest import playing
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


def make() -> int:
    with playing("mail"):
        return notifications.make()


def rated(place: Restaurant, *, age: int, count: int, stars: int) -> None:
    """So many reviews of a day, as the trigger counts them."""
    day = datetime.now(UTC).date() - timedelta(days=age)
    RatingDay.objects.update_or_create(restaurant=place, day=day, defaults={"count": count, "total": count * stars})


def kinds(person: User) -> list[str]:
    return sorted(Notification.objects.filter(user=person).values_list("kind", flat=True))


def test_a_team_is_notified_of_new_reviews_and_nobody_else(
    client: Client, place: Restaurant, owner: User, stranger: User
) -> None:
    analyst = factories.confirmed("ada")
    owners.grant(restaurant=place, user=analyst, by=None, role=TeamRole.ANALYST)
    factories.review(place, factories.confirmed("emil"))
    factories.review(factories.restaurant("Zur Post"), factories.confirmed("fritz"))
    assert (make(), make()) == (2, 0)
    assert kinds(owner) == kinds(analyst) == ["team_review"] and kinds(stranger) == []
    at_the_desk(client, owner)
    page = client.get("/notifications/").content.decode()
    assert "has a new review by" in page and f"/business/{place.slug}/reviews/" in page
    assert "New reviews of your restaurant" in page
    client.force_login(stranger)
    assert "New reviews of your restaurant" not in client.get("/notifications/").content.decode()


def test_whoever_left_the_team_is_notified_no_longer(place: Restaurant, owner: User) -> None:
    owners.revoke(restaurant=place, user=owner, by=None)
    factories.review(place, factories.confirmed("emil"))
    assert make() == 0


@pytest.mark.parametrize(
    ("week", "before", "falls"),
    [((5, 3), (10, 4), True), ((4, 1), (10, 5), False), ((5, 1), (9, 5), False), ((10, 4), (50, 4), False)],
)
def test_falling_ratings_are_notified_once_a_week(
    place: Restaurant, owner: User, week: tuple[int, int], before: tuple[int, int], *, falls: bool
) -> None:
    factories.review(place, factories.confirmed("emil"))
    RatingDay.objects.all().delete()
    rated(place, age=3, count=week[0], stars=week[1])
    rated(place, age=40, count=before[0], stars=before[1])
    rated(place, age=120, count=500, stars=1)
    make()
    make()
    assert kinds(owner).count("rating_drop") == falls


@pytest.mark.parametrize(("today", "daily", "many"), [(8, 0, True), (7, 0, False), (8, 2, True), (8, 3, False)])
def test_a_burst_of_reviews_is_notified_once_a_day(
    place: Restaurant, owner: User, today: int, daily: int, *, many: bool
) -> None:
    factories.review(place, factories.confirmed("emil"))
    rated(place, age=0, count=today, stars=4)
    for age in range(1, 29):
        if daily:
            rated(place, age=age, count=daily, stars=4)
    make()
    make()
    assert kinds(owner).count("review_burst") == many
