"""Filters of the list: each alone, all together, in the address, and never in the cache."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from restaurants import page_cache
from restaurants.actions import listings
from restaurants.actions.menus import index_menus
from restaurants.listings.rows import ListingRow
from restaurants.models import Menu, Restaurant, RestaurantRating
from restaurants.rules import rating_interval
from restaurants.selectors import listing
from restaurants.selectors.filters import ListFilters

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # in Vienna; six in the morning in New York


def dish(name: str, allergens: str = "", diet: str = "") -> dict[str, str]:
    return {"name": name, "price": "9.00", "allergens": allergens, "diet": diet}


@pytest.fixture
def town(db: None) -> None:
    """Three restaurants that differ in everything that a filter reads."""
    rows = [
        ListingRow(
            ref="a", name="Amsel", cuisines=("pizza", "italian"), country="AT", opening_hours="Mo-Fr 11:00-14:00"
        ),
        ListingRow(ref="b", name="Bussard", cuisines=("pizza",), country="AT", opening_hours="Fr 18:00-02:00"),
        ListingRow(ref="c", name="Dohle", cuisines=("sushi",), wheelchair="yes", opening_hours="24/7"),
    ]
    listings.store(rows=rows, source="test", by=None)
    known = {place.source_ref: place for place in Restaurant.objects.all()}
    Restaurant.objects.filter(source_ref="c").update(time_zone="America/New_York")
    menus = [
        ("a", 1, [dish("Pizza", "AG", "vegetarian"), dish("Salad", "", "vegan")]),
        ("b", 3, [dish("Pizza", "AG", "vegetarian")]),
        ("c", 4, [dish("Maki", "ADF")]),
    ]
    drinks = {"title": "Drinks", "dishes": [dish("Water", "", "vegan")]}
    made = [
        Menu(restaurant=known[ref], price_level=level, sections=[{"title": "Mains", "dishes": dishes}, drinks])
        for ref, level, dishes in menus
    ]
    Menu.objects.bulk_create(made)
    index_menus(made)
    RestaurantRating.objects.filter(restaurant=known["a"]).update(count=10, total=45, stars_4=5, stars_5=5)
    RestaurantRating.objects.filter(restaurant=known["b"]).update(count=1, total=5, stars_5=1)


def names(**filters: Any) -> list[str]:
    page = listing.list_restaurants(filters=ListFilters(**filters), sort="name", now=MONDAY_NOON)
    return [place.name for place in page.rows]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Amsel", "Bussard", "Dohle"]),
        ({"cuisine": "pizza"}, ["Amsel", "Bussard"]),
        ({"is_open": True}, ["Amsel", "Dohle"]),
        ({"prices": [1, 4]}, ["Amsel", "Dohle"]),
        ({"rating": "4.5"}, ["Amsel", "Bussard"]),
        ({"diet": "vegan"}, ["Amsel"]),
        ({"diet": "vegetarian"}, ["Amsel", "Bussard"]),
        ({"free_of": ["A", "G"]}, ["Amsel"]),
        ({"free_of": ["G"]}, ["Amsel", "Dohle"]),
        ({"wheelchair": True}, ["Dohle"]),
        ({"cuisine": "pizza", "is_open": True, "prices": [1, 3], "rating": "4", "diet": "vegan"}, ["Amsel"]),
        ({"cuisine": "sushi", "diet": "vegan"}, []),
    ],
    ids=str,
)
def test_filters_narrow_and_combine(town: None, filters: dict[str, Any], found: list[str]) -> None:
    assert names(**filters) == found


def test_every_cuisine_has_its_number_under_the_other_filters(town: None) -> None:
    def cuisines(**filters: Any) -> dict[str, int]:
        return dict(listing.list_restaurants(filters=ListFilters(**filters), now=MONDAY_NOON).cuisines)

    assert cuisines() == cuisines(cuisine="sushi") == {"italian": 1, "pizza": 2, "sushi": 1}
    assert cuisines(cuisine="sushi", diet="vegan") == {"italian": 1, "pizza": 1}


def test_the_address_says_everything_and_works_without_a_script(client: Client, town: None) -> None:
    address = "/restaurants/?cuisine=pizza&price=1&price=3&rating=4&diet=vegetarian&free=B&sort=rating"
    page = client.get(address)
    assert [place.name for place in page.context["page"].rows] == ["Amsel", "Bussard"]
    form = page.content.decode().partition('class="list-filters"')[2].partition("</form>")[0]
    for chosen in ('name="price" value="1" checked', 'name="price" value="3" checked', 'value="4" checked'):
        assert chosen in form
    assert 'value="B" checked' in form and 'value="pizza" selected' in form and "Filters (4)" in form
    assert 'content="noindex' in page.content.decode()


def test_pages_keep_the_filters(client: Client, town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 1)
    first = client.get("/restaurants/?cuisine=pizza&price=1&price=3&sort=name")
    assert first.context["next_url"] == "?cuisine=pizza&price=1&price=3&sort=name&page=2"
    second = client.get("/restaurants/" + first.context["next_url"])
    assert [place.name for place in second.context["page"].rows] == ["Bussard"]
    assert second.context["previous_url"] == "?cuisine=pizza&price=1&price=3&sort=name"


@pytest.mark.parametrize(
    "query",
    [
        *("?price=9&price=1'--", "?rating=%27", "?diet=meat", "?free=[A&free=.*", "?free=%5D"),
        *("?page=-1", "?page=1e9", "?sort=paid", "?wheelchair=0&price=" + "1" * 300),
    ],
)
def test_values_that_are_none_narrow_nothing(client: Client, town: None, query: str) -> None:
    answer = client.get("/restaurants/" + query)
    assert answer.status_code == 200
    assert answer.context["total"] == 3


def test_queries_do_not_grow_with_filters(client: Client, town: None) -> None:
    def count(query: str) -> int:
        page_cache.PAGES.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get("/restaurants/" + query)
        return sum("ROLE" not in each["sql"] for each in captured.captured_queries)

    plain = count("?price=1")
    assert plain <= 4  # the covers are one
    assert count("?price=1&rating=4&diet=vegan&free=A&wheelchair=1&cuisine=pizza&q=pizza&sort=rating") <= plain
    assert count("?open=1") <= plain + 1  # the time zones


@pytest.mark.parametrize("query", ["open=1", "price=1", "rating=4", "diet=vegan", "free=A", "wheelchair=1"])
def test_a_filtered_page_is_never_the_cached_page_of_all(client: Client, town: None, query: str) -> None:
    """What is open changes without a write, and whoever adds a filter must not fill the page of those who did not."""
    client.get(f"/restaurants/?{query}")
    assert len(page_cache.PAGES) == 0
    assert client.get("/restaurants/").context["total"] == 3
    kept = len(page_cache.PAGES)
    client.get(f"/restaurants/?cuisine=pizza&{query}")
    assert len(page_cache.PAGES) == kept == 1


@pytest.mark.parametrize("stars", [(0, 0, 0, 5, 5), (9, 1, 4, 2, 30), (0, 0, 0, 0, 5), (100, 0, 0, 0, 0)])
def test_the_lower_bound_is_that_of_the_interval(town: None, stars: tuple[int, ...]) -> None:
    sums = {f"stars_{value}": number for value, number in enumerate(stars, 1)}
    total = sum(value * number for value, number in enumerate(stars, 1))
    rating = RestaurantRating.objects.filter(restaurant__source_ref="c")
    rating.update(**sums, count=sum(stars), total=total)
    interval = rating_interval(stars)
    assert interval is not None
    assert rating.get().lower_bound == pytest.approx(interval[0])


def test_without_reviews_the_lower_bound_is_nothing(town: None) -> None:
    assert RestaurantRating.objects.get(restaurant__source_ref="c").lower_bound == 0
