"""A menu as a page of its own: dishes, allergens, dates, a code to itself, and what it says to search engines."""

import json
import re
from dataclasses import replace

import pytest
import segno
from django.conf import settings
from django.test import Client

from accounts.models import User
from restaurants.menus.content import MenuDish, MenuSection
from restaurants.models import Restaurant
from restaurants.models.popularity import MIN_POPULAR_REVIEWS
from restaurants.qr_codes import qr_code
from restaurants.selectors.dishes import MAX_MARKED_DISHES
from tests.restaurants import factories
from tests.restaurants.menus import CONTENT, published
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db


def page_of(client: Client, place: Restaurant) -> str:
    return client.get(f"{place.get_absolute_url()}menu/").content.decode()


def test_it_shows_dishes_prices_allergens_and_dates_and_no_names(
    client: Client, place: Restaurant, owner: User
) -> None:
    assert client.get(f"{place.get_absolute_url()}menu/").status_code == 404
    assert client.get("/restaurants/no-such-place/menu/").status_code == 404
    published(place, owner)
    page = page_of(client, place)
    assert "Wiener Schnitzel" in page and "With potatoes" in page and "18.90" in page
    assert "<dt>A</dt><dd>gluten</dd>" in page and "<dt>D</dt>" not in page
    assert "Menu of" in page and "Earlier menus" not in page
    published(place, owner, replace(CONTENT, sections=CONTENT.sections[1:]))
    page = page_of(client, place)
    assert "Earlier menus" in page and "Clear soup" not in page
    assert "Otto Heron" not in page and str(owner.pk) not in page


def test_the_code_leads_to_the_page_itself(client: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    address = f"{settings.BASE_URL}{place.get_absolute_url()}menu/"
    assert qr_code(address) in page_of(client, place)
    assert segno.make_qr(address, error="m").designator.endswith("-M")


def test_search_engines_read_the_menu(client: Client, place: Restaurant, owner: User) -> None:
    vegan = MenuSection("</script><b>", (MenuDish("</script>", "", diet="vegan"),))
    published(place, owner, replace(CONTENT, language="de", sections=(*CONTENT.sections, vegan)))
    page = page_of(client, place)
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    menu = json.loads(found)
    assert (menu["@type"], menu["inLanguage"]) == ("Menu", "de")
    assert menu["url"] == f"{settings.BASE_URL}{place.get_absolute_url()}menu/"
    mains, last = menu["hasMenuSection"][1:]
    assert mains["hasMenuItem"] == [
        {
            "@type": "MenuItem",
            "name": "Wiener Schnitzel",
            "description": "With potatoes",
            "offers": {"@type": "Offer", "price": "18.90", "priceCurrency": "EUR"},
        }
    ]
    assert last["hasMenuItem"][0]["suitableForDiet"] == "https://schema.org/VeganDiet"
    assert "offers" not in last["hasMenuItem"][0]


def test_popular_dishes_are_marked_by_the_published_rule(client: Client, place: Restaurant, owner: User) -> None:
    dishes = tuple(MenuDish(name, "1.00") for name in ("Goulash", "Tafelspitz", "Backhendl", "Strudel", "Liver"))
    published(place, owner, replace(CONTENT, sections=(MenuSection("All", dishes),)))
    without = queries(client, place.get_absolute_url())
    for number in range(MIN_POPULAR_REVIEWS):
        text = "The goulash, the tafelspitz, the backhendl and the strudel were good."
        factories.review(place, factories.confirmed(f"fan{number}"), text=text, rating=5)
        factories.review(place, factories.confirmed(f"foe{number}"), text="The liver was cold and grey.", rating=1)
        marked = 0 if number + 1 < MIN_POPULAR_REVIEWS else MAX_MARKED_DISHES
        for path in ("", "menu/"):
            shown = client.get(f"{place.get_absolute_url()}{path}").content.decode()
            assert shown.count('lang="en">popular</span>') == marked
    assert queries(client, place.get_absolute_url()) <= without + 1
    liver = re.search(r'<span class="menu-name">Liver(.*?)</li>', page_of(client, place), re.DOTALL)
    assert liver and "popular" not in liver[1]


def test_a_menu_takes_few_queries(client: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    path = f"{place.get_absolute_url()}menu/"
    once = queries(client, path)
    published(place, owner, replace(CONTENT, price_level=4))
    assert queries(client, path) == once <= 4
