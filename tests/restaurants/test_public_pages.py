"""Front page, list and restaurant: public, safe methods only, and as many queries for three rows as for one."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from restaurants.models import Menu, Restaurant, RestaurantRating
from restaurants.models.popularity import decay
from restaurants.page_cache import PAGES
from restaurants.selectors import pages
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


def queries(client: Client, address: str) -> int:
    """How many queries the page takes, beside those by which the test takes the part of web."""
    PAGES.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return sum("ROLE" not in query["sql"] for query in captured.captured_queries)


def names(answer: Any) -> list[str]:
    """The restaurants that the list shows, in order."""
    return [place.name for place in answer.context["page"].rows]


@pytest.mark.parametrize("address", ["/", "/restaurants/", "/restaurants/zum-reiher-linz/"])
def test_pages_are_public_and_only_read(client: Client, place: Restaurant, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert "Zum Reiher" in page.content.decode()
    assert client.post(address).status_code == 405


def test_the_front_page_shows_the_most_reviewed_and_counts(client: Client, place: Restaurant, diner: User) -> None:
    busy = factories.restaurant("Zur Rohrdommel")
    factories.review(busy, diner)
    page = client.get("/")
    assert list(page.context["restaurants"]) == [busy, place]
    counts = page.context["counts"]
    assert (counts.restaurants, counts.reviews, counts.people) == (2, 1, 1)


def test_popular_is_by_stars_drawn_towards_the_average(client: Client, place: Restaurant) -> None:
    """Five reviews of five stars lead; two of them don't, for they say little; the rest is filled up by number."""
    loved, middling, few = (factories.restaurant(name) for name in ("Loved", "Middling", "Few"))
    for restaurant, stars, count in ((loved, 5, 5), (middling, 3, 9), (few, 5, 2)):
        weight = count / decay(timezone.now().date())
        sums: dict[str, float] = {f"stars_{stars}": count, "count": count, "total": stars * count}
        sums |= {"recent_weight": weight, "recent_stars": stars * weight}
        RestaurantRating.objects.filter(restaurant=restaurant).update(**sums)
    assert list(client.get("/").context["restaurants"]) == [loved, middling, few, place]


def test_the_front_page_leads_to_towns_or_in_one_town_to_streets(client: Client, place: Restaurant) -> None:
    Restaurant.objects.update(street="Untere Lände 4a")
    assert client.get("/").context["neighbourhoods"] == ["Untere Lände"]
    factories.restaurant("Sol", town="Wels")
    assert client.get("/").context["neighbourhoods"] == ["Linz", "Wels"]
    assert 'href="/restaurants/?q=Wels"' in client.get("/").content.decode()


def test_parts_of_the_list_can_be_fetched_alone(client: Client, place: Restaurant) -> None:
    """What htmx is told to take stands on the page once, and its links lead there without it too."""
    page = client.get("/restaurants/?q=linz").content.decode()
    for part in ("found", "list-count", "list-title", "list-lead"):
        assert page.count(f'id="{part}"') == 1
    assert 'hx-push-url="true"' in page
    assert "hx-get" not in client.get("/").content.decode()


def test_an_empty_site_says_what_will_be_here(client: Client) -> None:
    for address in ("/", "/restaurants/"):
        assert "No restaurants yet" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=reih", ["Zum Reiher"]),
        ("?q=REIHER+linz", ["Zum Reiher"]),
        ("?q=cafe", ["Café Bläßhuhn"]),
        ("?q=blasshuhn", ["Café Bläßhuhn"]),
        ("?q=latin+amer", ["Sol"]),
        ("?cuisine=latin_american", ["Sol"]),
        ("?q=so&cuisine=pizza", ["Sol"]),
        ("?q=nowhere", []),
        ("?q=%26%7C%21%3A%2A", []),
        ("?q=reiher+|+!x:*", []),
        ("?cuisine=%01'--&sort=name", ["Café Bläßhuhn", "Sol", "Zum Reiher"]),
        ("?page=no&sort=name", ["Café Bläßhuhn", "Sol", "Zum Reiher"]),
        ("?page=2", []),
        ("?page=51&sort=name", ["Café Bläßhuhn", "Sol", "Zum Reiher"]),
    ],
)
def test_search_by_beginnings_of_words_and_by_cuisine(
    client: Client, place: Restaurant, query: str, found: list[str]
) -> None:
    factories.restaurant("Café Bläßhuhn", town="Wels")
    factories.restaurant("Sol", "latin_american", "pizza", town="Wels")
    answer = client.get(f"/restaurants/{query}")
    assert (answer.status_code, names(answer)) == (200, found)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Müllers Löwen", "mueller"),
        ("Müllers Löwen", "loewen"),
        ("Loewenbräu", "löwenbrau"),
        ("Muellers", "müller"),
        ("Kadıköy Altın", "kadikoy"),
        ("Kadıköy Altın", "altin"),
        ("L'Osteria", "osteria"),
        ("L\u2019Osteria", "losteria"),
        ("Osteria", "l'osteria"),
        ("Toni's", "tonis"),
        ("Tonis", "toni's"),
        ("Pizza Nostra", "pizzas"),
        ("Pizza Nostra", "pizze"),
        ("Pizzas y Tacos", "pizza taco"),
        ("Berry Bowl", "berries bowls"),
        ("Sushi Kaede", "sushi restaurant"),
        ("Restaurant Kaede", "restaurant"),
        ("Ψαροταβέρνα", "psarotaverna"),
        ("Grüß-Gott-Stub'n", "gruess gott stubn"),
    ],
)
def test_search_folds_umlauts_articles_and_plurals_on_both_sides(
    client: Client, db: None, name: str, query: str
) -> None:
    factories.restaurant(name, "other_food", town="Wels")
    assert names(client.get("/restaurants/", {"q": query})) == [name]
    assert names(client.get("/restaurants/", {"q": f"{query} xyz"})) == []


