"""Published counts of reviewers as tables to read: from rows of `marts.reviewer_cubes` to lines and columns. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.enums import Region

TITLES = {
    "age_and_region": "Age and region",
    "age_and_cuisine": "Age and cuisine",
    "region_and_cuisine": "Region and cuisine",
}
_REGIONS = {str(region.value): str(region.label) for region in Region}


@dataclass(frozen=True)
class CountCell:
    """Distinct people to the nearest ten, and the mean of what they gave; both None where there are too few to show."""

    reviewers: int | None
    average: str | None


@dataclass(frozen=True)
class CountTable:
    """One published table. The dimension with more values runs down the page. `made_of`: people in the whole of it."""

    key: str
    title: str
    columns: list[str]
    lines: list[tuple[str, list[CountCell]]]
    made_of: int
    published_at: str


def tables(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[CountTable]:
    """The tables that rows of the published relation make, in the order of `TITLES`."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        cell = dict(zip(columns, row, strict=True))
        found.setdefault(cell["cube"], []).append(cell)
    return [_table(key, found[key]) for key in TITLES if key in found]


def _table(key: str, cells: Sequence[Mapping[str, Any]]) -> CountTable:
    by_pair = {(cell["first"], cell["second"]): CountCell(cell["reviewers"], cell["average_rating"]) for cell in cells}
    firsts, seconds = (sorted({pair[place] for pair in by_pair}, key=_last_if_unknown) for place in (0, 1))
    if len(firsts) < len(seconds):
        lines = [(down, [by_pair[across, down] for across in firsts]) for down in seconds]
        across = firsts
    else:
        lines = [(down, [by_pair[down, across] for across in seconds]) for down in firsts]
        across = seconds
    return CountTable(
        key,
        TITLES[key],
        [_words(name) for name in across],
        [(_words(name), line) for name, line in lines],
        cells[0]["of_reviewers"],
        str(cells[0]["published_at"])[:16],
    )


def _last_if_unknown(name: str) -> tuple[bool, str]:
    return name == "unknown", name


def _words(name: str) -> str:
    return _REGIONS.get(name, name.replace("_", " "))
