"""The formats of listings. Each function maps a raw row to a `ListingRow`, and says what it left out of it."""

from typing import Any

from restaurants.enums import Licence
from restaurants.exceptions import InvalidRow
from restaurants.listings.cuisines import parse_cuisines
from restaurants.listings.geometry import parse_coordinates
from restaurants.listings.rows import (
    ListingRow,
    clean_text,
    keep_fitting,
    parse_country,
    parse_website,
    parse_wheelchair,
)
from restaurants.listings.tags import Tags, parse_reference
from restaurants.text_folding import fold

AMENITIES = frozenset({"restaurant", "cafe", "bar", "pub", "fast_food", "ice_cream", "biergarten", "food_court"})


def parse_feature(raw: Any) -> tuple[ListingRow, list[str]]:
    """A feature with OpenStreetMap's tags, as a row and what was left out of it.

    Raises:
        InvalidRow: it is no feature, no place to eat, or has no name.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        raise InvalidRow("it is not a feature with properties")
    tags = Tags(raw["properties"])
    amenity = _amenity(tags)
    latitude, longitude, problem = parse_coordinates(raw, tags)
    values: dict[str, Any] = {
        "name": clean_text(tags.first("name", "brand", "operator")),
        "cuisines": parse_cuisines(tags.first("cuisine")) or _cuisines_by_amenity(amenity),
        "street": _street(tags),
        "postcode": clean_text(tags.first("addr:postcode")),
        "town": clean_text(tags.first("addr:city", "addr:town", "addr:village", "addr:municipality", "addr:hamlet")),
        "country": parse_country(tags.first("addr:country")),
        "phone": clean_text(tags.first("phone", "contact:phone", "mobile", "contact:mobile")),
        "website": parse_website(tags.first("website", "contact:website", "url", "contact:url")),
        "opening_hours": clean_text(tags.first("opening_hours")),
        "wheelchair": parse_wheelchair(tags.first("wheelchair")),
    }
    fitting, problems = keep_fitting(values)
    reference = parse_reference(raw, raw["properties"]) or _reference(values, latitude, longitude)
    row = ListingRow(ref=reference[:250], latitude=latitude, longitude=longitude, licence=Licence.ODBL, **fitting)
    return row, [*([problem] if problem else []), *problems]


def _amenity(tags: Tags) -> str:
    """What kind of place it is. A file of restaurants only may have no tag that says so."""
    kinds = clean_text(tags.first("amenity", "fclass"))
    known = [kind for kind in map(str.strip, kinds.split(";")) if kind in AMENITIES]
    if known:
        return known[0]
    if not kinds and tags.first("cuisine"):
        return "restaurant"
    raise InvalidRow(f"it is no place to eat but {kinds.replace('_', ' ') or 'something unnamed'}")


def _street(tags: Tags) -> str:
    street = clean_text(tags.first("addr:street", "addr:place"))
    number = clean_text(tags.first("addr:housenumber", "addr:housename"))
    return f"{street} {number}".strip() if street else clean_text(tags.first("addr:full"))


def _reference(values: dict[str, Any], latitude: float | None, longitude: float | None) -> str:
    """What tells a place from others where the file has no ids: its name, and its street or where it lies."""
    where = fold(values["street"]) or (f"{latitude:.4f} {longitude:.4f}" if latitude is not None else "")
    return f"{fold(values['name'])}|{where}" if values["name"] else ""


def _cuisines_by_amenity(amenity: str) -> tuple[str, ...]:
    return {"ice_cream": ("ice_cream",), "cafe": ("coffee_shop",)}.get(amenity, ())


CSV_COLUMNS = frozenset({"Name", "Street", "City", "Country", "Cuisine Type", "Website"})


def parse_linz_row(raw: dict[str | None, Any]) -> tuple[ListingRow, list[str]]:
    """A row of the list by the city of Linz, and what was left out. Name and street together are its reference.

    Raises:
        InvalidRow: it has too few or too many cells, or no name.
    """
    if None in raw or None in raw.values():
        raise InvalidRow("it has more or fewer cells than the heading")
    name, street = clean_text(raw["Name"]), clean_text(raw["Street"])
    values: dict[str, Any] = {
        "name": name,
        "cuisines": parse_cuisines(raw["Cuisine Type"]),
        "street": street,
        "town": clean_text(raw["City"]),
        "country": parse_country(raw["Country"]),
        "website": parse_website(raw["Website"]),
    }
    fitting, problems = keep_fitting(values)
    reference = f"{fold(name)}|{fold(street)}"[:250]
    return ListingRow(ref=reference, licence=Licence.CC_BY_LINZ, **fitting), problems
