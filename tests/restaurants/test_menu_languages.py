"""A menu in several languages: written by its team, kept in files, and shown to guests in theirs."""

import json
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from restaurants.actions.menus import MAX_SEARCH_LENGTH
from restaurants.exceptions import InvalidMenu
from restaurants.menus import editing
from restaurants.menus.content import (
    MAX_DESCRIPTION_LENGTH,
    MAX_DISHES,
    MenuContent,
    MenuDish,
    MenuSection,
    Translation,
    require_room,
    rows_of,
    sections_of,
)
from restaurants.menus.imports import merged
from restaurants.menus.json_files import write_json
from restaurants.menus.languages import LANGUAGES, language_words, own_words
from restaurants.menus.sources import read_menu
from restaurants.menus.table_files import write_csv
from restaurants.models import MenuDraft, Restaurant
from restaurants.translation_forms import DISHES_A_FORM
from tests.accounts.factors import at_the_desk
from tests.restaurants.menus import CONTENT, editor, published, send, version_of

SOUP = MenuDish("Klare Suppe", "4.20", "Mit Frittaten", translations=(Translation("en", "Clear soup", "With pancake"),))
CAKE = MenuDish("Torte", "5.00", "Mit Schlag", translations=(Translation("en", "Cake"), Translation("fr", "Gâteau")))
GERMAN = MenuContent(
    (
        MenuSection("Vorspeisen", (SOUP, MenuDish("Rote Rüben", "6.50")), (Translation("en", "Starters"),)),
        MenuSection("Süßes", (CAKE,)),
    ),
    language="de",
)


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    """The owner's browser."""
    at_the_desk(client, owner)
    return client


def draft(place: Restaurant) -> tuple[MenuSection, ...]:
    return sections_of(MenuDraft.objects.get(restaurant=place).sections)


def guest(place: Restaurant, query: str = "", language: str = "") -> str:
    answer = Client().get(f"{place.get_absolute_url()}menu/{query}", headers={"accept-language": language})
    assert "Accept-Language" in answer.headers["Vary"]
    return answer.content.decode()


@pytest.mark.django_db
def test_a_team_translates_its_menu_section_by_section(desk: Client, place: Restaurant, owner: User) -> None:
    published(place, owner, CONTENT)
    page = desk.get(f"{editor(place)}languages/").content.decode()
    assert "Add a language" in page and 'value="de"' in page
    first = f"{editor(place)}languages/de/0/"
    assert desk.get(f"{editor(place)}languages/?language=de")["Location"] == first
    assert desk.get(f"{editor(place)}languages/?language=xx").status_code == 200
    form = desk.get(first).content.decode()
    assert "Starters in German" in form and ">Clear soup" in form and 'lang="de"' in form
    texts = {"title": "Vorspeisen", "name_0": "Klare Suppe", "name_1": "", "more": "1"}
    assert "Mains in German" in send(desk, place, "languages/de/0/", **texts).content.decode()
    lonely = {"title": "", "name_0": "", "description_0": "Mit Erdäpfeln"}
    assert "Write the name too." in send(desk, place, "languages/de/1/", **lonely).content.decode()
    wrong = {"title": "\u2800", "name_0": "x" * 121}
    shown = send(desk, place, "languages/de/1/", **wrong).content.decode()
    assert "Use at least one letter or digit." in shown and "Use at most 120 characters." in shown
    after = send(desk, place, "languages/de/1/", **lonely | {"name_0": "Schnitzel"}).content.decode()
    assert "<h1>Languages</h1>" in after and "1 of 2" in after and "1 of 1" in after
    starters, mains = draft(place)
    assert starters.translations == (Translation("de", "Vorspeisen"),) and mains.translations == ()
    assert starters.dishes[0].translations == (Translation("de", "Klare Suppe"),)
    assert mains.dishes[0].translations == (Translation("de", "Schnitzel", "Mit Erdäpfeln"),)
    assert 'value="Klare Suppe"' in desk.get(first).content.decode()
    # A dish that is changed or moved keeps what it is called elsewhere; without a name it has none there.
    dish = {"name": "Soup", "price": "4", "section": "1"}
    send(desk, place, "sections/0/dishes/0/", **dish)
    assert draft(place)[1].dishes[1].translations == (Translation("de", "Klare Suppe"),)
    send(desk, place, "languages/de/1/", title="", name_0="", description_0="", name_1="Suppe")
    assert [dish.translations for dish in draft(place)[1].dishes] == [(), (Translation("de", "Suppe"),)]
    assert "German is removed" in send(desk, place, "languages/de/remove/").content.decode()
    assert "translations" not in str(rows_of(draft(place)))


