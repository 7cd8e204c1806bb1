"""The countries that issue documents: ISO 3166-1 codes of two and three letters, and English names.

Codes of two letters and names are from tzdata's public-domain table; Kosovo, the European Union and the United Nations
have codes that ISO leaves free or keeps for them. Zones name some issuers otherwise (ICAO Doc 9303, part 3, section 5).
"""

import unicodedata
from functools import cache
from pathlib import Path

# British nationalities, of which each passport is the United Kingdom's; missions of the United Nations; Germany.
_OTHER_CODES = {
    "D": "DE",
    **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "GB"),
    "UNA": "UN",
    "UNK": "XK",
}
# Organisations: what they issue is no passport of a country, and its holders have one of a country too.
OTHER_ISSUERS = frozenset({"WSA", "XAF", "XBA", "XCC", "XCE", "XCO", "XDC", "XEC", "XES", "XIM", "XMP", "XOM", "XPO"})
# What stands for a nationality where there is none, or none is told. No document is issued by one of these.
NO_NATIONALITY = frozenset({"XXA", "XXB", "XXC", "XXX"})
_TABLE = Path(__file__).with_name("countries.tsv")


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of each, in the order of the names."""
    return tuple(sorted(((code, name) for code, name, _ in _rows()), key=lambda row: _without_accents(row[1])))


def from_zone(printed: str) -> str | None:
    """The code of two letters of a country as a machine-readable zone names it; None if no country is named so."""
    if printed in _OTHER_CODES:
        return _OTHER_CODES[printed]
    return next((code for code, _, three in _rows() if three == printed), None)


def _rows() -> list[list[str]]:
    return [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines()]


def _without_accents(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
