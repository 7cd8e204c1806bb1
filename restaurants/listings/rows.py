"""A row of a listing, cleaned and checked, independent of the listing's format."""

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from restaurants.enums import Licence, Wheelchair
from restaurants.exceptions import InvalidRow
from reviews_site.texts import tidy

_TAG = re.compile(r"<[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_MAX_LENGTHS = {
    "name": 200,
    "street": 200,
    "postcode": 16,
    "town": 100,
    "region": 100,
    "phone": 60,
    "opening_hours": 500,
    "ref": 250,
}


@dataclass(frozen=True, kw_only=True)
class ListingRow:
    """A restaurant of a listing. `ref` identifies it within the listing, in every edition."""

    ref: str
    name: str
    cuisines: tuple[str, ...] = ()
    street: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    website: str = ""
    opening_hours: str = ""
    wheelchair: str = ""
    licence: Licence = Licence.OWN

    def __post_init__(self) -> None:
        """Refuse invalid values.

        Raises:
            InvalidRow: it has no name or no reference, or a value is longer than its column.
        """
        if not self.name:
            raise InvalidRow("it has no name")
        if not self.ref:
            raise InvalidRow("it has no id")
        for field, width in _MAX_LENGTHS.items():
            if len(getattr(self, field)) > width:
                raise InvalidRow(f"its {field.replace('_', ' ')} is longer than {width} characters")


def keep_fitting(values: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The values of a row without those that are longer than their column, and what was left out, in words.

    A name is cut, and of several phone numbers those stay that fit.
    """
    problems = []
    for field, width in _MAX_LENGTHS.items():
        if len(text := values.get(field, "")) <= width:
            continue
        shorter = {"name": text[:width].strip(), "phone": _fitting_numbers(text, width)}.get(field, "")
        values = values | {field: shorter}
        done = "was cut" if shorter else "was left out"
        problems.append(f"its {field.replace('_', ' ')} is longer than {width} characters and {done}")
    return values, problems


def _fitting_numbers(text: str, width: int) -> str:
    kept = ""
    for number in filter(None, map(str.strip, re.split(r"[;,]", text))):
        longer = f"{kept}; {number}" if kept else number
        if len(longer) > width:
            break
        kept = longer
    return kept


def clean_text(value: Any) -> str:
    """A value as one line of plain text, without entities and tags, and with encoding and white space repaired."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = _TAG.sub(" ", _unescape(_unescape(_repair_encoding(str(value)))))
    return " ".join(tidy(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)).split())


def _unescape(text: str) -> str:
    """Entities as characters, if they end as an entity does: `&region=` of an address begins like `&reg;`."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _repair_encoding(text: str) -> str:
    """`CafÃ©` as `Café`: UTF-8 that was once read as Windows-1252."""
    if "Ã" not in text and "â€" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def parse_website(value: Any) -> str:
    """The first http or https address of the value, or empty: pages show it as a link, so other schemes are dropped."""
    return next(filter(None, map(_web_address, clean_text(value).split(";"))), "")


def _web_address(text: str) -> str:
    text = text.strip()
    if not text or " " in text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or "." not in (parts.hostname or "") or len(address) > 500:
        return ""
    return f"{scheme}{address[len(scheme) :]}"


def parse_country(value: Any) -> str:
    """ISO 3166-1 code of a country given as a code or in words; empty when it is not known here."""
    text = clean_text(value)
    names = {"austria": "AT", "österreich": "AT", "italy": "IT", "italia": "IT", "germany": "DE", "deutschland": "DE"}
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return names.get(text.lower(), "")


def parse_wheelchair(value: Any) -> str:
    """yes, limited or no; empty for anything else."""
    text = clean_text(value).lower().replace("designated", "yes")
    return text if text in Wheelchair.values else ""
