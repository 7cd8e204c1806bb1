"""Attack: a stolen or sold account floods the site with reviews, one after the other and all at once."""

import threading

import pytest
from django.db import connections
from django.test import Client

from restaurants.exceptions import TooManyReviews
from restaurants.models import Restaurant, Review
from restaurants.rules import MAX_REVIEWS_PER_HOUR
from tests.restaurants import factories


def places(count: int) -> list[Restaurant]:
    return [factories.restaurant(f"Zum Reiher {number}") for number in range(count)]


@pytest.mark.protection("reviews_per_hour")
@pytest.mark.django_db
def test_the_eleventh_review_of_an_hour_is_refused_and_its_words_are_kept(client: Client) -> None:
    writer = factories.confirmed("dora")
    *first, last = places(MAX_REVIEWS_PER_HOUR + 1)
    for place in first:
        factories.review(place, writer)
    client.force_login(writer)
    visited_on = Review.objects.filter(author=writer)[0].visited_on
    form = {"rating": "1", "text": "Never go there, whatever they say.", "visited_on": visited_on}
    answer = client.post(f"/restaurants/{last.slug}/review/", form)
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "within an hour" in page and "Never go there" in page
    assert Review.objects.filter(author=writer).count() == MAX_REVIEWS_PER_HOUR
    assert Review.objects.filter(restaurant=last).count() == 0


@pytest.mark.protection("reviews_per_hour")
@pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
def test_ten_browsers_at_once_count_together() -> None:
    writer = factories.confirmed("dora")
    *first, one, other = places(MAX_REVIEWS_PER_HOUR + 1)
    for place in first:
        factories.review(place, writer)
    refused: list[str] = []

    def post(place: Restaurant) -> None:
        try:
            factories.review(place, writer)
        except TooManyReviews as hasty:
            refused.append(str(hasty))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=[place]) for place in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(refused) == 1
    assert Review.objects.filter(author=writer).count() == MAX_REVIEWS_PER_HOUR
