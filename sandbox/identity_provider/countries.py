"""The countries that issue documents: ISO 3166-1 codes of two and three letters, and English names.

Codes of two letters and names are from tzdata's public-domain table.
"""

import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("countries.tsv")


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of each, in the order of the names."""
    return tuple(sorted(((code, name) for code, name, _ in _rows()), key=lambda row: _without_accents(row[1])))


def from_zone(printed: str) -> str | None:
    """The code of two letters of a country as a machine-readable zone names it; None if no country is named so."""
    wanted = {"D": "DEU"}.get(printed, printed)
    return next((code for code, _, three in _rows() if three == wanted), None)


def _rows() -> list[list[str]]:
    return [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines()]


def _without_accents(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
