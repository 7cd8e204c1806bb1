"""Attacks on menus: another restaurant's by page and by SQL, its draft and its history, and what a menu says."""

import csv
import io
import json
import threading
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import menus as actions
from restaurants.actions import owners
from restaurants.exceptions import UnreadableMenu
from restaurants.menus.content import MenuContent, MenuDish, MenuSection, Translation, rows_of
from restaurants.menus.sources import pack, read_menu, unpack
from restaurants.menus.table_files import write_csv
from restaurants.models import Menu, MenuDraft, MenuVersion, Restaurant
from reviews_site.policy import Denied, TeamRole
from reviews_site.web.access import routes
from tests.accounts.factors import at_the_desk
from tests.conftest import Login
from tests.restaurants import factories
from tests.restaurants.menus import CONTENT, editor, published, version_of

BOTH = pytest.mark.django_db(transaction=True)
HOSTILE = '</script><img src=x onerror="alert(1)">{{ 7 }}'
SAVE = "SELECT restaurants_save_menu_draft(%s, %s, %s, %s, 'EUR', 'en', 2)"
PUBLISH = "SELECT restaurants_publish_menu(%s, %s, %s, 'words', 'en')"


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def owner(place: Restaurant) -> User:
    """The owner of `place`, with a published menu and a draft."""
    user = factories.confirmed("otto")
    owners.grant(restaurant=place, user=user, by=None)
    published(place, user)
    published(place, user, replace(CONTENT, price_level=3))
    actions.save_draft(restaurant=place, content=replace(CONTENT, price_level=4), seen=version_of(place), by=user)
    return user


