"""Reviews in the languages that somebody reads come first on each page, without one more query."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, User
from restaurants.models import Restaurant, Review
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Restaurant:
    place = factories.restaurant()
    for review, language in zip(factories.some_reviews(place, 4), ("de", "en", "it", "de"), strict=True):
        Review.objects.filter(pk=review.pk).update(language=language)
    return place


def order(client: Client, place: Restaurant) -> list[str]:
    return [row.language for row in client.get(place.get_absolute_url()).context["reviews"]]


def reads(client: Client, diner: User, *languages: str) -> None:
    client.force_login(diner)
    client.post("/profile/", {"display_name": "Reading Heron", "languages": languages})


def test_those_that_one_reads_come_first_and_the_newest_first_among_them(client: Client, place: Restaurant) -> None:
    assert order(ProcessClient(), place) == ["de", "it", "en", "de"]
    reads(client, factories.confirmed("rita"), "en", "de")
    assert order(client, place) == ["de", "en", "de", "it"]


def test_who_says_nothing_sees_what_everybody_sees(client: Client, place: Restaurant) -> None:
    reads(client, factories.confirmed("rita"))
    assert order(client, place) == ["de", "it", "en", "de"]


def test_it_costs_no_query(client: Client, place: Restaurant) -> None:
    silent = ProcessClient()
    reads(silent, factories.confirmed("sara"))
    client.force_login(factories.confirmed("rita"))
    client.post("/profile/", {"display_name": "Rita Heron", "languages": ["en"]})
    asked = []
    for browser in (silent, client):
        browser.get(place.get_absolute_url())  # reads the message, and makes the page that both share
        browser.get(place.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            browser.get(place.get_absolute_url())
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_each_review_shows_the_picture_of_its_writer(client: Client, place: Restaurant) -> None:
    Profile.objects.filter(display_name="Guest3 Heron").update(avatar_motif="teapot", avatar_colour="sky")
    assert (
        '<a class="review-author av-teapot av-sky" href="/reviewers/Guest3%20Heron/"><bdi>Guest3 Heron</bdi></a>'
        in client.get(place.get_absolute_url()).content.decode()
    )
