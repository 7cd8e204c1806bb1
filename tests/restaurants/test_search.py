"""Search: queries with their right answers on the demo's town, with mistakes and in five languages, and suggestions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from demo.bulk_loading import sections_of
from demo.restaurants import demo_restaurants
from demo.town import SEED
from restaurants.actions import listings
from restaurants.actions.menus import index_menus
from restaurants.models import Menu, Restaurant
from restaurants.selectors.listing import list_restaurants
from restaurants.text_folding import fold

pytestmark = pytest.mark.django_db
QUERIES = [line.split("\t") for line in (Path(__file__).parent / "search_queries.tsv").read_text().splitlines()]
# The demo's names are no real ones: these are the issue's own, which have to find something.
NAMED = ("piza", "Trattoria Luca", "italienisch", "griechisch", "pizzeria", "sushi", "pizza near Kirchengasse")


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """The demo's restaurants with their menus: what stands on each menu, folded, by name."""
    places = demo_restaurants(SEED)
    # Rolled back at the end: events and log lines of three hundred listings would meet other tests.
    with django_db_blocker.unblock(), transaction.atomic():
        listings.store(rows=[place.row for place in places], source="town", by=None)
        known = {place.source_ref: place.pk for place in Restaurant.objects.filter(source="town")}
        menus = [Menu(restaurant_id=known[place.ref], price_level=2, sections=sections_of(place)) for place in places]
        Menu.objects.bulk_create(menus)
        index_menus(menus)
        yield {place.row.name: " ".join(fold(dish.name) for dish in place.menu) for place in places}
        transaction.set_rollback(True)


def is_right(place: Restaurant, kind: str, answer: str, town: dict[str, str]) -> bool:
    """Whether a restaurant answers a query."""
    if kind == "name":
        return place.name == answer
    if kind == "dish":
        return answer in town[place.name]
    cuisine, _, street = answer.partition("@")
    return (not cuisine or cuisine in place.cuisines) and place.street.startswith(street)


def test_the_right_answer_comes_first(town: dict[str, str]) -> None:
    """The mean of 1 / position of the first right answer is at least 0.9, and nothing that was named finds nothing."""
    assert len(QUERIES) >= 200
    ranks = {}
    for query, kind, answer in QUERIES:
        rows = list_restaurants(query=query, now=timezone.now()).rows
        right = [position for position, place in enumerate(rows, 1) if is_right(place, kind, answer, town)]
        ranks[query] = 1 / right[0] if right else 0
    missed = {query: round(rank, 2) for query, rank in ranks.items() if rank < 1}
    assert sum(ranks.values()) / len(ranks) >= 0.9, missed
    assert [query for query in NAMED if not list_restaurants(query=query, now=timezone.now()).total] == []


def test_a_mistake_is_named_and_the_page_leads_to_what_was_meant(client: Client, town: dict[str, str]) -> None:
    page = client.get("/restaurants/", {"q": "Forno Vulkanelo"})
    assert page.context["page"].corrected == "forno vulcanello"
    assert 'Did you mean <a href="?q=forno%20vulcanello">forno vulcanello</a>?' in page.content.decode()
    assert "Did you mean" not in client.get("/restaurants/", {"q": "pizza"}).content.decode()


def test_suggestions_are_names_or_words_that_are_spelled_alike(client: Client, town: dict[str, str]) -> None:
    def suggested(query: str) -> list[str]:
        found: list[str] = client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
        return found

    assert "Trattoria Lucia" in suggested("tratt")
    assert suggested("vulkanelo") == ["vulcanello"]
    assert suggested("") == suggested("!&|") == suggested("xyzxyz") == []
    assert client.post("/search/suggestions/").status_code == 405
