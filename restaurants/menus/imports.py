"""Reads a menu from a file or a pasted text: CSV, JSON, or lines as menus have them. Nothing is written here.

What can't be read becomes a problem with its place, and the rest is kept, so that a preview shows both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from restaurants.exceptions import InvalidPrice, UnreadableMenu
from restaurants.menus.allergens import read_allergens, read_diet
from restaurants.menus.content import (
    MAX_DESCRIPTION_LENGTH,
    MAX_DISHES,
    MAX_NAME_LENGTH,
    MAX_SECTIONS,
    MAX_TITLE_LENGTH,
    MenuDish,
    MenuSection,
    Translation,
)
from restaurants.menus.editing import Sections
from restaurants.menus.languages import LANGUAGES, language_words
from restaurants.menus.prices import read_price
from reviews_site.texts import shows, tidy

MAX_BYTES = 150_000
MAX_ROWS = 2_000
UNTITLED = "Menu"


@dataclass(frozen=True)
class MenuRow:
    """A dish as a file writes it, with the place it stands at, such as `line 3`."""

    place: str
    section: str = ""
    name: str = ""
    price: str = ""
    description: str = ""
    allergens: str = ""
    diet: str = ""
    availability: str = ""
    # By language: `section`, `name` and `description` in it.
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class RowProblem:
    """Why a row is left out, in a sentence."""

    place: str
    message: str


@dataclass
class ImportedMenu:
    """What was found: sections in their order, and what was left out."""

    sections: tuple[MenuSection, ...] = ()
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def dish_count(self) -> int:
        """How many dishes were read."""
        return sum(len(section.dishes) for section in self.sections)


def read_rows(rows: Iterable[MenuRow], *, currency: str) -> ImportedMenu:
    """The dishes of these rows under their headings; rows with a problem are listed instead.

    Raises:
        UnreadableMenu: there are more rows than a menu has.
    """
    found = ImportedMenu()
    sections: dict[str, list[MenuDish]] = {}
    headings: dict[str, dict[str, str]] = {}
    dishes = 0
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise UnreadableMenu(f"The menu has more than {MAX_ROWS:,} rows. Send it in parts.")
        title = _line(row.section) or UNTITLED
        try:
            _require_text(title, MAX_TITLE_LENGTH, "heading")
            dish = _dish(row, currency)
            translated = _texts(row, "section", MAX_TITLE_LENGTH)
            if title not in sections and len(sections) == MAX_SECTIONS:
                raise ValueError(f"A menu has at most {MAX_SECTIONS} sections.")
            if dishes == MAX_DISHES:
                raise ValueError(f"A menu has at most {MAX_DISHES} dishes.")
        except (ValueError, InvalidPrice) as problem:
            found.problems.append(RowProblem(row.place, str(problem)))
            continue
        dishes += 1
        sections.setdefault(title, []).append(dish)
        headings[title] = translated | headings.get(title, {})
    found.sections = tuple(
        MenuSection(title, tuple(dishes), tuple(Translation(*text) for text in sorted(headings[title].items())))
        for title, dishes in sections.items()
    )
    return found


def _dish(row: MenuRow, currency: str) -> MenuDish:
    """The dish of a row.

    Raises:
        ValueError: a field breaks a rule.
        InvalidPrice: its price can't be read.
    """
    name, description = _line(row.name), _line(row.description)
    if not name:
        raise ValueError("The dish has no name.")
    _require_text(name, MAX_NAME_LENGTH, "name")
    if len(description) > MAX_DESCRIPTION_LENGTH:
        raise ValueError(f"The description has more than {MAX_DESCRIPTION_LENGTH} characters.")
    availability = _line(row.availability).casefold()
    if availability not in ("", "available", "seasonal"):
        raise ValueError("The availability is neither “available” nor “seasonal”.")
    return MenuDish(
        name=name,
        price=read_price(row.price, currency=currency),
        description=description,
        allergens=read_allergens(row.allergens),
        diet=read_diet(row.diet),
        season="seasonal" if availability == "seasonal" else "",
        translations=_translations(row),
    )


def _translations(row: MenuRow) -> tuple[Translation, ...]:
    """The dish in other languages.

    Raises:
        ValueError: a text is too long, or a description stands without a name.
    """
    names = _texts(row, "name", MAX_NAME_LENGTH)
    descriptions = _texts(row, "description", MAX_DESCRIPTION_LENGTH)
    if lonely := sorted(set(descriptions) - set(names)):
        raise ValueError(f"The dish has a description in {language_words(lonely[0])}, and no name.")
    return tuple(Translation(code, name, descriptions.get(code, "")) for code, name in sorted(names.items()))


def _texts(row: MenuRow, what: str, longest: int) -> dict[str, str]:
    """One text of a row by language; empty ones are left out.

    Raises:
        ValueError: one is too long, or in a language that no menu is written in here.
    """
    if unknown := sorted(set(row.translations) - set(LANGUAGES)):
        raise ValueError(f"“{unknown[0][:20]}” is no language of menus here. Use {', '.join(LANGUAGES)}.")
    texts = {code: _line(of_language.get(what, "")) for code, of_language in row.translations.items()}
    for text in filter(None, texts.values()):
        _require_text(text, longest, what if what != "section" else "heading")
    return {code: text for code, text in texts.items() if text}


def merged(sections: Sections, more: Sections) -> Sections:
    """The sections with the dishes of others added: to the section of the same heading, or in new ones."""
    found = {section.title: section for section in sections}
    for section in more:
        known = found.get(section.title, replace(section, dishes=()))
        found[section.title] = replace(known, dishes=(*known.dishes, *section.dishes))
    return tuple(found.values())


def _require_text(text: str, longest: int, what: str) -> None:
    if len(text) > longest:
        raise ValueError(f"The {what} has more than {longest} characters.")
    if not shows(text, 1):
        raise ValueError(f"The {what} has no letter or digit.")


def _line(text: str) -> str:
    return " ".join(tidy(text).split())
