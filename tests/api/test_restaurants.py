"""What is public of restaurants: the list, one, its menu and photos, and what is popular."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from restaurants.models import Menu, Restaurant
from reviews_site.web.discovery import absolute
from tests.api.answers import get_json, pages
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
LIST = "/api/v1/restaurants"


def slugs(client: Client, query: str = "") -> list[str]:
    """The slugs of the first page."""
    return [row["slug"] for row in get_json(client, LIST + query)["items"]]


def menu_of(place: Restaurant) -> None:
    dishes = [{"name": "Knödel", "price": "8.50", "allergens": "ACG", "diet": "vegetarian", "not_on": "2026-03-31"}]
    Menu.objects.create(
        restaurant=place, price_level=2, sections=[{"title": "Mains", "dishes": dishes}], diets=["vegetarian"]
    )


def test_a_restaurant_says_what_its_page_says(client: Client, place: Restaurant) -> None:
    factories.some_reviews(place, 6)
    menu_of(place)
    found = get_json(client, f"{LIST}/{place.slug}")
    assert (found["name"], found["price_level"], found["has_menu"]) == ("Zum Reiher", 2, True)
    assert found["address"]["town"] == "Linz"
    assert found["rating"]["count"] == 6 and found["rating"]["stars"] == [2, 1, 1, 1, 1]
    assert found["rating"]["low"] < found["rating"]["average"] < found["rating"]["high"]
    assert found["rating"]["aspects"] == {"food": None, "service": None, "value": None, "ambience": None}
    menu = get_json(client, found["links"]["menu"].removeprefix(absolute("")))
    dish = menu["sections"][0]["dishes"][0]
    assert (dish["name"], dish["description"], dish["season"], dish["not_on"]) == ("Knödel", "", "", "2026-03-31")


def test_what_is_not_there_is_404(client: Client, place: Restaurant) -> None:
    for path in (f"{LIST}/none", f"{LIST}/{place.slug}/menu", f"{LIST}/none/photos", f"{LIST}/none/reviews"):
        assert get_json(client, path, 404)["title"] == "Not Found"


def test_the_list_has_the_filters_of_its_page(client: Client, place: Restaurant) -> None:
    other = factories.restaurant("Pizzeria Da Uno", "pizza", town="Wels")
    menu_of(other)
    factories.review(other, factories.confirmed("mia"), rating=5)
    assert slugs(client) == [other.slug, place.slug]
    assert slugs(client, "?q=pizzeria") == slugs(client, "?cuisine=pizza") == slugs(client, "?price=2&price=3")
    assert slugs(client, "?rating=4.5") == slugs(client, "?diet=vegetarian") == [other.slug]
    assert slugs(client, "?photos=true") == slugs(client, "?wheelchair=true") == slugs(client, "?price=1") == []
    assert slugs(client, "?photos=false&sort=name") == [other.slug, place.slug]
    found = get_json(client, f"{LIST}?q=pizeria")
    assert (found["corrected"], found["order"]) == ("pizzeria", "relevance")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?sort=best", "sort"),
        ("?sort=distance", "sort"),
        ("?sort=relevance", "sort"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?price=5", "price"),
        ("?open=1", "open"),
        ("?page=2", "page"),
        ("?near=nowhere", "near"),
        ("?near=48.3069,14.2858", "near"),
        ("?cursor=bm8", "cursor"),
        ("?cursor=%FF", "cursor"),
        (f"?q={'a' * 101}", "q"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(client: Client, place: Restaurant, query: str, field: str) -> None:
    """A page of the site takes it for missing; a program is told."""
    found = get_json(client, LIST + query, 400)
    assert found["type"].endswith("#problem-invalid-parameters")
    assert [error["field"] for error in found["errors"]] == [field]


@pytest.mark.parametrize("count", [1, 3])
def test_each_route_takes_few_queries(client: Client, place: Restaurant, count: int) -> None:
    menu_of(place)
    for number in range(1, count):
        menu_of(factories.restaurant(f"Zum Reiher {number}"))
    taken = {path: queries(client, LIST + path) for path in ("", f"/{place.slug}", f"/{place.slug}/menu")}
    assert taken == {"": 1, f"/{place.slug}": 1, f"/{place.slug}/menu": 1}
    assert queries(client, f"{LIST}/{place.slug}/photos") == 2
    assert queries(client, "/api/v1/popular/restaurants") == queries(client, "/api/v1/popular/dishes") == 1


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return sum("ROLE" not in each["sql"] for each in captured.captured_queries)


def test_what_is_popular_comes_with_its_numbers(client: Client, place: Restaurant) -> None:
    factories.some_reviews(place, 5)
    (first,) = get_json(client, "/api/v1/popular/restaurants")["items"]
    assert first["restaurant"]["slug"] == place.slug
    assert 3 < first["numbers"]["popularity"] < 4 and first["numbers"]["reviews"] == 5
    assert get_json(client, "/api/v1/popular/dishes")["items"] == []
    assert get_json(client, "/api/v1/popular/restaurants?near=48.31,14.29")["items"] == []


@pytest.mark.parametrize("sort", ["popular", "rating", "newest", "name"])
def test_pages_follow_each_other_in_every_order(client: Client, sort: str) -> None:
    made = [factories.restaurant(f"House {number:02}") for number in range(7)]
    for number, place in enumerate(made[:4]):
        factories.review(place, factories.confirmed(f"guest{number}"), rating=1 + number % 2)
    in_pages = [row["slug"] for page in pages(client, f"{LIST}?sort={sort}&limit=2") for row in page]
    assert in_pages == slugs(client, f"?sort={sort}&limit=100")
    assert len(in_pages) == len(set(in_pages)) == 7


def test_pages_of_a_search_follow_each_other(client: Client) -> None:
    for number in range(5):
        factories.restaurant(f"Reiher {number}", town="Linz" if number % 2 else "Reiher")
    assert [len(page) for page in pages(client, f"{LIST}?q=reiher&limit=2")] == [2, 2, 1]


def test_a_cursor_holds_for_its_own_order_only(client: Client) -> None:
    for number in range(3):
        factories.restaurant(f"House {number}")
    found: Any = get_json(client, f"{LIST}?sort=name&limit=1")
    cursor = found["next"].rpartition("cursor=")[2]
    assert get_json(client, f"{LIST}?sort=newest&cursor={cursor}", 400)["errors"][0]["field"] == "cursor"
    assert len(get_json(client, f"{LIST}?cursor={cursor}")["items"]) == 2
