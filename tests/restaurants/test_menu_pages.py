"""A restaurant's team writes its menu by forms, one change at a time, and publishes it in one step."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.actions import menus as actions
from restaurants.actions import owners
from restaurants.exceptions import MenuChanged
from restaurants.menus.content import MenuContent, MenuDish, MenuSection
from restaurants.models import Menu, MenuDraft, MenuVersion, Restaurant, TeamEdit
from reviews_site.policy import TeamRole
from reviews_site.web.form_messages import NOT_AN_OPTION
from tests.accounts.factors import at_the_desk
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.menus import CONTENT, editor, published, send, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    """A browser in which the owner is signed in."""
    at_the_desk(client, owner)
    return client


def names(place: Restaurant) -> list[list[str]]:
    draft = MenuDraft.objects.get(restaurant=place)
    return [[dish["name"] for dish in section["dishes"]] for section in draft.sections]


def test_a_menu_is_written_and_published(writer: Client, place: Restaurant, owner: User) -> None:
    assert "Guests see no menu yet" in writer.get(editor(place)).content.decode()
    send(writer, place, "sections/", title="  Hot   starters ")
    dish = {
        "section": "0",
        "name": "Clear soup",
        "price": "4,20 €",
        "description": "With liver",
        "allergens": ["C", "A"],
    }
    send(writer, place, "sections/0/dishes/", **dish, diet="", availability="")
    assert not Menu.objects.exists()
    assert "Clear soup" not in writer.get(place.get_absolute_url()).content.decode()
    page = send(writer, place, "publish/").content.decode()
    assert "The menu is published" in page and "This is the menu that guests see" in page
    menu = Menu.objects.get()
    stored = {"name": "Clear soup", "price": "4.20", "description": "With liver", "allergens": "AC"}
    assert menu.sections == [{"title": "Hot starters", "dishes": [stored]}]
    assert (menu.version, menu.diets, menu.allergen_sets) == (1, [], ["AC"])
    assert TeamEdit.objects.values_list("user", "version").get() == (owner.pk, 1)
    shown = writer.get(place.get_absolute_url()).content.decode()
    assert "Clear soup" in shown and "With liver" in shown and "4.20" in shown


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"price": "12.50.1"}, "has its points and commas in odd places. Write a price such as 8.50"),
        ({"price": "12 $"}, "prices are in EUR, and this one is not"),
        ({"name": ""}, "Give the dish a name."),
        ({"name": "\u200b\u3164"}, "Use at least one letter or digit."),
        ({"name": "x" * 121}, "Use at most 120 characters."),
        ({"description": "x" * 301}, "Use at most 300 characters."),
        ({"allergens": ["Q"]}, NOT_AN_OPTION),
        ({"diet": "meat"}, NOT_AN_OPTION),
        ({"section": "7"}, NOT_AN_OPTION),
    ],
)
def test_a_wrong_dish_says_what_to_do(
    writer: Client, place: Restaurant, owner: User, values: dict[str, str], says: str
) -> None:
    published(place, owner)
    before = version_of(place)
    form = {"section": "0", "name": "Bread", "price": "2", "seen": before, **values}
    assert says in writer.post(f"{editor(place)}sections/0/dishes/", form).content.decode()
    assert version_of(place) == before


def test_dishes_and_sections_are_moved_by_buttons(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    answer = send(writer, place, "move/", move="dish down 0 0")
    assert names(place)[0] == ["Beetroot", "Clear soup"]
    assert 'value="dish down 0 1" autofocus' in answer.content.decode()
    send(writer, place, "move/", move="dish down 0 1")
    assert names(place) == [["Beetroot"], ["Clear soup", "Wiener Schnitzel"]]
    send(writer, place, "move/", move="dish up 1 0")
    assert names(place) == [["Beetroot", "Clear soup"], ["Wiener Schnitzel"]]
    send(writer, place, "move/", move="dish up 0 0")
    assert names(place)[0] == ["Beetroot", "Clear soup"]
    send(writer, place, "move/", move="section down 0")
    assert names(place)[0] == ["Wiener Schnitzel"]
    for nonsense in ("dish up 9 9", "section up", "section up 0 1", "dish up 0", "drop table", "dish up 0 ٣"):
        assert "no such" in (said := send(writer, place, "move/", move=nonsense).content.decode()) or "no place" in said
    assert names(place)[0] == ["Wiener Schnitzel"]


def test_dishes_and_sections_are_put_where_they_were_dragged(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    send(writer, place, "move/", move="dish to 0 1 0 0")
    assert names(place) == [["Beetroot", "Clear soup"], ["Wiener Schnitzel"]]
    answer = writer.post(f"{editor(place)}move/", {"move": "dish to 0 0 1 1", "seen": version_of(place)})
    assert names(place) == [["Clear soup"], ["Wiener Schnitzel", "Beetroot"]]
    assert answer["Location"].endswith("#dish-1-1")
    send(writer, place, "move/", move="section to 1 0")
    assert names(place) == [["Wiener Schnitzel", "Beetroot"], ["Clear soup"]]
    stale = writer.post(f"{editor(place)}move/", {"move": "section to 1 0", "seen": "1"}, follow=True)
    assert "Somebody else changed this menu" in stale.content.decode()
    for nonsense in ("dish to 0 9 1 0", "dish to 0 0 9 0", "section to 9 0", "dish to 0 0", "section to 0 0 0 0"):
        page = send(writer, place, "move/", move=nonsense).content.decode()
        assert "no such" in page or "no place" in page
    assert names(place) == [["Wiener Schnitzel", "Beetroot"], ["Clear soup"]]


def test_a_dish_is_changed_moved_to_a_section_and_removed(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    form = writer.get(f"{editor(place)}sections/0/dishes/0/").content.decode()
    assert 'value="4.20"' in form and 'value="L" id="id_allergens_8" checked' in form
    send(writer, place, "sections/0/dishes/0/", section="1", name="Soup", price="", availability="seasonal")
    assert names(place) == [["Beetroot"], ["Wiener Schnitzel", "Soup"]]
    assert MenuDraft.objects.get().sections[1]["dishes"][1] == {"name": "Soup", "price": "", "season": "seasonal"}
    send(writer, place, "sections/1/dishes/0/", remove="1")
    send(writer, place, "sections/0/", title="Cold")
    assert names(place) == [["Beetroot"], ["Soup"]]
    send(writer, place, "sections/1/", remove="1")
    assert MenuDraft.objects.get().sections == [{"title": "Cold", "dishes": [{"name": "Beetroot", "price": "6.50"}]}]
    assert writer.get(f"{editor(place)}sections/1/").status_code == 404
    assert writer.get(f"{editor(place)}sections/0/dishes/4/").status_code == 404


def test_not_today_ends_with_the_day(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    send(writer, place, "sections/0/dishes/1/", section="0", name="Beetroot", price="6.50", availability="not_today")
    send(writer, place, "publish/")
    assert writer.get(place.get_absolute_url()).content.decode().count("not today") == 1
    sections = Menu.objects.get().sections
    sections[0]["dishes"][1]["not_on"] = date(2026, 1, 1).isoformat()
    Menu.objects.update(sections=sections)
    assert "not today" not in writer.get(place.get_absolute_url()).content.decode()


def test_two_who_write_at_once_do_not_overwrite_each_other(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    seen = version_of(place)
    colleague = factories.confirmed("maria")
    owners.grant(restaurant=place, user=colleague, by=None, role=TeamRole.MANAGER)
    actions.save_draft(restaurant=place, content=replace(CONTENT, price_level=4), seen=seen, by=colleague)
    form = {"section": "0", "name": "My soup", "price": "5", "seen": seen}
    page = writer.post(f"{editor(place)}sections/0/dishes/0/", form).content.decode()
    assert "Somebody else changed this menu" in page and 'value="My soup"' in page
    for path, values in (("move/", {"move": "dish down 0 0"}), ("publish/", {}), ("sections/0/", {"remove": "1"})):
        page = writer.post(f"{editor(place)}{path}", {"seen": seen, **values}, follow=True).content.decode()
        assert "Somebody else changed this menu" in page
    assert (names(place)[0], MenuDraft.objects.get().price_level) == (["Clear soup", "Beetroot"], 4)
    with pytest.raises(MenuChanged):
        actions.save_draft(restaurant=place, content=CONTENT, seen=0, by=owner)
    assert "without the version" in writer.post(f"{editor(place)}publish/", follow=True).content.decode()


def test_earlier_menus_are_kept_looked_at_and_restored(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    cheaper = replace(CONTENT, sections=(MenuSection("Only", (MenuDish("Bread", "1.00"),)),))
    assert published(place, owner, cheaper) == 2
    assert MenuVersion.objects.values_list("version", flat=True).get() == 1
    page = writer.get(editor(place)).content.decode()
    assert page.count("Otto Heron") == 2 and "what guests see now" in page
    old = writer.get(f"{editor(place)}versions/1/").content.decode()
    assert "Wiener Schnitzel" in old and "Put this version into the draft" in old
    send(writer, place, "versions/1/")
    assert names(place) == [["Clear soup", "Beetroot"], ["Wiener Schnitzel"]] and Menu.objects.get().version == 2
    send(writer, place, "publish/")
    assert Menu.objects.get().version == 3
    assert writer.get(f"{editor(place)}versions/4/").status_code == 404
    # Published again without a change it stays the same version.
    assert published(place, owner, CONTENT) == 3


def test_changes_are_discarded(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    send(writer, place, "sections/", title="Later")
    assert "changes that guests don’t see yet" in writer.get(editor(place)).content.decode()
    send(writer, place, "discard/")
    assert "This is the menu that guests see" in writer.get(editor(place)).content.decode()


def test_currency_language_and_price_level(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    send(writer, place, "settings/", currency="CHF", language="fr", price_level="3")
    send(writer, place, "sections/0/dishes/", section="0", name="Fondue", price="Fr. 28.-")
    send(writer, place, "publish/")
    menu = Menu.objects.get()
    assert (menu.currency, menu.language, menu.price_level) == ("CHF", "fr", 3)
    assert menu.sections[0]["dishes"][2]["price"] == "28.00"
    wrong = {"currency": "XXX", "language": "xx", "price_level": "9", "seen": version_of(place)}
    page = writer.post(f"{editor(place)}settings/", wrong).content.decode()
    assert page.count(NOT_AN_OPTION) >= 3


def test_a_menu_has_no_more_than_a_page_can_show(writer: Client, place: Restaurant, owner: User) -> None:
    full = MenuContent((MenuSection("All", tuple(MenuDish(f"Dish {n}", "1.00") for n in range(400))),))
    published(place, owner, full)
    form = {"section": "0", "name": "One more", "price": "1", "seen": version_of(place)}
    page = writer.post(f"{editor(place)}sections/0/dishes/", form).content.decode()
    assert "A menu has at most 400 dishes." in page
    assert len(writer.get(editor(place)).content) < 1_000_000


def test_a_menu_costs_the_same_queries_whatever_its_length(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    writer.get(editor(place))
    with CaptureQueriesContext(connection) as short:
        writer.get(editor(place))
    published(place, owner, MenuContent(tuple(MenuSection(f"S{n}", (MenuDish(f"D{n}", "1.00"),)) for n in range(30))))
    with CaptureQueriesContext(connection) as long:
        writer.get(editor(place))
    assert len(long) == len(short) < 25


def test_the_functions_are_called_by_web_alone(place: Restaurant, owner: User, as_process: AsProcess) -> None:
    with as_process("web"):
        assert published(place, owner) == 1
