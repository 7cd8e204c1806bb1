"""What follows a published menu at once: dishes, search, filters, popular dishes, cached pages, and the open data."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.menus.content import MenuContent, MenuDish, MenuSection
from restaurants.models import Dish, Restaurant
from restaurants.models.popularity import MIN_POPULAR_REVIEWS
from restaurants.open_data.tables import file_name
from tests.accounts.factors import at_the_desk
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.menus import CONTENT, editor, published, send
from tests.restaurants.test_open_data import files_of

pytestmark = pytest.mark.django_db
LIST = "/restaurants/"


@pytest.fixture
def writer(client: Client, owner: User, place: Restaurant) -> Client:
    """The owner's browser, and a published menu."""
    published(place, owner)
    at_the_desk(client, owner)
    return client


def found(query: str) -> bool:
    """Whether a stranger's browser finds the restaurant in the list by a query string."""
    return "Zum Reiher" in Client().get(f"{LIST}?{query}").content.decode()


def test_search_finds_what_is_published_and_no_draft(writer: Client, place: Restaurant) -> None:
    assert found("q=schnitzel") and not found("q=ceviche")
    send(writer, place, "sections/1/dishes/0/", section="1", name="Ceviche", price="14")
    assert found("q=schnitzel") and not found("q=ceviche")
    send(writer, place, "publish/")
    assert found("q=ceviche") and not found("q=schnitzel")


def test_filters_follow_price_level_diets_and_allergens(writer: Client, place: Restaurant) -> None:
    assert found("price=2") and not found("price=4") and not found("diet=vegan")
    send(writer, place, "settings/", currency="EUR", language="en", price_level="4")
    send(writer, place, "sections/0/dishes/1/", section="0", name="Beetroot", price="6", diet="vegan", allergens=["G"])
    send(writer, place, "sections/1/", remove="1")
    send(writer, place, "publish/")
    assert found("price=4") and not found("price=2") and found("diet=vegan") and found("diet=vegetarian")
    # The soup has A, C and L, and the beetroot has G.
    assert found("free=A") and found("free=G") and not found("free=A&free=G")


def test_drinks_do_not_count_for_filters(place: Restaurant, owner: User) -> None:
    drinks = (MenuSection("Wine & Drinks", (MenuDish("Water", "2.00", diet="vegan"),)),)
    published(place, owner, replace(CONTENT, sections=(*CONTENT.sections, *drinks)))
    assert not found("diet=vegan")


def test_popular_dishes_follow(writer: Client, place: Restaurant) -> None:
    for number in range(MIN_POPULAR_REVIEWS):
        factories.review(place, factories.confirmed(f"guest{number}"), text="The Kaiserschmarrn was the best of all.")
    assert "Kaiserschmarrn" not in Client().get("/popular/dishes/").content.decode()
    send(writer, place, "sections/1/dishes/", section="1", name="Kaiserschmarrn", price="11,50")
    send(writer, place, "publish/")
    assert "Kaiserschmarrn" in Client().get("/popular/dishes/").content.decode()
    assert Dish.objects.values_list("count", "price").get(name="Kaiserschmarrn") == (MIN_POPULAR_REVIEWS, "11.50")
    send(writer, place, "sections/1/dishes/1/", remove="1")
    send(writer, place, "publish/")
    assert "Kaiserschmarrn" not in Client().get("/popular/dishes/").content.decode()
    assert not Dish.objects.filter(name="Kaiserschmarrn").exists()


def test_a_cached_page_shows_the_next_menu_at_once(writer: Client, place: Restaurant) -> None:
    visitor = Client()
    for _ in range(2):
        assert "Wiener Schnitzel" in visitor.get(place.get_absolute_url()).content.decode()
    send(writer, place, "sections/1/dishes/0/", section="1", name="Ceviche", price="14")
    assert "Ceviche" not in visitor.get(place.get_absolute_url()).content.decode()
    send(writer, place, "publish/")
    page = visitor.get(place.get_absolute_url()).content.decode()
    assert "Ceviche" in page and "Wiener Schnitzel" not in page


def test_the_language_is_chosen_or_guessed(place: Restaurant, owner: User) -> None:
    dishes = ("Rindsuppe mit Frittaten", "Gebratene Forelle mit Petersilerdäpfeln", "Apfelstrudel mit Schlagobers")
    german = MenuContent((MenuSection("Alles", tuple(MenuDish(name, "1.00") for name in dishes)),))
    published(place, owner, german)
    assert 'lang="de"' in Client().get(place.get_absolute_url()).content.decode()
    published(place, owner, replace(german, language="it"))
    assert 'lang="it"' in Client().get(place.get_absolute_url()).content.decode()
    assert Client().get(editor(place)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_open_data_follows(place: Restaurant, owner: User, tmp_path: Path) -> None:
    factories.review(place, factories.confirmed("guest"), text="The Wiener Schnitzel was the best of all.")

    def rows() -> list[bytes]:
        with playing("publisher"):
            call_command("opendata", "build", str(tmp_path), stdout=io.StringIO())
        path = tmp_path / file_name(timezone.now().date())
        dishes = files_of(path)["dishes.jsonl"].splitlines()
        path.unlink()
        return dishes

    published(place, owner)
    (row,) = rows()
    assert b"Wiener Schnitzel" in row and b"18.90" in row
    published(place, owner, replace(CONTENT, sections=CONTENT.sections[:1]))
    assert rows() == []
