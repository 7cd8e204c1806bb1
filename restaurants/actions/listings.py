"""Stores listings. Needs the migrator's login: `web` may not write restaurants."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from restaurants.listings.rows import ListingRow
from restaurants.listings.time_zones import find_time_zone
from restaurants.models import Restaurant, RestaurantRating
from restaurants.opening_hours import open_quarters
from restaurants.text_folding import search_text, slugify
from reviews_site.audit.log import record
from reviews_site.outbox.publish import NewEvent, publish_all
from reviews_site.skeletons import skeleton

_COPIED_FIELDS = [field.name for field in dataclasses.fields(ListingRow) if field.name != "ref"]
# Of a place whose team wrote a profile.
PROFILE_FIELDS, _KEPT = ("phone", "website", "wheelchair"), "has_profile"
_DERIVED_FIELDS = ["name_words", "cuisine_words", "place_words", "open_quarters", "name_skeleton", "time_zone"]


@dataclass(frozen=True)
class StoreResult:
    """How many rows were new, changed or unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "StoreResult") -> "StoreResult":
        return StoreResult(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@transaction.atomic
def store(*, rows: Sequence[ListingRow], source: str, by: User | None) -> StoreResult:
    """Insert the new rows of `source`, and update those that changed. Idempotent.

    A restaurant keeps its id and slug whatever else changes. `by` is None for an operator's command.
    """
    existing = {
        restaurant.source_ref: restaurant
        for restaurant in Restaurant.objects.filter(source=source, source_ref__in=[row.ref for row in rows])
    }
    # What a team says of its own place counts more than the listing.
    for place in Restaurant.objects.filter(pk__in=[row.pk for row in existing.values()], page_profile__isnull=False):
        vars(existing[place.source_ref])[_KEPT] = True
    new = [_new_restaurant(row, source) for row in rows if row.ref not in existing]
    _set_slugs(new)
    Restaurant.objects.bulk_create(new)
    RestaurantRating.objects.bulk_create([RestaurantRating(restaurant=restaurant) for restaurant in new])
    changed = [existing[row.ref] for row in rows if row.ref in existing and _update(existing[row.ref], row)]
    Restaurant.objects.bulk_update(changed, [*_COPIED_FIELDS, *_DERIVED_FIELDS, "updated_at"])
    if new or changed:
        detail: dict[str, str | int] = {"source": source, "new": len(new), "changed": len(changed)}
        publish_all(
            NewEvent("restaurants.restaurant_listed", 1, _event_payload(restaurant), restaurant.pk)
            for restaurant in [*new, *changed]
        )
        record("listing.stored", actor_id=by.pk if by else None, detail=detail)
    return StoreResult(len(new), len(changed), len(rows) - len(new) - len(changed))


def _new_restaurant(row: ListingRow, source: str) -> Restaurant:
    restaurant = Restaurant(source=source, source_ref=row.ref)
    _update(restaurant, row)
    return restaurant


def _update(restaurant: Restaurant, row: ListingRow) -> bool:
    """Set the restaurant's fields from the row. Returns whether anything changed."""
    values = {name: getattr(row, name) for name in _COPIED_FIELDS} | {"cuisines": list(row.cuisines)}
    if vars(restaurant).get(_KEPT):
        values = {name: value for name, value in values.items() if name not in PROFILE_FIELDS}
    values["name_words"] = search_text(row.name)
    values["cuisine_words"] = search_text(*row.cuisines)
    values["place_words"] = search_text(row.town, row.street, row.postcode)
    values["open_quarters"] = open_quarters(row.opening_hours)
    values["name_skeleton"] = skeleton(row.name)
    values["time_zone"] = find_time_zone(row.country, row.latitude, row.longitude)
    if all(_stored(getattr(restaurant, name)) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(restaurant, name, value)
    restaurant.updated_at = timezone.now()
    return True


def _stored(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _event_payload(restaurant: Restaurant) -> dict[str, Any]:
    return {
        "restaurant_id": str(restaurant.pk),
        "country": restaurant.country,
        "region": restaurant.region,
        "cuisine": restaurant.cuisines[0] if restaurant.cuisines else "",
        "latitude": restaurant.latitude,
        "longitude": restaurant.longitude,
        "listed_at": restaurant.updated_at.isoformat(),
    }


def _set_slugs(restaurants: list[Restaurant]) -> None:
    preferred = {id(restaurant): slugify(restaurant.name, restaurant.town) for restaurant in restaurants}
    # One query for all: the existing slugs with the same first words.
    first_words = {slug.split("-")[0] for slug in preferred.values()}
    pattern = f"^({'|'.join(sorted(first_words))})(-|$)"
    taken = set(Restaurant.objects.filter(slug__regex=pattern).values_list("slug", flat=True)) if restaurants else set()
    for restaurant in restaurants:
        slug, number = preferred[id(restaurant)], 1
        while slug in taken:
            number += 1
            slug = f"{preferred[id(restaurant)]}-{number}"
        restaurant.slug = slug
        taken.add(slug)
