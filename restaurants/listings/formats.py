"""The formats of listings: two of GeoJSON, one of CSV. Each function maps a raw row to a `ListingRow`."""

from typing import Any

from restaurants.enums import Licence
from restaurants.exceptions import InvalidRow
from restaurants.listings.cuisines import parse_cuisines
from restaurants.listings.rows import (
    ListingRow,
    clean_text,
    parse_coordinates,
    parse_country,
    parse_website,
    parse_wheelchair,
)
from restaurants.text_folding import fold

AMENITIES = frozenset({"restaurant", "cafe", "bar", "pub", "fast_food", "ice_cream", "biergarten", "food_court"})


def parse_feature(raw: Any) -> ListingRow:
    """A GeoJSON feature with OpenStreetMap's tags, either below `tags` or flat, with underscores in place of colons.

    Raises:
        InvalidRow: it is no feature, no place to eat, or has invalid values.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        raise InvalidRow("it is not a feature with properties")
    properties: dict[str, Any] = raw["properties"]
    nested = isinstance(properties.get("tags"), dict)
    tags = properties["tags"] if nested else properties
    colon = ":" if nested else "_"
    if (amenity := clean_text(tags.get("amenity"))) not in AMENITIES:
        raise InvalidRow(f"it is no place to eat but {amenity.replace('_', ' ') or 'something unnamed'}")
    latitude, longitude = parse_coordinates(raw.get("geometry"))
    number = clean_text(tags.get(f"addr{colon}housenumber"))
    return ListingRow(
        ref=clean_text(raw.get("id", properties.get("OBJECTID"))),
        name=clean_text(tags.get("name")),
        cuisines=parse_cuisines(tags.get("cuisine")) or _cuisines_by_amenity(amenity),
        street=f"{clean_text(tags.get(f'addr{colon}street'))} {number}".strip(),
        postcode=clean_text(tags.get(f"addr{colon}postcode")),
        town=clean_text(tags.get(f"addr{colon}city")),
        country=parse_country(tags.get(f"addr{colon}country")),
        latitude=latitude,
        longitude=longitude,
        phone=clean_text(tags.get("phone") or tags.get(f"contact{colon}phone")),
        website=parse_website(tags.get("website") or tags.get(f"contact{colon}website")),
        opening_hours=clean_text(tags.get("opening_hours")),
        wheelchair=parse_wheelchair(tags.get("wheelchair")),
        licence=Licence.ODBL,
    )


def _cuisines_by_amenity(amenity: str) -> tuple[str, ...]:
    return {"ice_cream": ("ice_cream",), "cafe": ("coffee_shop",)}.get(amenity, ())


CSV_COLUMNS = frozenset({"Name", "Street", "City", "Country", "Cuisine Type", "Website"})


def parse_linz_row(raw: dict[str | None, Any]) -> ListingRow:
    """A row of the list by the city of Linz. It has no ids: name and street together are the reference.

    Raises:
        InvalidRow: it has too few or too many cells, or invalid values.
    """
    if None in raw or None in raw.values():
        raise InvalidRow("it has more or fewer cells than the heading")
    name, street = clean_text(raw["Name"]), clean_text(raw["Street"])
    return ListingRow(
        ref=f"{fold(name)}|{fold(street)}",
        name=name,
        cuisines=parse_cuisines(raw["Cuisine Type"]),
        street=street,
        town=clean_text(raw["City"]),
        country=parse_country(raw["Country"]),
        website=parse_website(raw["Website"]),
        licence=Licence.CC_BY_LINZ,
    )
