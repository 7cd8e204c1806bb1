"""Popularity: its sums are kept with each change of a review, and give what the published formula gives."""

import random
import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from restaurants.models import RatingDay, Restaurant, RestaurantRating, Review
from restaurants.models.popularity import (
    HALF_LIFE_DAYS,
    MAX_WEIGHT_PER_DAY,
    PRIOR_REVIEWS,
    PRIOR_STARS,
    popularity,
)
from tests.conftest import Login
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db


def by_formula(reviews: list[tuple[datetime, int]], today: date) -> float:
    """The popularity of reviews, each by its time and stars, as the page describes it."""
    days: dict[date, list[int]] = defaultdict(list)
    for posted_at, stars in reviews:
        days[posted_at.date()].append(stars)
    weight, sums = float(PRIOR_REVIEWS), PRIOR_REVIEWS * PRIOR_STARS
    for day, stars_of_day in days.items():
        each = 0.5 ** ((today - day).days / HALF_LIFE_DAYS) * min(1, MAX_WEIGHT_PER_DAY / len(stars_of_day))
        weight += each * len(stars_of_day)
        sums += each * sum(stars_of_day)
    return sums / weight


def computed(place: Restaurant, today: date) -> float:
    """The popularity by which the database orders."""
    value: float = (
        RestaurantRating.objects.filter(pk=place.pk)
        .annotate(popularity=popularity(day=today))
        .values_list("popularity", flat=True)[0]
    )
    return value


def move(review: Review, days_ago: int) -> None:
    """Date a review back. The trigger on edits has its own test; this is what a row says."""
    Review.objects.filter(pk=review.pk).update(posted_at=timezone.now() - timedelta(days=days_ago))


def test_posted_changed_and_deleted_reviews_give_what_the_formula_gives(place: Restaurant) -> None:
    """Twelve people, several on one day, some years ago; then a third changes, and a third goes."""
    chance = random.Random(7)  # noqa: S311 - the same reviews each time, and nothing secret
    written = factories.some_reviews(place, 12)
    today = timezone.now().date()
    for review in written:
        move(review, chance.choice([0, 3, 3, 3, 200, 900]))

    def expect() -> None:
        rows = list(Review.objects.filter(restaurant=place).values_list("posted_at", "rating"))
        assert computed(place, today) == pytest.approx(by_formula(rows, today), abs=1e-9)
        rating = RestaurantRating.objects.get(pk=place.pk)
        assert rating.popularity_on(today) == pytest.approx(computed(place, today), abs=1e-9)
        assert sum(RatingDay.objects.filter(restaurant=place).values_list("count", flat=True)) == len(rows)

    expect()
    Review.objects.filter(pk__in=[each.pk for each in written[:4]]).update(rating=1)
    expect()
    Review.objects.filter(pk__in=[each.pk for each in written[4:8]]).delete()
    expect()
    Review.objects.filter(restaurant=place).delete()
    assert not RatingDay.objects.filter(restaurant=place).exists()
    assert computed(place, today) == pytest.approx(PRIOR_STARS, abs=1e-9)


def test_ten_reviews_of_one_day_weigh_as_much_as_five(place: Restaurant) -> None:
    other = factories.restaurant("Zur Rohrdommel")
    people = [factories.confirmed(f"guest{number}") for number in range(10)]
    for person in people:
        factories.review(place, person, rating=5)
    for person in people[:5]:
        factories.review(other, person, rating=5)
    today = timezone.now().date()
    assert computed(place, today) == pytest.approx(computed(other, today), abs=1e-9)


def test_an_old_review_weighs_half_as_much_after_a_year(place: Restaurant) -> None:
    factories.some_reviews(place, 3)
    rating, today = RestaurantRating.objects.get(pk=place.pk), timezone.now().date()
    assert rating.weight_on(today) == pytest.approx(3, abs=1e-9)
    assert rating.weight_on(today + timedelta(days=HALF_LIFE_DAYS)) == pytest.approx(1.5, abs=1e-9)


def test_the_page_orders_by_popularity_and_shows_its_numbers(client: Client, place: Restaurant) -> None:
    loved = factories.restaurant("Loved")
    people = [factories.confirmed(f"guest{number}") for number in range(5)]
    for person in people:
        factories.review(place, person, rating=3)
        factories.review(loved, person, rating=5)
    page = client.get("/popular/")
    assert [each.restaurant.name for each in page.context["places"]] == ["Loved", "Zum Reiher"]
    body = page.content.decode()
    assert f"{(5 * 5 + PRIOR_REVIEWS * PRIOR_STARS) / (5 + PRIOR_REVIEWS):.2f}" in body
    assert "half as much after each 365 days" in body
    assert queries(client, "/popular/") == 1


def test_popular_near_a_place(client: Client, place: Restaurant) -> None:
    far = factories.restaurant("Far", town="Wels")
    people = [factories.confirmed(f"guest{number}") for number in range(5)]
    for person in people:
        for each in (place, far):
            factories.review(each, person)
    Restaurant.objects.filter(pk=place.pk).update(latitude=48.31, longitude=14.29)
    Restaurant.objects.filter(pk=far.pk).update(latitude=48.16, longitude=14.02)
    for near in ("Linz", "48.31,14.29"):
        page = client.get("/popular/", {"near": near})
        assert [each.restaurant.name for each in page.context["places"]] == ["Zum Reiher"]
    assert len(client.get("/popular/?near=Atlantis").context["places"]) == 2


@pytest.mark.django_db(transaction=True)
def test_whoever_votes_waits_for_nobody_who_edits(login: Login) -> None:
    """An edit locks the sums and then the review; a vote locks the review, and would wait for the sums for ever."""
    place, author, voter = factories.restaurant(), factories.confirmed("dora"), factories.confirmed("emil")
    review = factories.review(place, author)
    editor, other = login("default", "web"), login("default", "web")
    with editor.transaction():
        editor.execute("SELECT 1 FROM restaurants_restaurantrating WHERE restaurant_id = %s FOR UPDATE", [place.pk])
        other.execute("SET lock_timeout = '10s'")
        other.execute(
            "INSERT INTO restaurants_helpfulvote (id, review_id, user_id, voted_at) VALUES (%s, %s, %s, now())",
            [uuid.uuid4(), review.pk, voter.pk],
        )
    assert Review.objects.get(pk=review.pk).helpful_count == 1
