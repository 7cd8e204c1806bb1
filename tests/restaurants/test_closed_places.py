"""A place that is closed for good: readable, in no list, without new reviews, and open again if somebody finds so."""

import pytest
from django.utils import timezone

from restaurants.enums import SuggestionKind
from restaurants.exceptions import SuggestionRefused
from restaurants.models import CuisineCount, Restaurant
from restaurants.selectors.filters import NO_FILTERS
from restaurants.selectors.keyset_lists import restaurants_after
from restaurants.selectors.listing import list_restaurants, matching_restaurants, popular_restaurants, site_counts
from restaurants.selectors.nearby import find_named_place
from restaurants.selectors.page_changes import page_changes
from restaurants.selectors.search import suggestions as words_for
from restaurants.sitemaps import RestaurantsSitemap
from reviews_site.policy import Denied
from tests.accounts.test_staffing import Engineer
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.claims import owner_of, place
from tests.restaurants.suggestions import closed, step_on, suggested

pytestmark = pytest.mark.django_db


@pytest.fixture
def shut(db: None) -> Restaurant:
    """A place with reviews and an owner, closed; another one of its kind is open."""
    restaurant = place("Zum Reiher", "fish")
    Restaurant.objects.update(latitude=48.3, longitude=14.3)
    factories.some_reviews(restaurant, 6)
    owner_of(restaurant, "otto")
    place("Zur Rohrdommel", "fish", website="")
    closed(restaurant, factories.confirmed("gast"), Engineer("sina", "customer_support"))
    return restaurant


def test_it_leaves_lists_search_map_and_counts(shut: Restaurant) -> None:
    now = timezone.now()
    for page in (
        list_restaurants(now=now),
        list_restaurants(query="fish", now=now),
        list_restaurants(query="r", now=now),
    ):
        assert [row.name for row in page.rows] == ["Zur Rohrdommel"]
        assert page.total == 1 and dict(page.cuisines) == {"fish": 1}
    listed = restaurants_after(None, query="", filters=NO_FILTERS, near=None, sort="", size=9, now=now)
    assert [row.name for row in listed.rows] == ["Zur Rohrdommel"]
    assert [row.name for row in matching_restaurants(now=now)] == ["Zur Rohrdommel"]
    assert [row.name for row in popular_restaurants(3)] == ["Zur Rohrdommel"]
    assert [row.name for row in RestaurantsSitemap().items()] == ["Zur Rohrdommel"]
    assert "Zum Reiher" not in words_for("Rei") and find_named_place("Linz") is None
    assert site_counts(now).restaurants == 1
    assert CuisineCount.objects.get(cuisine="").restaurants == 1


def test_its_page_says_so_and_keeps_the_reviews(client: ProcessClient, shut: Restaurant) -> None:
    page = client.get(f"/restaurants/{shut.slug}/").content.decode()
    assert "Closed for good" in page and factories.TEXT in page
    assert "Write a review" not in page and "Open now" not in page
    history = client.get(f"/restaurants/{shut.slug}/changes/").content.decode()
    assert "Closed for good" in history and "Yes" in history
    assert [[field.label for field in change.fields] for change in page_changes(shut)] == [["Closed for good"]]


def test_programs_learn_that_it_is_closed(client: ProcessClient, shut: Restaurant) -> None:
    found = client.get(f"/api/v1/restaurants/{shut.slug}").json()
    assert found["closed_at"].startswith(f"{shut.closed_at:%Y-%m-%d}")
    assert [each["name"] for each in client.get("/api/v1/restaurants").json()["items"]] == ["Zur Rohrdommel"]


def test_nobody_reviews_it(client: ProcessClient, shut: Restaurant) -> None:
    ada = factories.confirmed("ada")
    with pytest.raises(Denied, match="closed for good"):
        factories.review(shut, ada)
    client.force_login(ada)
    page = client.get(f"/restaurants/{shut.slug}/review/").content.decode()
    assert "is closed for good" in page and "It is open again" in page


def test_it_is_open_again(client: ProcessClient, shut: Restaurant) -> None:
    gundi = factories.confirmed("gundi")
    with pytest.raises(SuggestionRefused):
        suggested(shut, gundi, SuggestionKind.CLOSED)
    assert step_on(suggested(shut, gundi, SuggestionKind.OPEN), Engineer("sue", "customer_support")) == ""
    shut.refresh_from_db()
    assert shut.closed_at is None
    factories.review(shut, gundi)
    names = {row.name for row in list_restaurants(now=timezone.now()).rows}
    assert names == {"Zum Reiher", "Zur Rohrdommel"} and CuisineCount.objects.get(cuisine="fish").restaurants == 2
    with pytest.raises(SuggestionRefused):
        suggested(shut, gundi, SuggestionKind.OPEN)
