"""The countries that issue documents: ISO 3166-1 codes and English names, from tzdata's public-domain table."""

import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("countries.tsv")


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of each, in the order of the names."""
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return tuple(sorted(((code, name) for code, name in rows), key=lambda row: _without_accents(row[1])))


def _without_accents(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
