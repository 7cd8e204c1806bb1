"""What a region is, and which cells there are: a cell is a deployment of its own, which shares nothing with the others.

Pure: the settings read their text with this. What a cell's stores and rows carry is in `reviews_site.regions`.
"""

import re
from dataclasses import dataclass

# Stands in rows and in names of objects.
CODE = re.compile(r"[a-z0-9]{2,8}")
_CELL = re.compile(r"(?P<code>[^=\s]+)\s*=\s*(?P<url>https?://[^\s/]+)/?\s+(?P<name>\S.*)")


class InvalidCells(Exception):
    """A region or a list of cells does not read as one; the message says what is expected."""


@dataclass(frozen=True)
class Cell:
    """One deployment: its region, the address of its site without a slash at the end, and how people call it."""

    code: str
    url: str
    name: str


def region(text: str) -> str:
    """The code of a region.

    Raises:
        InvalidCells: it is not of two to eight lower-case letters and digits.
    """
    if not CODE.fullmatch(text):
        raise InvalidCells(f"{text!r} is no region: two to eight lower-case letters and digits, such as eu.")
    return text


def cells(text: str, *, home: str) -> dict[str, Cell]:
    """The cells that a text names, by region, in its order: `eu=https://eu.example the European Union, us=…`.

    Raises:
        InvalidCells: an entry does not read as one, a region stands twice, or the home region is missing.
    """
    found: dict[str, Cell] = {}
    for entry in filter(None, map(str.strip, text.split(","))):
        cell = _cell(entry)
        if cell.code in found:
            raise InvalidCells(f"The region {cell.code} is named twice.")
        found[cell.code] = cell
    if home not in found:
        raise InvalidCells(f"{home}, which is this cell's own region, is missing from the list.")
    return found


def _cell(entry: str) -> Cell:
    read = _CELL.fullmatch(entry)
    if read is None:
        raise InvalidCells(
            f"{entry!r} is no cell: write region=https://address and its name, such as the European Union."
        )
    return Cell(region(read["code"]), read["url"], read["name"])
