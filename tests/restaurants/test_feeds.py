"""The Atom feed of a restaurant: valid, as new as the page, and kept as it is."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.actions import reviews
from restaurants.models import Restaurant, Review
from restaurants.page_cache import PAGES
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
PLACE = "/restaurants/zum-reiher-linz/"
ADDRESS = f"{PLACE}feed.atom"


def entries(client: Client) -> list[ElementTree.Element]:
    return ElementTree.fromstring(client.get(ADDRESS).content).findall(f"{ATOM}entry")  # noqa: S314 - our own feed


def test_the_feed_has_the_newest_reviews(client: Client, place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner, text="The soup was hot & the bread <fresh>.")
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own feed
    assert feed.findtext(f"{ATOM}title") == "Zum Reiher on Platemark"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{settings.BASE_URL}{PLACE}", "self": f"{settings.BASE_URL}{ADDRESS}"}
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{review.pk}"
    assert entry.findtext(f"{ATOM}title") == "4 of 5 stars by Dora Heron"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Dora Heron"
    assert entry.findtext(f"{ATOM}summary") == "<p>The soup was hot &amp; the bread &lt;fresh&gt;.</p>"
    assert (
        f'type="application/atom+xml" title="Reviews of Zum Reiher" href="{ADDRESS}"'
        in client.get(PLACE).content.decode()
    )


def test_twenty_entries_are_enough(client: Client, place: Restaurant) -> None:
    factories.some_reviews(place, 22)
    assert len(entries(client)) == 20


def test_a_restaurant_without_reviews_has_a_feed_and_no_restaurant_has_none(client: Client, place: Restaurant) -> None:
    assert entries(client) == []
    assert client.get("/restaurants/nowhere/feed.atom").status_code == 404


def test_a_kept_feed_costs_one_small_query_and_whoever_has_it_gets_no_body(
    client: Client, place: Restaurant, diner: User
) -> None:
    factories.review(place, diner)
    etag = client.get(ADDRESS)["ETag"]
    for sent, status in ((etag, 304), (f"W/{etag}", 304), ('"other"', 200)):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(ADDRESS, headers={"if-none-match": sent})
        assert (answer.status_code, answer["ETag"], bool(answer.content)) == (status, etag, status == 200)
        assert sum("ROLE" not in query["sql"] for query in captured.captured_queries) == 1
    PAGES.clear()
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
    signed_in = ProcessClient()
    signed_in.force_login(diner)
    assert signed_in.get(ADDRESS).content == client.get(ADDRESS).content


def test_withdrawn_and_edited_reviews_are_so_at_once(client: Client, place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner)
    etag = client.get(ADDRESS)["ETag"]
    Review.objects.filter(pk=review.pk).update(text="Something else entirely, as it seems.")
    answer = client.get(ADDRESS, headers={"if-none-match": etag})
    assert (
        answer.status_code == 200
        and b"Something else" in answer.content
        and factories.TEXT.encode() not in answer.content
    )
    reviews.withdraw(restaurant=place, by=diner)
    answer = client.get(ADDRESS, headers={"if-none-match": answer["ETag"]})
    assert answer.status_code == 200 and b"Something else" not in answer.content and b"<entry>" not in answer.content
