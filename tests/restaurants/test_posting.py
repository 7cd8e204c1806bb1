"""Posting a review: what is written with it, and who may not."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from restaurants.actions import reviews
from restaurants.exceptions import InvalidReview
from restaurants.models import Restaurant, RestaurantRating, Review
from reviews_site.audit.models import Event as Audited
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.models import Event
from reviews_site.policy import Denied
from reviews_site.processes import Purpose
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


def test_a_review_is_posted_as_the_web_process(place: Restaurant, diner: User, as_process: AsProcess) -> None:
    with as_process("web"):
        review = factories.review(place, diner, rating=5, text="  The soup was hot,\r\nand the bread was fresh.  ")
    kept = Review.objects.get()
    assert (kept.pk, kept.author, kept.rating, kept.language) == (review.pk, diner, 5, "en")
    assert kept.text == "The soup was hot,\nand the bread was fresh."


def test_it_is_counted_and_audited(place: Restaurant, diner: User, stranger: User) -> None:
    factories.review(place, diner, rating=5)
    factories.review(place, stranger, rating=2)
    rating = RestaurantRating.objects.get(restaurant=place)
    assert (rating.count, rating.total, rating.stars, rating.average) == (2, 7, (0, 1, 0, 0, 1), 3.5)
    assert Audited.objects.filter(action="review.posted", actor_id=diner.pk).count() == 1


def test_analytics_learns_of_it_without_name_or_address(place: Restaurant, diner: User) -> None:
    review = factories.review(
        place, diner, text="Lovely soup, thanks to Magdalena. Write to dora@example.org or ring +43 660 1234567."
    )
    event = Event.objects.get(topic="restaurants.review_posted")
    assert (event.version, event.restaurant_id) == (1, place.pk)
    assert event.payload == {
        "review_id": str(review.pk),
        "restaurant_id": str(place.pk),
        "reviewer": str(pseudonym(Purpose.PSEUDONYM_REVIEWER, diner.pk)),
        "rating": 4,
        "text": "Lovely soup, thanks to [name]. Write to [email] or ring [phone].",
        "language": review.language,
        "visited_on": review.visited_on.isoformat(),
        "posted_at": review.posted_at.isoformat(),
    }
    assert str(diner.pk) not in str(event.payload)


@pytest.mark.parametrize(
    ("who", "reason"),
    [("unconfirmed", "Confirm who you are"), ("owner", "work with")],
)
def test_a_refusal_gives_its_reason(who: str, reason: str, place: Restaurant, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Denied, match=reason):
        factories.review(place, request.getfixturevalue(who))
    assert not Review.objects.exists()
    assert not Event.objects.filter(topic="restaurants.review_posted").exists()


def test_the_second_review_of_a_place_is_refused_and_of_another_is_not(place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    with pytest.raises(Denied, match="already reviewed"):
        factories.review(place, diner)
    factories.review(factories.restaurant("Zur Rohrdommel"), diner)
    assert RestaurantRating.objects.get(restaurant=place).count == 1


def test_a_broken_rule_writes_nothing(place: Restaurant, diner: User) -> None:
    tomorrow = timezone.now().date() + timedelta(days=3)
    with pytest.raises(InvalidReview) as caught:
        reviews.submit(restaurant=place, rating=9, text="short", visited_on=tomorrow, by=diner)
    assert set(caught.value.problems) == {"rating", "text", "visited_on"}
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_submits_in_one_moment_the_second_is_refused() -> None:
    place, diner = factories.restaurant(), factories.confirmed("dora")
    both_ready, outcomes = threading.Barrier(2), []

    def submit() -> None:
        both_ready.wait(60)
        try:
            factories.review(place, diner)
            outcomes.append("posted")
        except Denied as refusal:
            outcomes.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(outcomes) == ["You have already reviewed this restaurant.", "posted"]
    assert RestaurantRating.objects.get(restaurant=place).count == Review.objects.count() == 1
