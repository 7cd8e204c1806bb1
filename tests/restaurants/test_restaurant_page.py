"""A restaurant's page: its parts, the way there, the menu's letters, and reviews in one's languages."""

import re

import pytest
from django.conf import settings
from django.test import Client

from restaurants.actions.menus import index_menus
from restaurants.models import Menu, Restaurant, Review
from restaurants.page_cache import PAGES
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
DISHES = [
    {"name": "Grießnockerlsuppe mit frischem Schnittlauch", "price": "5.20", "allergens": "ACG", "diet": "vegetarian"},
    {"name": "Gebratene Forelle mit Petersilkartoffeln", "price": "17.90", "allergens": "D"},
]


@pytest.fixture
def listed(place: Restaurant) -> Restaurant:
    """Listed with all that a page shows, and four reviews in three languages."""
    Restaurant.objects.filter(pk=place.pk).update(
        latitude=48.3064, longitude=14.2858, phone="+43 732 1234", opening_hours="24/7", time_zone="Europe/Vienna"
    )
    sections = [{"title": "Speisen", "dishes": DISHES}]
    index_menus([Menu.objects.create(restaurant=place, price_level=2, sections=sections)])
    for review, language in zip(factories.some_reviews(place, 4), ("de", "en", "it", "de"), strict=True):
        Review.objects.filter(pk=review.pk).update(language=language)
    return place


def page_of(client: Client, place: Restaurant, query: str = "", **headers: str) -> str:
    return client.get(place.get_absolute_url() + query, headers=headers).content.decode()


def test_each_tab_leads_to_a_part_of_the_page(client: Client, listed: Restaurant) -> None:
    page = page_of(client, listed)
    tabs = re.findall(r'<a href="#(\w+)">', page.split('class="tabs place-tabs"')[1].split("</nav>")[0])
    assert tabs == ["reviews", "menu", "facts"]
    assert all(page.count(f'id="{part}"') == 1 for part in tabs)
    places = [page.index(f'id="{part}"') for part in ("stars", *tabs)]
    assert places == sorted(places), "Rating and reviews come first."


def test_the_head_says_whether_it_is_open_and_how_to_get_there(client: Client, listed: Restaurant) -> None:
    head = page_of(client, listed).split('class="place-header"')[1].split("</header>")[0]
    assert "Open now" in head and 'href="tel:+437321234"' in head
    assert "https://www.openstreetmap.org/directions?to=48.3064%2C14.2858#map=17/48.3064/14.2858" in head
    assert f'readonly value="{settings.BASE_URL}{listed.get_absolute_url()}"' in head


def test_the_menu_explains_its_signs_and_names_its_language(client: Client, listed: Restaurant) -> None:
    menu = page_of(client, listed).split('class="card menu"')[1].split("</section>")[0]
    assert re.findall(r"<dt>(\w)</dt><dd>(\w+)</dd>", menu) == [
        ("A", "gluten"),
        ("C", "egg"),
        ("D", "fish"),
        ("G", "milk"),
    ]
    assert '<details class="menu-section" lang="de" open>' in menu and 'lang="en">vegetarian' in menu


def test_search_engines_read_of_the_menu_that_the_page_shows(
    client: Client, listed: Restaurant, place: Restaurant
) -> None:
    page = page_of(client, listed)
    assert f'"hasMenu":"{settings.BASE_URL}{listed.get_absolute_url()}menu/"' in page and '"priceRange":"€€"' in page
    assert "hasMenu" not in page_of(client, factories.restaurant("Zum Adler"))


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("de-AT,de;q=0.9", ["de", "de"]),
        ("en, it;q=0.5, de;q=0", ["it", "en"]),
        ("*", ["de", "it", "en", "de"]),
        ("<b>", ["de", "it", "en", "de"]),
    ],
)
def test_reviews_in_the_languages_that_the_browser_names(
    client: Client, listed: Restaurant, header: str, languages: list[str]
) -> None:
    answer = client.get(listed.get_absolute_url() + "?language=yours", headers={"accept-language": header})
    assert [review.language for review in answer.context["reviews"]] == languages
    assert "Accept-Language" in answer["Vary"] and "In all languages" in answer.content.decode()


def test_the_languages_of_a_profile_come_before_the_browsers(client: Client, listed: Restaurant) -> None:
    client.force_login(factories.confirmed("rita"))
    client.post("/profile/", {"display_name": "Rita Heron", "languages": ["it"]})
    answer = client.get(listed.get_absolute_url() + "?language=yours", headers={"accept-language": "de"})
    assert [review.language for review in answer.context["reviews"]] == ["it"]


def test_the_page_of_all_is_the_same_whatever_the_browser_reads(client: Client, listed: Restaurant) -> None:
    assert page_of(client, listed, **{"accept-language": "de"}) == page_of(ProcessClient(), listed)
    page_of(client, listed, "?language=yours", **{"accept-language": "de"})
    assert len(PAGES) == 1, "What depends on a header is not kept."
