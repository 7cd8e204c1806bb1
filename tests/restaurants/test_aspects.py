"""Ratings of food, service, value and ambience: optional, shown, counted, published and subtracted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from analytics.ingest import relay
from analytics.ingest.models import Review as Fact
from restaurants.actions import ratings, reviews
from restaurants.exceptions import InvalidReview
from restaurants.models import Restaurant, RestaurantRating, Review
from restaurants.rules import MIN_REVIEWS_FOR_INTERVAL
from reviews_site.outbox.models import Event
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def test_the_form_takes_some_aspects_and_the_page_shows_them(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    address = f"/restaurants/{place.slug}/review/"
    page = client.get(address).content.decode()
    assert page.count("Not rated") == 4
    visited_on = timezone.now().date() - timedelta(days=1)
    form = {"rating": "4", "food": "5", "service": "", "value": "2", "text": factories.TEXT, "visited_on": visited_on}
    assert client.post(address, form).status_code == 302
    review = Review.objects.get()
    assert (review.food, review.service, review.value, review.ambience) == (5, None, 2, None)
    page = client.get(place.get_absolute_url()).content.decode()
    assert "Food 5/5 · Value 2/5" in page
    assert 'class="aspects"' not in page, "One review is not a mean."


@pytest.mark.parametrize("stars", ["6", "0", "many", "<script>"])
def test_an_aspect_of_no_stars_is_refused(client: Client, place: Restaurant, diner: User, stars: str) -> None:
    client.force_login(diner)
    form = {"rating": "4", "food": stars, "text": factories.TEXT, "visited_on": timezone.now().date()}
    page = client.post(f"/restaurants/{place.slug}/review/", form)
    assert "Choose one to five stars." in page.content.decode()
    assert not Review.objects.exists()


def test_the_action_refuses_it_too(place: Restaurant, diner: User) -> None:
    with pytest.raises(InvalidReview) as caught:
        factories.review(place, diner, ambience=6)
    assert set(caught.value.problems) == {"ambience"}


def test_the_means_of_enough_reviews_are_shown(client: Client, place: Restaurant) -> None:
    for number in range(MIN_REVIEWS_FOR_INTERVAL):
        factories.review(place, factories.confirmed(f"guest{number}"), food=1 + number % 5, service=4)
    page = client.get(place.get_absolute_url()).content.decode()
    assert '<dt>Food</dt><dd>3.0<span class="visually-hidden"> of 5</span></dd>' in page
    assert "<dt>Service</dt><dd>4.0" in page
    assert "<dt>Value</dt>" not in page


def test_the_sums_follow_reviews_and_erasures(place: Restaurant, diner: User, stranger: User) -> None:
    factories.review(place, diner, rating=5, food=5, value=4)
    before = RestaurantRating.objects.values().get(restaurant=place)
    assert (before["food_count"], before["food_total"], before["value_total"], before["service_count"]) == (1, 5, 4, 0)
    factories.review(place, stranger, rating=2, food=1, ambience=2)
    ratings.subtract_ratings(stranger.pk)
    Review.objects.filter(author=stranger).delete()
    assert RestaurantRating.objects.values().get(restaurant=place) == pytest.approx(before)


def test_the_fact_has_the_aspects_and_a_review_without_them_is_published_as_before(
    place: Restaurant, diner: User, stranger: User, as_process: AsProcess
) -> None:
    factories.review(place, diner, food=5, ambience=1)
    factories.review(place, stranger)
    events = Event.objects.filter(topic="restaurants.review_posted").order_by("id")
    assert [each.version for each in events] == [2, 1]
    with as_process("relay"):
        assert relay.drain().quarantined == 0
    facts = Fact.objects.order_by("review_id").values_list("food", "service", "value", "ambience")
    assert list(facts) == [(5, None, None, 1), (None,) * 4]


def test_the_database_refuses_other_numbers(place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner, food=3)
    with connection.cursor() as cursor, pytest.raises(Exception, match="restaurants_review_food_1_to_5"):
        cursor.execute("UPDATE restaurants_review SET food = 6 WHERE id = %s", [review.pk])


def test_reviews_know_no_other_aspect(place: Restaurant, diner: User) -> None:
    with pytest.raises(TypeError):
        reviews.submit(
            restaurant=place, rating=4, text=factories.TEXT, visited_on=timezone.now().date(), by=diner, parking=3
        )
