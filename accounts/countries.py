"""Names of the countries that issue documents, from the IANA time zone database's table of ISO 3166-1."""

from functools import cache
from importlib import resources

# Where that table abbreviates, and codes that ISO leaves free or keeps: Kosovo, two organisations that issue passports.
_NAMES = {
    "AS": "American Samoa",
    "CD": "the Democratic Republic of the Congo",
    "CF": "the Central African Republic",
    "CG": "the Republic of the Congo",
    "CZ": "Czechia",
    "EU": "the European Union",
    "GB": "the United Kingdom",
    "KP": "North Korea",
    "KR": "South Korea",
    "MM": "Myanmar",
    "NL": "the Netherlands",
    "PH": "the Philippines",
    "SZ": "Eswatini",
    "TR": "Türkiye",
    "UN": "the United Nations",
    "US": "the United States",
    "VC": "Saint Vincent and the Grenadines",
    "WS": "Samoa",
    "XK": "Kosovo",
}


def country_name(code: str) -> str:
    """The name as it stands behind "by" or "in"; the code itself where there is none."""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    table = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {code: name.replace("&", "and").replace("St ", "Saint ") for code, name in rows} | _NAMES