@pytest.mark.django_db
def test_what_is_no_language_or_section_is_not_there(desk: Client, place: Restaurant, owner: User) -> None:
    published(place, owner, GERMAN)
    for path in ("de/0/", "xx/0/", "en/2/"):
        assert desk.get(f"{editor(place)}languages/{path}").status_code == 404
    old = {"seen": version_of(place) - 1, "title": "Starters", "name_0": "Soup"}
    assert "Somebody else changed this menu" in desk.post(f"{editor(place)}languages/en/0/", old).content.decode()
    assert draft(place) == GERMAN.sections


@pytest.mark.django_db
def test_a_long_section_is_translated_in_parts(desk: Client, place: Restaurant, owner: User) -> None:
    dishes = tuple(MenuDish(f"Gericht {number}", "1.00", "Mit Salat") for number in range(DISHES_A_FORM + 2))
    published(place, owner, MenuContent((MenuSection("Alles", dishes),), language="de"))
    first = {f"name_{number}": f"Dish {number}" for number in range(DISHES_A_FORM)}
    descriptions = {f"description_{number}": "With salad" for number in range(DISHES_A_FORM)}
    rest = send(desk, place, "languages/en/0/", title="All", more="1", **first, **descriptions)
    assert rest.redirect_chain[-1][0].endswith(f"?from={DISHES_A_FORM}")
    send(desk, place, f"languages/en/0/?from={DISHES_A_FORM}", title="All", **{f"name_{DISHES_A_FORM}": "Last"})
    (section,) = draft(place)
    names = [dish.translations[0].name if dish.translations else "" for dish in section.dishes]
    assert names == [*first.values(), "Last", ""]


