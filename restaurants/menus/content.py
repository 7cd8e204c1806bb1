"""What stands on a menu, as values: sections with dishes. `Menu.sections` holds the same as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from restaurants.exceptions import InvalidMenu

MAX_SECTIONS, MAX_DISHES = 40, 400
# As `sql/default/menus.sql` has it.
MAX_MENU_BYTES = 400_000
MAX_TITLE_LENGTH, MAX_NAME_LENGTH, MAX_DESCRIPTION_LENGTH = 80, 120, 300


@dataclass(frozen=True)
class Translation:
    """A dish, or the heading of a section, in another language than the menu's own."""

    language: str  # ISO 639-1, one of `menus.languages`; empty: the menu's own
    name: str
    description: str = ""


@dataclass(frozen=True)
class MenuDish:
    """A dish as its menu describes it. Empty texts say nothing."""

    name: str
    price: str = ""  # with two decimals, in the menu's currency
    description: str = ""
    allergens: str = ""  # letters, in the order of the alphabet
    diet: str = ""
    season: str = ""  # "seasonal": only at some times of the year
    not_on: str = ""  # the one day, as 2026-03-31, on which it is sold out
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True)
class MenuSection:
    """Dishes under one heading."""

    title: str
    dishes: tuple[MenuDish, ...] = ()
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True)
class MenuContent:
    """A whole menu."""

    sections: tuple[MenuSection, ...] = ()
    currency: str = "EUR"
    language: str = ""  # ISO 639-1; empty: to be guessed from the dishes
    price_level: int = 2

    @property
    def dish_count(self) -> int:
        """How many dishes it has."""
        return sum(len(section.dishes) for section in self.sections)

    @property
    def words(self) -> list[str]:
        """The names of its dishes."""
        return [dish.name for section in self.sections for dish in section.dishes]

    @property
    def translated_words(self) -> list[str]:
        """The names of its dishes in other languages."""
        dishes = [dish for section in self.sections for dish in section.dishes]
        return [each.name for dish in dishes for each in dish.translations]

    @property
    def languages(self) -> list[str]:
        """The menu's own language, if it is known, and those into which some of it is translated."""
        parts: list[MenuSection | MenuDish] = [*self.sections]
        parts += [dish for section in self.sections for dish in section.dishes]
        others = {each.language for part in parts for each in part.translations} - {self.language}
        return [code for code in (self.language, *sorted(others)) if code]


def text_in(part: MenuDish | MenuSection, language: str) -> Translation:
    """What a dish or a section says in a language; where it does not, in the menu's own."""
    name, description = (part.name, part.description) if isinstance(part, MenuDish) else (part.title, "")
    found = (each for each in part.translations if each.language == language)
    return next(found, Translation("", name, description))


_DISH_FIELDS = tuple(field.name for field in fields(MenuDish) if field.name != "translations")


def sections_of(rows: Iterable[Any]) -> tuple[MenuSection, ...]:
    """The sections that a column of sections holds."""
    return tuple(
        MenuSection(
            row["title"],
            tuple(
                MenuDish(
                    **{name: dish[name] for name in _DISH_FIELDS if dish.get(name)},
                    translations=_translations_of(dish, "name"),
                )
                for dish in row["dishes"]
            ),
            _translations_of(row, "title"),
        )
        for row in rows
    )


def _translations_of(part: Mapping[str, Any], name: str) -> tuple[Translation, ...]:
    return tuple(
        Translation(language, texts[name], texts.get("description", ""))
        for language, texts in sorted(part.get("translations", {}).items())
    )


def rows_of(sections: Iterable[MenuSection]) -> list[dict[str, Any]]:
    """The sections as a column holds them: without what is empty."""
    return [
        {
            "title": section.title,
            "dishes": [
                {name: value for name in _DISH_FIELDS if (value := getattr(dish, name)) or name in ("name", "price")}
                | _translated(dish, "name")
                for dish in section.dishes
            ],
            **_translated(section, "title"),
        }
        for section in sections
    ]


def _translated(part: MenuDish | MenuSection, name: str) -> dict[str, Any]:
    texts = {
        each.language: {name: each.name, **({"description": each.description} if each.description else {})}
        for each in part.translations
    }
    return {"translations": texts} if texts else {}


def require_room(content: MenuContent) -> None:
    """Refuse a menu that is longer than a page of it can be.

    Raises:
        InvalidMenu: it has too many sections or dishes, or too many words.
    """
    if len(content.sections) > MAX_SECTIONS:
        raise InvalidMenu(f"A menu has at most {MAX_SECTIONS} sections.")
    if content.dish_count > MAX_DISHES:
        raise InvalidMenu(f"A menu has at most {MAX_DISHES} dishes.")
    if len(json.dumps(rows_of(content.sections), ensure_ascii=False).encode()) > MAX_MENU_BYTES:
        raise InvalidMenu("This menu is too long. Shorten descriptions, or leave out a language.")
