"""What stands on a menu, as values: sections with dishes. `Menu.sections` holds the same as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from restaurants.exceptions import InvalidMenu

MAX_SECTIONS, MAX_DISHES = 40, 400
MAX_TITLE_LENGTH, MAX_NAME_LENGTH, MAX_DESCRIPTION_LENGTH = 80, 120, 300


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


@dataclass(frozen=True)
class MenuSection:
    """Dishes under one heading."""

    title: str
    dishes: tuple[MenuDish, ...] = ()


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


_DISH_FIELDS = tuple(field.name for field in fields(MenuDish))


def sections_of(rows: Iterable[Any]) -> tuple[MenuSection, ...]:
    """The sections that a column of sections holds."""
    return tuple(
        MenuSection(
            row["title"],
            tuple(MenuDish(**{name: dish[name] for name in _DISH_FIELDS if dish.get(name)}) for dish in row["dishes"]),
        )
        for row in rows
    )


def rows_of(sections: Iterable[MenuSection]) -> list[dict[str, Any]]:
    """The sections as a column holds them: without what is empty."""
    return [
        {
            "title": section.title,
            "dishes": [
                {name: value for name in _DISH_FIELDS if (value := getattr(dish, name)) or name in ("name", "price")}
                for dish in section.dishes
            ],
        }
        for section in sections
    ]


def require_room(content: MenuContent) -> None:
    """Refuse a menu that is longer than a page of it can be.

    Raises:
        InvalidMenu: it has too many sections or dishes.
    """
    if len(content.sections) > MAX_SECTIONS:
        raise InvalidMenu(f"A menu has at most {MAX_SECTIONS} sections.")
    if content.dish_count > MAX_DISHES:
        raise InvalidMenu(f"A menu has at most {MAX_DISHES} dishes.")
