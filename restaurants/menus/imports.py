"""Reads a menu from a file or a pasted text: CSV, JSON, or lines as menus have them. Nothing is written here.

What can't be read becomes a problem with its place, and the rest is kept, so that a preview shows both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

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
)
from restaurants.menus.editing import Sections
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
    dishes = 0
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise UnreadableMenu(f"The menu has more than {MAX_ROWS:,} rows. Send it in parts.")
        title = _line(row.section) or UNTITLED
        try:
            _require_text(title, MAX_TITLE_LENGTH, "heading")
            dish = _dish(row, currency)
            if title not in sections and len(sections) == MAX_SECTIONS:
                raise ValueError(f"A menu has at most {MAX_SECTIONS} sections.")
            if dishes == MAX_DISHES:
                raise ValueError(f"A menu has at most {MAX_DISHES} dishes.")
        except (ValueError, InvalidPrice) as problem:
            found.problems.append(RowProblem(row.place, str(problem)))
            continue
        dishes += 1
        sections.setdefault(title, []).append(dish)
    found.sections = tuple(MenuSection(title, tuple(of_section)) for title, of_section in sections.items())
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
    )


def merged(sections: Sections, more: Sections) -> Sections:
    """The sections with the dishes of others added: to the section of the same heading, or in new ones."""
    dishes = {section.title: section.dishes for section in sections}
    for section in more:
        dishes[section.title] = (*dishes.get(section.title, ()), *section.dishes)
    return tuple(MenuSection(title, of_section) for title, of_section in dishes.items())


def _require_text(text: str, longest: int, what: str) -> None:
    if len(text) > longest:
        raise ValueError(f"The {what} has more than {longest} characters.")
    if not shows(text, 1):
        raise ValueError(f"The {what} has no letter or digit.")


def _line(text: str) -> str:
    return " ".join(tidy(text).split())
