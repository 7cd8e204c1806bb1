"""What search engines and messengers read: structured data, canonical addresses, sitemap, robots.txt."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Profile, User
from restaurants import structured_data
from restaurants.models import Restaurant
from restaurants.opening_hours import WEEKDAYS, read_opening_times
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
BASE = settings.BASE_URL


def structured_data_of(page: str) -> dict[str, Any]:
    """The page's structured data."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    document: dict[str, Any] = json.loads(found[0])
    return document


def test_a_restaurant_tells_machines_what_it_shows(client: Client, place: Restaurant, diner: User) -> None:
    factories.review(place, diner, rating=4, text="The soup was hot and the bread was warm.")
    document = structured_data_of(client.get(place.get_absolute_url()).content.decode())
    assert (document["@type"], document["name"]) == ("Restaurant", "Zum Reiher")
    assert document["url"] == f"{BASE}{place.get_absolute_url()}"
    assert document["aggregateRating"] == {"@type": "AggregateRating", "ratingValue": 4.0, "reviewCount": 1}
    (review,) = document["review"]
    assert review["reviewBody"] == "The soup was hot and the bread was warm."
    assert review["author"]["name"] == Profile.objects.get(user=diner).display_name
    assert diner.email not in json.dumps(document)


def test_search_engines_get_hours_by_weekday_and_holidays_by_date(place: Restaurant) -> None:
    now = datetime(2026, 12, 6, 10, tzinfo=UTC)
    opening = read_opening_times("Mo-Su 18:00-24:00; PH off", zone="Europe/Vienna", country="AT", now=now)
    document = structured_data_of(str(structured_data.restaurant_json_ld(place, opening=opening)))
    (usual,) = document["openingHoursSpecification"]
    assert usual["dayOfWeek"] == list(WEEKDAYS) and (usual["opens"], usual["closes"]) == ("18:00", "23:59")
    special = {
        each["validFrom"]: (each["opens"], each["closes"]) for each in document["specialOpeningHoursSpecification"]
    }
    assert special == dict.fromkeys(
        ("2026-12-08", "2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06"), ("00:00", "00:00")
    )


def test_what_is_not_known_is_not_published(client: Client) -> None:
    document = structured_data_of(client.get(factories.restaurant("Namenlos").get_absolute_url()).content.decode())
    assert "aggregateRating" not in document
    assert "review" not in document
    assert all(value not in ("", None, [], {}) for value in document.values())


@pytest.mark.parametrize("beside", ["", "?after=", "?utm_source=mail"])
def test_a_page_has_one_address(client: Client, place: Restaurant, beside: str, settings: Any) -> None:
    settings.OWN_HOST = "localhost"
    page = client.get(place.get_absolute_url() + beside, headers={"host": "localhost"}).content.decode()
    assert f'<link rel="canonical" href="{BASE}{place.get_absolute_url()}">' in page
    assert f'<meta property="og:url" content="{BASE}{place.get_absolute_url()}">' in page


def test_what_was_searched_for_is_no_page_of_its_own(client: Client, place: Restaurant) -> None:
    assert "noindex" in client.get("/restaurants/?q=reiher").content.decode()
    page = client.get("/restaurants/").content.decode()
    assert "noindex" not in page
    assert f'<link rel="canonical" href="{BASE}/restaurants/">' in page


def test_the_sitemap_lists_what_is_public(client: Client, place: Restaurant) -> None:
    factories.restaurant("Zur Rohrdommel")
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    listed = re.findall("<loc>([^<]+)</loc>", answer.content.decode())
    assert listed[:6] == [
        f"{BASE}{path}" for path in ("/", "/restaurants/", "/map/", "/popular/", "/popular/dishes/", "/open-data/")
    ]
    assert set(listed[6:]) == {BASE + each.get_absolute_url() for each in Restaurant.objects.all()}


def test_robots_are_kept_from_what_is_not_public(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /accounts/" in lines
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
