"""Menus as files and as pasted text: what is read, what is said of what is not, and that nothing is lost on the way."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from restaurants.csv_cells import guard_cell, unguard_cell
from restaurants.exceptions import UnreadableMenu
from restaurants.menus.allergens import ALLERGENS
from restaurants.menus.content import MenuContent, MenuDish, MenuSection
from restaurants.menus.imports import MAX_BYTES, ImportedMenu
from restaurants.menus.json_files import write_json
from restaurants.menus.sources import pack, read_menu, unpack
from restaurants.menus.table_files import write_csv
from restaurants.models import MenuDraft, Restaurant
from reviews_site.texts import shows, tidy
from tests.accounts.factors import at_the_desk
from tests.restaurants.menus import CONTENT, editor, published, version_of

PASTED = """
Vorspeisen
Klare Suppe mit Leberknödel (A, C, L) ....... 4,20
Rote Rüben vegan  € 6,50
mit Walnüssen
und Birne

# Hauptspeisen
Wiener Schnitzel A,C,G 18.90 €
Tafelspitz für zwei (a)\t1.250,00
Tagesteller  12.-
"""


def read(text: str, *, is_pasted: bool = True, currency: str = "EUR") -> ImportedMenu:
    return read_menu(text.encode(), is_pasted=is_pasted, currency=currency)


def test_a_pasted_menu() -> None:
    found = read(PASTED)
    assert found.problems == []
    assert found.sections == (
        MenuSection(
            "Vorspeisen",
            (
                MenuDish("Klare Suppe mit Leberknödel", "4.20", allergens="ACL"),
                MenuDish("Rote Rüben", "6.50", "mit Walnüssen und Birne", diet="vegan"),
            ),
        ),
        MenuSection(
            "Hauptspeisen",
            (
                MenuDish("Wiener Schnitzel", "18.90", allergens="ACG"),
                MenuDish("Tafelspitz für zwei (a)", "1250.00"),
                MenuDish("Tagesteller", "12.00"),
            ),
        ),
    )


def test_a_table_as_people_save_it() -> None:
    table = 'Kategorie;Speise;Preis;Allergene;Kost\nSuppen;Frittatensuppe;"4,20 €";a c g;\n;Brot;;;vegan\n'
    found = read(table, is_pasted=False)
    assert found.problems == []
    soup = MenuDish("Frittatensuppe", "4.20", allergens="ACG")
    assert found.sections == (MenuSection("Suppen", (soup,)), MenuSection("Menu", (MenuDish("Brot", diet="vegan"),)))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,,4", "The dish has no name."),
        ("A,Soup,four", "“four” is no price. Write a price such as 8.50 or 8,50."),
        ("A,Soup,4 $", "The menu’s prices are in EUR, and this one is not. Write a price such as 8.50 or 8,50."),
        (f"A,{'x' * 121},4", "The name has more than 120 characters."),
        (f"{'x' * 81},Soup,4", "The heading has more than 80 characters."),
        ("A,\u200b\u3164,4", "The name has no letter or digit."),
        ("A,Soup,4,,Q", "“Q” are no allergens. Write their letters, such as A, C, G."),
        ("A,Soup,4,,,meat", "“meat” is no diet. Write vegetarian or vegan, or leave it empty."),
        ("A,Soup,4,,,,soon", "The availability is neither “available” nor “seasonal”."),
        (f"A,Soup,4,{'x' * 301}", "The description has more than 300 characters."),
    ],
)
def test_a_row_with_a_problem_is_named_and_the_others_are_read(row: str, message: str) -> None:
    table = f"section,name,price,description,allergens,diet,availability\nA,Bread,2\n{row}\nA,Beer,4\n"
    found = read(table, is_pasted=False)
    assert [(each.place, each.message) for each in found.problems] == [("line 3", message)]
    assert [dish.name for dish in found.sections[0].dishes] == ["Bread", "Beer"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "nothing in it"),
        (b"day,visitors\n2026-03-01,4\n", "No column of dishes"),
        (b"%PDF-1.7", "no CSV and no JSON"),
        (b"PK\x03\x04", "no CSV and no JSON"),
        (b"{", "This is no JSON"),
        (b"[" * 100_000, "This is no JSON"),
        (b'{"sections": 1}', "no list of sections"),
        (b'{"sections": [{"title": "A"}]}', "Section 1 has no list of dishes"),
        (b"1" * (MAX_BYTES + 1), "Send it in parts"),
        (b"name\n" + b"x\n" * 2_002, "more than 2,000 rows"),
        (b'[{"title": "A", "dishes": [' + b"1," * 2_001 + b"1]}]", "more than 2,000 rows"),
    ],
)
def test_what_is_no_menu_says_what_to_do(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableMenu, match=message):
        read_menu(content, is_pasted=False, currency="EUR")


def line(longest: int) -> st.SearchStrategy[str]:
    """Words on one line, of which something can be seen, as forms take them."""
    words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=longest)
    hostile = st.sampled_from(["=1+1", "'=1", "+1", "-1", "@x", '"', "a,b;c", "a\tb", '="84"', "sep=;", "4,20", "#x"])
    tidied = (words | hostile).map(lambda text: " ".join(tidy(text).split()))
    return tidied.filter(lambda text: shows(text, 1) and len(text) <= longest)


DISHES = st.builds(
    MenuDish,
    name=line(40),
    price=st.just("") | st.decimals(0, 9999999, places=2).map(lambda price: f"{price:.2f}"),
    description=st.just("") | line(60),
    allergens=st.sets(st.sampled_from(sorted(ALLERGENS))).map(lambda letters: "".join(sorted(letters))),
    diet=st.sampled_from(["", "vegetarian", "vegan"]),
    season=st.sampled_from(["", "seasonal"]),
)
SECTIONS = st.builds(MenuSection, line(30), st.lists(DISHES, min_size=1, max_size=4).map(tuple))
MENUS = st.lists(SECTIONS, min_size=1, max_size=4, unique_by=lambda section: section.title).map(tuple)


@given(MENUS)
def test_a_menu_that_is_exported_and_imported_is_the_same(sections: tuple[MenuSection, ...]) -> None:
    content = MenuContent(sections)
    for written in (write_csv(content), write_json(content)):
        found = read(written, is_pasted=False)
        assert (found.sections, found.problems) == (sections, [])


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert guard_cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert unguard_cell(guard_cell(text)) == text


@given(st.text() | st.text("aAcgG (),.;€0123456789#-\n\t:vegan", max_size=200), st.booleans())
def test_any_text_is_read_or_refused(text: str, is_pasted: bool) -> None:
    try:
        found = read(text.replace("\ud800", ""), is_pasted=is_pasted)
    except (UnreadableMenu, UnicodeEncodeError):
        return
    assert all(dish.name for section in found.sections for dish in section.dishes)


@given(st.binary(max_size=2_000))
def test_a_source_is_carried_through_a_form(content: bytes) -> None:
    assert unpack(pack(content)) == content


@pytest.mark.parametrize("nonsense", ["no base64", "AAAA", "é"])
def test_what_was_not_packed_is_no_source(nonsense: str) -> None:
    with pytest.raises(UnreadableMenu):
        unpack(nonsense)


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    at_the_desk(client, owner)
    return client


@pytest.mark.django_db
def test_nothing_is_written_before_the_preview_is_confirmed(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    before = version_of(place)
    form = {"seen": before, "text": f"{PASTED}Soup (Q) 5 $\n", "into": "replace"}
    page = writer.post(f"{editor(place)}import/", form)
    shown = page.content.decode()
    assert "5 dishes read" in shown and "1 row left out" in shown and "Line 12: The menu’s prices are in EUR" in shown
    assert "They replace the 3 that are in the draft." in shown and version_of(place) == before
    confirmed = {field.html_name: field.value() for field in page.context["confirm"]}
    page = writer.post(f"{editor(place)}import/", confirmed, follow=True)
    assert "5 dishes are in the draft" in page.content.decode()
    draft = MenuDraft.objects.get()
    assert [section["title"] for section in draft.sections] == ["Vorspeisen", "Hauptspeisen"]
    # Sent a second time, it is of a version that is not there any more.
    assert "Somebody else changed" in writer.post(f"{editor(place)}import/", confirmed, follow=True).content.decode()


@pytest.mark.django_db
def test_a_file_is_added_to_what_is_there(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    file = SimpleUploadedFile("menu.csv", b"section,name,price\nMains,Fish,19\nWine,Veltliner,5\n")
    form = {"seen": version_of(place), "file": file, "into": "add"}
    page = writer.post(f"{editor(place)}import/", form)
    writer.post(f"{editor(place)}import/", {field.html_name: field.value() for field in page.context["confirm"]})
    found = [(each["title"], [dish["name"] for dish in each["dishes"]]) for each in MenuDraft.objects.get().sections]
    mains = ("Mains", ["Wiener Schnitzel", "Fish"])
    assert found == [("Starters", ["Clear soup", "Beetroot"]), mains, ("Wine", ["Veltliner"])]


@pytest.mark.django_db
def test_the_draft_is_downloaded(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    table = writer.get(f"{editor(place)}menu.csv")
    assert table["Content-Disposition"] == f'attachment; filename="menu-{place.slug}.csv"'
    assert "Starters,Clear soup,4.20,,ACL,," in table.content.decode()
    document = json.loads(writer.get(f"{editor(place)}menu.json").content)
    assert document["sections"][0]["dishes"][0] == {"name": "Clear soup", "price": "4.20", "allergens": "ACL"}
    assert read_menu(table.content, is_pasted=False, currency="EUR").sections == CONTENT.sections
    assert writer.get(f"{editor(place)}menu.exe").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"into": "replace"}, "Choose a file, or paste a menu."),
        ({"text": "Soup 4", "into": "elsewhere"}, "Choose one of the options."),
        ({"text": "x" * (MAX_BYTES + 1), "into": "replace"}, "Send it in parts."),
        ({"source": "AAAA", "into": "replace"}, "Send it again."),
        ({"source": "AAAA", "into": "elsewhere"}, "Send it again."),
    ],
)
def test_an_import_without_a_menu_says_what_to_do(
    writer: Client, place: Restaurant, form: dict[str, str], says: str
) -> None:
    page = writer.post(f"{editor(place)}import/", {"seen": "0", **form}, follow=True)
    assert says in page.content.decode() and not MenuDraft.objects.exists()