@pytest.mark.django_db
def test_guests_see_the_menu_in_their_language(place: Restaurant, owner: User) -> None:
    published(place, owner, GERMAN)
    english = guest(place, language="nl, en-GB;q=0.8, de;q=0.5")
    assert '<div class="menu-page" lang="de">' in english
    assert re.search(r'<h2 id="section-0" lang="en">Starters</h2>', english)
    assert '<span lang="en">Clear soup</span>' in english and 'lang="en">With pancake</span>' in english
    assert 'menu-name">Rote Rüben</span>' in english and '<h2 id="section-1">Süßes</h2>' in english
    assert '<span lang="en">Cake</span>' in english
    assert '<span class="menu-description small muted">Mit Schlag' in english
    assert 'href="?language=en" hreflang="en" lang="en" aria-current="true">English</a>' in english
    for query, language in (("", ""), ("", "nl"), ("?language=de", "en"), ("?language=xx", "de, en"), ("", "en;q=0")):
        german = guest(place, query, language)
        assert 'menu-name">Klare Suppe <' in german and "Clear soup" not in german
    french = guest(place, "?language=fr", "de")
    (document,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', french, re.DOTALL)
    menu = json.loads(document)
    assert menu["inLanguage"] == "fr"
    assert menu["hasMenuSection"][1]["hasMenuItem"][0]["name"] == "Gâteau"
    assert french.count('<link rel="alternate" hreflang=') == 3
    place_page = Client().get(place.get_absolute_url()).content.decode()
    assert '/menu/?language=en" hreflang="en" lang="en">English</a>' in place_page


@pytest.mark.django_db
def test_a_menu_in_one_language_offers_no_other(place: Restaurant, owner: User) -> None:
    published(place, owner)
    assert "hreflang" not in guest(place, language="de") and "?language=" not in guest(place)


@pytest.mark.django_db
def test_search_finds_dishes_by_every_language(place: Restaurant, owner: User) -> None:
    published(place, owner, GERMAN)
    for words in ("Clear soup", "Gateau", "Klare Suppe"):
        assert place.name in Client().get("/restaurants/", {"q": words}).content.decode()
    dishes = tuple(MenuDish(f"Gericht {number}", translations=wordy(number)) for number in range(60))
    published(place, owner, MenuContent((MenuSection("Alles", dishes),), language="de"))
    place.refresh_from_db()
    assert MAX_SEARCH_LENGTH - 10 < len(place.dish_words) <= MAX_SEARCH_LENGTH


def wordy(number: int) -> tuple[Translation, ...]:
    """A dish with many words in every language."""
    return tuple(Translation(code, " ".join(f"{code}{number}x{word}" for word in range(15))) for code in LANGUAGES)


@pytest.mark.parametrize("write", [write_csv, write_json])
def test_a_file_holds_every_language_and_brings_it_back(write: object) -> None:
    assert callable(write)
    found = read_menu(write(GERMAN).encode(), is_pasted=False, currency="EUR")
    assert (found.problems, found.sections) == ([], GERMAN.sections)


@pytest.mark.django_db
def test_an_import_shows_and_keeps_what_is_translated(desk: Client, place: Restaurant) -> None:
    table = "Kategorie;Speise;Preis;Name (en);Beschreibung_en\nSüßes;Torte;5,00;Cake;\nSüßes;Eis;3,00;;With cream\n"
    file = SimpleUploadedFile("menu.csv", table.encode())
    page = desk.post(f"{editor(place)}import/", {"seen": 0, "into": "replace", "file": file}).content.decode()
    assert "EN: Cake" in page and "a description in English, and no name" in page


def test_a_language_that_menus_do_not_have_is_a_problem_of_its_row() -> None:
    document = {"sections": [{"title": "A", "dishes": [{"name": "B", "translations": {"tlh": {"name": "C"}}}]}]}
    (problem,) = read_menu(json.dumps(document).encode(), is_pasted=False, currency="EUR").problems
    assert "“tlh” is no language of menus here" in problem.message


def test_changes_of_a_menu_keep_its_languages() -> None:
    more = (MenuSection("Vorspeisen", (MenuDish("Salat"),)), MenuSection("Käse", (), (Translation("en", "Cheese"),)))
    first, _, last = merged(GERMAN.sections, more)
    assert first.translations == GERMAN.sections[0].translations and len(first.dishes) == 3
    assert last.translations == (Translation("en", "Cheese"),)
    renamed = editing.rename_section(GERMAN.sections, 0, "Suppen")
    assert renamed[0].translations == GERMAN.sections[0].translations
    without = replace(GERMAN, sections=editing.remove_language(GERMAN.sections, "en"))
    assert without.languages == ["de", "fr"]


def test_a_menu_has_room_for_so_many_words() -> None:
    text = Translation("en", "x", "ä" * MAX_DESCRIPTION_LENGTH)
    dishes = tuple(MenuDish(f"Dish {number}", translations=(text,)) for number in range(MAX_DISHES))
    require_room(MenuContent((MenuSection("All", dishes),)))
    long = tuple(replace(dish, translations=(text, replace(text, language="fr"))) for dish in dishes)
    with pytest.raises(InvalidMenu, match="This menu is too long"):
        require_room(MenuContent((MenuSection("All", long),)))


def test_languages_have_names() -> None:
    assert (language_words("de"), own_words("de"), own_words("fr"), own_words("xx")) == (
        *("German", "Deutsch", "Français"),
        "Xx",
    )
