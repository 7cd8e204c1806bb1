"""The countries that issue documents: ISO 3166-1 codes and English names, from tzdata's public-domain table."""

import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("countries.tsv")


@cache
def countries() -> dict[str, str]:
    """Names by two-letter code, in the order of the names."""
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return dict(sorted(((code, name) for code, name in rows), key=lambda row: _plain(row[1])))


def country_code(typed: str) -> str | None:
    """The code of what was typed, a name or a code, whatever its capitals and accents; None where it is neither."""
    return _codes_by_plain_spelling().get(_plain(typed))


@cache
def _codes_by_plain_spelling() -> dict[str, str]:
    by_name = {_plain(name): code for code, name in countries().items()}
    by_code = {_plain(code): code for code in countries()}
    return by_name | by_code


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in decomposed if letter.isalnum() or letter == " ").split())
