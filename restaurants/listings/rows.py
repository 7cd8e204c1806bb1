"""A row of a listing, cleaned and checked, independent of the listing's format."""

import html
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from restaurants.enums import Licence, Wheelchair
from restaurants.exceptions import InvalidRow

_TAG = re.compile(r"<[^<>]*>")
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


def clean_text(value: Any) -> str:
    """A value as one line of plain text, without entities and tags, and with encoding and white space repaired."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = _TAG.sub(" ", html.unescape(html.unescape(_repair_encoding(str(value)))))
    printable = "".join(" " if unicodedata.category(character) in ("Cc", "Cs") else character for character in text)
    return " ".join(unicodedata.normalize("NFC", printable).split())


def _repair_encoding(text: str) -> str:
    """`CafÃ©` as `Café`: UTF-8 that was once read as Windows-1252."""
    if "Ã" not in text and "â€" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def parse_website(value: Any) -> str:
    """An http or https address, or empty: pages show it as a link, so other schemes are dropped."""
    text = clean_text(value).split(";")[0].strip()
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


def parse_coordinates(geometry: Any) -> tuple[float | None, float | None]:
    """Latitude and longitude of a GeoJSON point; two Nones where the feature has no geometry.

    Raises:
        InvalidRow: it is no point, or no place on earth.
    """
    if geometry is None:
        return None, None
    try:
        kind, (longitude, latitude, *_) = geometry["type"], geometry["coordinates"]
        latitude, longitude = float(latitude), float(longitude)
    except (TypeError, KeyError, ValueError):
        raise InvalidRow("its geometry is not a point with two coordinates") from None
    if kind != "Point":
        raise InvalidRow("its geometry is not a point")
    if not (math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180):
        raise InvalidRow("its coordinates are not on earth")
    return latitude, longitude


def parse_country(value: Any) -> str:
    """ISO 3166-1 code of a country given as a code or in words; empty when it is not known here."""
    text = clean_text(value)
    names = {"austria": "AT", "österreich": "AT", "italy": "IT", "italia": "IT", "germany": "DE", "deutschland": "DE"}
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return names.get(text.lower(), "")


def parse_wheelchair(value: Any) -> str:
    """yes, limited or no; empty for anything else."""
    text = clean_text(value).lower()
    return text if text in Wheelchair.values else ""