def menu_paths(place: Restaurant) -> list[str]:
    """A path for each route of a menu."""
    found = [route for route in routes() if route.startswith("business/<slug:slug>/menu/")]
    assert len(found) > 9
    return [
        "/" + route.replace("<slug:slug>", place.slug).replace("<int:version>", "1").replace("<int:section>", "0")
        .replace("<int:dish>", "0").replace("<str:kind>", "csv").replace("<slug:language>", "en")
        for route in found
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.protection("menus_of_own_restaurant")
@pytest.mark.parametrize("who", ["stranger", "analyst", "owner of another"])
def test_others_open_no_page_of_a_menu_and_write_nothing(
    client: Client, place: Restaurant, owner: User, who: str
) -> None:
    mallory, own = factories.confirmed("mallory"), factories.restaurant("Zur Falle")
    owners.grant(restaurant=own, user=mallory, by=None)
    if who == "analyst":
        owners.grant(restaurant=place, user=mallory, by=None, role=TeamRole.ANALYST)
    at_the_desk(client, mallory)
    before = MenuDraft.objects.values().get(restaurant=place)
    planted = {"restaurant": str(place.pk), "restaurant_id": str(place.pk), "slug": place.slug, "version": "9"}
    form = {
        "text": "Taken 4",
        "into": "add",
        "seen": before["version"],
        "title": "Taken",
        "name": "Taken",
        "section": "0",
        "move": "dish down 0 0",
    }
    for path in menu_paths(place):
        assert [client.get(path).status_code, client.head(path).status_code] in ([404, 404], [405, 405])
        assert client.post(path, {**form, **planted}).status_code in (404, 405)
        assert client.post(path, {"remove": "1", **form, **planted}).status_code in (404, 405)
    # The same fields, sent to one's own restaurant, change one's own alone.
    client.post(f"{editor(own)}sections/", {"seen": "0", "title": "Mine", **planted})
    assert MenuDraft.objects.get(restaurant=own).version == 1
    assert MenuDraft.objects.values().get(restaurant=place) == before
    assert Menu.objects.get(restaurant=place).version == 2


@pytest.mark.django_db
@pytest.mark.protection("menus_of_own_restaurant")
def test_others_write_no_menu_past_the_page(place: Restaurant, owner: User) -> None:
    stranger = factories.confirmed("sven")
    before = MenuDraft.objects.values().get()
    seen = int(before["version"])
    with pytest.raises(Denied):
        actions.save_draft(restaurant=place, content=MenuContent(), seen=seen, by=stranger)
    with pytest.raises(Denied):
        actions.publish(restaurant=place, seen=seen, by=stranger)
    assert MenuDraft.objects.values().get() == before


@BOTH
@pytest.mark.protection("menu_tables_read_only")
def test_injected_sql_writes_no_menu_and_no_history(place: Restaurant, owner: User, login: Login) -> None:
    web = login("default", "web")
    for statement in (
        "UPDATE restaurants_menu SET sections = '[]'",
        "DELETE FROM restaurants_menu",
        "UPDATE restaurants_menuversion SET sections = '[]'",
        "DELETE FROM restaurants_menuversion",
        "INSERT INTO restaurants_menuversion SELECT * FROM restaurants_menuversion",
        "UPDATE restaurants_menudraft SET sections = '[]'",
        "DELETE FROM restaurants_menudraft",
        "UPDATE restaurants_teamedit SET version = 9",
        "DELETE FROM restaurants_teamedit",
        "UPDATE restaurants_restaurant SET dish_words = 'taken'",
        "SELECT restaurants_require_change_page(gen_random_uuid(), gen_random_uuid())",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@BOTH
@pytest.mark.protection("menu_functions_ask_who_acts")
@pytest.mark.parametrize("who", ["nobody", "stranger", "analyst", "owner of another", "closed account"])
def test_injected_sql_names_somebody_who_may_not(place: Restaurant, owner: User, login: Login, who: str) -> None:
    mallory = factories.confirmed("mallory")
    own = factories.restaurant("Zur Falle")
    owners.grant(restaurant=own, user=mallory, by=None)
    if who == "analyst":
        owners.grant(restaurant=place, user=mallory, by=None, role=TeamRole.ANALYST)
    if who == "closed account":
        owners.grant(restaurant=place, user=mallory, by=None, role=TeamRole.MANAGER)
        User.objects.filter(pk=mallory.pk).update(is_active=False)
    actor, seen = None if who == "nobody" else mallory.pk, version_of(place)
    web = login("default", "web")
    for statement, values in ((SAVE, [actor, place.pk, seen, "[]"]), (PUBLISH, [actor, place.pk, seen])):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement, values)


DISH = {"name": "Soup", "price": "4.20"}
FORGED: list[Any] = [
    {},
    "menu",
    [1],
    [{"title": "A"}],
    [{"title": " ", "dishes": []}],
    [{"title": "A", "dishes": {}}],
    [{"title": "A", "dishes": [], "author": "me"}],
    [{"title": "A", "dishes": [{**DISH, "price": "4,20"}]}],
    [{"title": "A", "dishes": [{"price": "4.20"}]}],
    [{"title": "A", "dishes": [{**DISH, "name": ["Soup"]}]}],
    [{"title": "A", "dishes": [{**DISH, "diet": "meat"}]}],
    [{"title": "A", "dishes": [{**DISH, "allergens": "<b>"}]}],
    [{"title": "A", "dishes": [{**DISH, "not_on": "soon"}]}],
    [{"title": "A", "dishes": [{**DISH, "popular": "1"}]}],
    [{"title": "A", "dishes": [{**DISH, "description": "x" * 301}]}],
    [{"title": "A" * 81, "dishes": []}],
    [{"title": "A", "dishes": [], "translations": "en"}],
    [{"title": "A", "dishes": [], "translations": {"tlh": {"title": "B"}}}],
    [{"title": "A", "dishes": [], "translations": {"en": {"title": "B", "description": "C"}}}],
    [{"title": "A", "dishes": [{**DISH, "translations": [{"en": {"name": "B"}}]}]}],
    [{"title": "A", "dishes": [{**DISH, "translations": {"en": {"name": "B" * 121}}}]}],
    [{"title": "A", "dishes": [{**DISH, "translations": {"en": {"description": "no name"}}}]}],
    [{"title": "A", "dishes": [{**DISH, "translations": {"en": {"name": "B", "price": "1.00"}}}]}],
    [{"title": "A", "dishes": [{**DISH, "description": "x" * 300}] * 2000}],
]


@BOTH
@pytest.mark.protection("menu_documents_checked")
@pytest.mark.parametrize("number", range(len(FORGED)))
def test_injected_sql_saves_what_is_no_menu(place: Restaurant, owner: User, login: Login, number: int) -> None:
    web = login("default", "web")
    # PostgreSQL itself refuses to take apart what is no list or no object.
    refusals = (psycopg.errors.CheckViolation, psycopg.errors.InvalidParameterValue)
    with pytest.raises(refusals):
        web.execute(SAVE, [owner.pk, place.pk, version_of(place), json.dumps(FORGED[number])])


@BOTH
@pytest.mark.protection("menu_changes_in_turn")
def test_two_changes_of_one_version_at_the_same_time(place: Restaurant, owner: User, login: Login) -> None:
    seen, answers = version_of(place), list[int | None]()
    sections = json.dumps(rows_of(CONTENT.sections))
    first, second = login("default", "web"), login("default", "web")

    def save(connection: "psycopg.Connection[Any]", given: str) -> None:
        row = connection.execute(SAVE, [owner.pk, place.pk, seen, given]).fetchone()
        answers.append(row[0] if row else -1)

    other = threading.Thread(target=save, args=(second, sections))
    with first.transaction():
        save(first, "[]")
        other.start()
    other.join()
    assert answers == [seen + 1, None]


@BOTH
@pytest.mark.protection("menu_history_kept")
def test_a_menu_is_replaced_without_a_trace(place: Restaurant, owner: User, login: Login) -> None:
    migrator = login("default", "migrator")
    migrator.execute("UPDATE restaurants_menu SET sections = '[]', version = 1, updated_at = '2001-01-01'")
    assert rows_of(CONTENT.sections) in MenuVersion.objects.filter(version=2).values_list("sections", flat=True)
    assert Menu.objects.get().version == 3 and Menu.objects.get().updated_at.year > 2001


@BOTH
@pytest.mark.protection("menu_drafts_of_own_team")
def test_drafts_and_names_are_seen_for_the_team_alone(place: Restaurant, owner: User, login: Login) -> None:
    web, stranger = login("default", "web"), factories.confirmed("sven")
    for person, seen in (("", 0), (str(stranger.pk), 0), (str(owner.pk), 1)):
        with web.transaction():
            web.execute("SELECT set_config('platemark.person', %s, true)", [person])
            assert len(web.execute("SELECT restaurant_id FROM restaurants_menudraft").fetchall()) == seen
            assert bool(web.execute("SELECT user_id FROM restaurants_teamedit").fetchall()) is bool(seen)


@pytest.mark.django_db
@pytest.mark.protection("review_escaping")
def test_markup_in_every_field_of_a_menu_is_shown_as_text(client: Client, place: Restaurant, owner: User) -> None:
    dish = MenuDish(HOSTILE, "1.00", HOSTILE, translations=(Translation("en", HOSTILE, HOSTILE),))
    hostile = MenuContent((MenuSection(HOSTILE, (dish,), (Translation("en", HOSTILE),)),), language="de")
    published(place, owner, hostile)
    at_the_desk(client, owner)
    paths = [place.get_absolute_url(), "/popular/dishes/", editor(place), f"{editor(place)}versions/3/"]
    paths += [
        f"{editor(place)}{name}/" for name in ("sections/0", "sections/0/dishes/0", "languages", "languages/en/0")
    ]
    for path in [*paths, f"{place.get_absolute_url()}menu/?language=en"]:
        page = client.get(path).content.decode()
        assert "<img src=x" not in page
    assert "&lt;img src=x" in client.get(place.get_absolute_url()).content.decode()


@pytest.mark.protection("menu_imports_bounded")
def test_an_import_unpacks_to_more_than_a_menu_has() -> None:
    assert len(unpack(pack(b"0" * 20_000_000))) < 200_000
    for is_pasted in (False, True):
        with pytest.raises(UnreadableMenu):
            read_menu(b"name\nSoup 4\n" * 20_000, is_pasted=is_pasted, currency="EUR")


@pytest.mark.protection("menu_cells_guarded")
def test_a_dish_runs_as_a_formula_in_a_spreadsheet() -> None:
    hostile = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "'=1")
    dishes = tuple(MenuDish(text, "1.00", text, translations=(Translation("en", text, text),)) for text in hostile)
    for row in csv.reader(io.StringIO(write_csv(MenuContent((MenuSection("=1", dishes),))))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
