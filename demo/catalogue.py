"""What the town is made of, read from the files beside this module: cuisines with their dishes, streets, names."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from demo.grammar import SentenceTemplate, line_of

FOLDER = Path(__file__).parent
# The letter that begins a dish's line: what the dish is, and the section of the menu that it stands in.
SECTIONS = {
    "S": ("starter", "To begin"),
    "U": ("soup", "Soups"),
    "B": ("main", "Breakfast and small plates"),
    "M": ("main", "Mains"),
    "C": ("dessert", "Cakes and pastries"),
    "D": ("dessert", "Desserts"),
    "T": ("drink", "Drinks"),
}


@dataclass(frozen=True)
class Dish:
    """One line of a menu. `spoken` is what guests call it; `price` in euros before the restaurant's own level."""

    section: str
    kind: str
    name: str
    spoken: str
    plural: bool
    price: float
    allergens: str
    diet: str


@dataclass(frozen=True)
class Cuisine:
    """A kind of restaurant: how many of it there are, what they may be called, serve, and be praised or blamed for."""

    name: str
    keys: tuple[str, ...]
    share: int
    level: int
    hours: tuple[str, ...]
    forms: tuple[str, ...]
    names: tuple[str, ...]
    dishes: tuple[Dish, ...]
    lines: dict[str, tuple[SentenceTemplate, ...]]


@cache
def cuisines() -> dict[str, Cuisine]:
    """Every cuisine by the name of its file."""
    paths = sorted((FOLDER / "cuisines").glob("*.toml"))
    return {path.stem: _cuisine(path.stem, number, _read(path)) for number, path in enumerate(paths, 1)}


@cache
def streets() -> dict[str, Any]:
    """The town: its name, centre, and quarters with their streets."""
    return _read(FOLDER / "streets.toml")


@cache
def names() -> dict[str, Any]:
    """What pen names are made of."""
    return _read(FOLDER / "names.toml")


@cache
def typos() -> dict[str, dict[str, Any]]:
    """How people misspell and shorten words."""
    return _read(FOLDER / "typos.toml")


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


def _cuisine(name: str, number: int, row: dict[str, Any]) -> Cuisine:
    titles = row.get("sections", {})
    first = 10_000 * number
    lines = {
        mood: tuple(line_of(text, first + 100 * index + at) for at, text in enumerate(row[mood].strip().splitlines()))
        for index, mood in enumerate(("good", "poor"))
    }
    return Cuisine(
        name=name,
        keys=tuple(row["keys"]),
        share=row["share"],
        level=row["level"],
        hours=tuple(row["hours"]),
        forms=tuple(row["forms"]),
        names=tuple(row["names"]),
        dishes=tuple(_dish(line, titles) for line in row["menu"].strip().splitlines()),
        lines=lines,
    )


def _dish(line: str, titles: dict[str, str]) -> Dish:
    letter, name, spoken, price, allergens, diet = (part.strip() for part in line.split("|"))
    kind, title = SECTIONS[letter]
    return Dish(
        titles.get(letter, title), kind, name, spoken.rstrip("+"), spoken.endswith("+"), float(price), allergens, diet
    )