def test_queries_of_the_list_do_not_grow(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    with_one = queries(client, "/restaurants/?q=linz")
    factories.restaurant("Zur Rohrdommel")
    factories.restaurant("Zum Kranich")
    assert queries(client, "/restaurants/?q=linz") == with_one <= 6


def test_queries_of_a_restaurant_do_not_grow(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    factories.review(place, factories.confirmed("ada"))
    with_one = queries(client, place.get_absolute_url())
    factories.some_reviews(place, 2)
    assert queries(client, place.get_absolute_url()) == with_one <= 7


def test_a_restaurant_shows_reviews_with_pen_name_stamp_and_histogram(client: Client, place: Restaurant) -> None:
    factories.some_reviews(place, 6)
    page = client.get(place.get_absolute_url())
    body = page.content.decode()
    assert [review.rating for review in page.context["reviews"]] == [1, 5, 4, 3, 2, 1]
    assert body.count("Person confirmed") == 6
    assert "Guest3 Heron" in body
    assert "guest3@example.org" not in body
    assert [(row.stars, row.count, row.share) for row in page.context["histogram"]] == [
        (5, 1, 17),
        (4, 1, 17),
        (3, 1, 17),
        (2, 1, 17),
        (1, 2, 33),
    ]
    assert "likely" in body


def test_reviews_are_paged_by_key(client: Client, place: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "REVIEWS_PER_PAGE", 2)
    written = factories.some_reviews(place, 3)
    first = client.get(place.get_absolute_url())
    second = client.get(place.get_absolute_url() + first.context["next_url"])
    assert [shown.id for shown in first.context["reviews"]] == [written[2].pk, written[1].pk]
    assert [shown.id for shown in second.context["reviews"]] == [written[0].pk]
    back = client.get(place.get_absolute_url() + second.context["previous_url"])
    assert back.context["reviews"] == first.context["reviews"]


@pytest.mark.parametrize("query", ["?after=no-id", "?before=%01", "?after="])
def test_odd_keys_show_the_first_page(client: Client, place: Restaurant, query: str) -> None:
    assert client.get(place.get_absolute_url() + query).status_code == 200


def test_an_unknown_restaurant_is_not_found(client: Client, db: None) -> None:
    assert client.get("/restaurants/no-such-place/").status_code == 404


@pytest.mark.parametrize(
    ("licence", "says"), [("odbl-osm", "OpenStreetMap contributors</a>, Open Database"), ("cc-by-linz", "Stadt Linz")]
)
def test_the_source_is_named_as_its_licence_asks(client: Client, place: Restaurant, licence: str, says: str) -> None:
    Restaurant.objects.filter(pk=place.pk).update(licence=licence)
    assert says in client.get(place.get_absolute_url()).content.decode()


def test_a_menu_is_shown_escaped_and_costs_no_query(client: Client, place: Restaurant) -> None:
    address = "/restaurants/zum-reiher-linz/"
    without = queries(client, address)
    dish = {"name": "Soup <b>of the day</b>", "price": "4.90", "allergens": "AL", "diet": "vegan"}
    Menu.objects.create(restaurant=place, price_level=2, sections=[{"title": "Soups", "dishes": [dish]}])
    page = client.get(address).content.decode()
    assert "Soup &lt;b&gt;of the day&lt;/b&gt;" in page
    assert "4.90" in page
    assert "Price level 2 of 4" in page
    assert queries(client, address) == without


def test_address_phone_and_hours_are_links_and_sentences(client: Client, place: Restaurant) -> None:
    Restaurant.objects.filter(pk=place.pk).update(
        phone="+43 732 77 00; 0660/123",
        opening_hours="Tu-Su 11:00-22:00",
        country="AT",
        time_zone="Europe/Vienna",
        website="https://www.reiher.example/menu",
    )
    page = client.get(place.get_absolute_url()).content.decode()
    assert '<a href="tel:+437327700">+43 732 77 00</a><br><a href="tel:0660123">0660/123</a>' in page
    assert re.search(r"Monday</th><td>closed</td>.*Tuesday to Sunday</th><td>11:00 to 22:00</td>", page, re.DOTALL)
    assert re.search(r'data-zone="Europe/Vienna">(Open now|Closed) · ', page)
    assert ">reiher.example</a>" in page
    assert 'href="https://www.openstreetmap.org/' in page


def test_hours_that_are_not_understood_are_shown_as_listed(client: Client, place: Restaurant) -> None:
    Restaurant.objects.filter(pk=place.pk).update(opening_hours="Di-So 11-22")
    assert "Hours, as listed: Di-So 11-22" in client.get(place.get_absolute_url()).content.decode()


def test_the_button_leads_to_your_review_once_there_is_one(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    assert "Write a review</a>" in client.get(place.get_absolute_url()).content.decode()
    factories.review(place, diner)
    page = client.get(place.get_absolute_url()).content.decode()
    assert "Your review</a>" in page and "Write a review</a>" not in page
    assert factories.TEXT in client.get(f"{place.get_absolute_url()}review/").content.decode()
