"""Attacks on feeds: markup in what they say, and what they would tell that no page tells."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from restaurants.models import Restaurant, Review
from tests.restaurants import factories
from tests.restaurants.test_feeds import ADDRESS, ATOM

pytestmark = pytest.mark.django_db
HOSTILE = '</summary><script>alert(1)</script><img src=x onerror="alert(2)">]]>'


@pytest.mark.protection("feed_escaping")
def test_markup_in_a_review_is_text_in_its_feed(client: Client) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    factories.review(place, author, text=f"{HOSTILE} and more.")
    Review.objects.update(text=f"{HOSTILE} and a bell \x07 \x0b.")
    Restaurant.objects.filter(pk=place.pk).update(name=f"{HOSTILE}\x07")
    feed = ElementTree.fromstring(client.get(ADDRESS).content)  # noqa: S314 - our own feed
    (summary,) = [each.text or "" for each in feed.iter(f"{ATOM}summary")]
    assert "<script" not in summary and "<img" not in summary and "&lt;script&gt;" in summary


@pytest.mark.protection("feed_says_no_more_than_the_page")
def test_a_feed_does_not_say_at_what_time_somebody_wrote(client: Client) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    factories.review(place, author)
    Review.objects.update(posted_at=timezone.now().replace(hour=3, minute=14, second=15))
    page, feed = (client.get(path).content.decode() for path in (place.get_absolute_url(), ADDRESS))
    for secret in ("03:14", "dora@example.org", str(author.pk)):
        assert secret not in page and secret not in feed
