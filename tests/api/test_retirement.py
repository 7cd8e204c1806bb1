"""A route that is declared to end says so in every answer, in the document and on the page."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client

from api import schema, urls
from api.retirement import Retirement
from api.views.restaurants import OneRestaurant, Restaurants
from restaurants.models import Restaurant
from reviews_site.web.discovery import absolute

pytestmark = pytest.mark.django_db
PATH = "/api/v1/restaurants"


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two routes that end, one of which has a successor."""
    monkeypatch.setattr(OneRestaurant, "retirement", Retirement(date(2026, 12, 1), date(2027, 6, 30), "/api/v2/places"))
    monkeypatch.setattr(Restaurants, "retirement", Retirement(date(2026, 12, 1), date(2027, 6, 30)))


def test_each_answer_says_when_the_route_ends(client: Client, place: Restaurant, ending: None) -> None:
    known = client.get(f"{PATH}/{place.slug}")
    asked = [known, client.get(f"{PATH}/none"), client.post(f"{PATH}/{place.slug}"), client.options(f"{PATH}/x")]
    asked.append(client.get(f"{PATH}/{place.slug}", headers={"if-none-match": known.headers["ETag"]}))
    assert [answer.status_code for answer in asked] == [200, 404, 405, 204, 304]
    for answer in asked:
        assert answer.headers["Deprecation"] == "@1796083200"
        assert answer.headers["Sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
        assert f'<{absolute("/api/v2/places")}>; rel="successor-version"' in answer.headers["Link"]


def test_the_link_to_the_next_page_stays(client: Client, place: Restaurant, ending: None) -> None:
    Restaurant.objects.update(time_zone="Europe/Vienna")
    page = client.get(f"{PATH}?limit=1&sort=name")
    assert 'rel="deprecation"' in page.headers["Link"] and "successor" not in page.headers["Link"]


def test_the_document_and_the_page_say_so(ending: None) -> None:
    document = schema.generate()
    operation = document["paths"]["/api/v1/restaurants/{slug}"]["get"]
    assert (operation["deprecated"], operation["x-sunset"]) == (True, "2027-06-30")
    assert "deprecated" not in document["paths"]["/api/v1/changes"]["get"]
    page = render_to_string("api/reference.html", {"groups": schema.operations_by_tag(document)})
    assert page.count("It ends on 2027-06-30") == 2


def test_what_stays_says_nothing(client: Client, place: Restaurant) -> None:
    for path in (PATH, "/api/v1/none"):
        assert not {"Deprecation", "Sunset"} & set(client.get(path).headers)


def test_no_route_ends_without_notice() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Retirement(date(2026, 12, 1), date(2027, 1, 1))
    for pattern in urls.urlpatterns:
        retirement = getattr(getattr(pattern.callback, "cls", None), "retirement", None)
        assert retirement is None or retirement.ends_on > date.today(), f"{pattern} has ended: remove it"  # noqa: DTZ011 - a day is enough
