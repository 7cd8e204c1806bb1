"""The dialects that listings come in: two of GeoJSON, one of CSV. Each maps one raw row to a `ListingRow`."""

from typing import Any

from restaurants.enums import Licence
from restaurants.exceptions import BadRow
from restaurants.listings.cuisines import cuisines_of
from restaurants.listings.rows import ListingRow, clean, coordinates_of, country_of, website_of, wheelchair_of
from restaurants.text_folding import fold

PLACES_TO_EAT = frozenset({"restaurant", "cafe", "bar", "pub", "fast_food", "ice_cream", "biergarten", "food_court"})


def feature(raw: Any) -> ListingRow:
    """A GeoJSON feature with OpenStreetMap's tags: below `tags` with colons, or flat with underscores for colons.

    Raises:
        BadRow: it is no feature, no place to eat, or can't become a row.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        raise BadRow("it is not a feature with properties")
    properties: dict[str, Any] = raw["properties"]
    nested = isinstance(properties.get("tags"), dict)
    tags = properties["tags"] if nested else properties
    colon = ":" if nested else "_"
    if (amenity := clean(tags.get("amenity"))) not in PLACES_TO_EAT:
        raise BadRow(f"it is no place to eat but {amenity.replace('_', ' ') or 'something unnamed'}")
    latitude, longitude = coordinates_of(raw.get("geometry"))
    number = clean(tags.get(f"addr{colon}housenumber"))
    return ListingRow(
        ref=clean(raw.get("id", properties.get("OBJECTID"))),
        name=clean(tags.get("name")),
        cuisines=cuisines_of(tags.get("cuisine")) or _by_amenity(amenity),
        street=f"{clean(tags.get(f'addr{colon}street'))} {number}".strip(),
        postcode=clean(tags.get(f"addr{colon}postcode")),
        town=clean(tags.get(f"addr{colon}city")),
        country=country_of(tags.get(f"addr{colon}country")),
        latitude=latitude,
        longitude=longitude,
        phone=clean(tags.get("phone") or tags.get(f"contact{colon}phone")),
        website=website_of(tags.get("website") or tags.get(f"contact{colon}website")),
        opening_hours=clean(tags.get("opening_hours")),
        wheelchair=wheelchair_of(tags.get("wheelchair")),
        licence=Licence.ODBL,
    )


def _by_amenity(amenity: str) -> tuple[str, ...]:
    return {"ice_cream": ("ice_cream",), "cafe": ("coffee_shop",)}.get(amenity, ())


CSV_COLUMNS = frozenset({"Name", "Street", "City", "Country", "Cuisine Type", "Website"})


def linz(raw: dict[str | None, Any]) -> ListingRow:
    """A row of the city of Linz's list. It has no ids: name and street together are its reference.

    Raises:
        BadRow: it has too few or too many cells, or can't become a row.
    """
    if None in raw or None in raw.values():
        raise BadRow("it has more or fewer cells than the heading")
    name, street = clean(raw["Name"]), clean(raw["Street"])
    return ListingRow(
        ref=f"{fold(name)}|{fold(street)}",
        name=name,
        cuisines=cuisines_of(raw["Cuisine Type"]),
        street=street,
        town=clean(raw["City"]),
        country=country_of(raw["Country"]),
        website=website_of(raw["Website"]),
        licence=Licence.CC_BY_LINZ,
    )
