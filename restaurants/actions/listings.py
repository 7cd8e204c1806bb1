"""Stores listings. Needs the migrator's login: `web` may not write restaurants."""

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from restaurants.hours.stored import stored_hours
from restaurants.listings.rows import ListingRow
from restaurants.listings.time_zones import find_time_zone
from restaurants.models import PageProfile, Restaurant, RestaurantRating, SpecialDay
from restaurants.text_folding import search_text, slugify
from reviews_site.audit.log import record
from reviews_site.outbox.publish import NewEvent, publish_all
from reviews_site.skeletons import skeleton

_COPIED_FIELDS = [field.name for field in dataclasses.fields(ListingRow) if field.name != "ref"]
# Of a place with a profile, and of one whose profile says its hours, its name or where it has moved.
PROFILE_FIELDS, HOURS_FIELDS, _KEPT = ("phone", "website", "wheelchair"), ("opening_hours", "open_week"), "kept_fields"
_NAME_FIELDS, _ADDRESS_FIELDS = ("name", "name_words", "name_skeleton"), ("street", "postcode", "town", "place_words")
_AT_ONCE = 1000
_DERIVED_FIELDS = ["name_words", "cuisine_words", "place_words", "open_week", "name_skeleton", "time_zone"]


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
        # Locked: whoever writes a place's hours waits, or is waited for.
        for restaurant in Restaurant.objects.filter(source=source, source_ref__in=[row.ref for row in rows])
        .order_by("pk")
        .select_for_update(no_key=True)
    }
    _keep_profiles(existing)
    new = [_new_restaurant(row, source) for row in rows if row.ref not in existing]
    _set_slugs(new)
    Restaurant.objects.bulk_create(new)
    RestaurantRating.objects.bulk_create([RestaurantRating(restaurant=restaurant) for restaurant in new])
    changed = [existing[row.ref] for row in rows if row.ref in existing and _update(existing[row.ref], row)]
    Restaurant.objects.bulk_update(changed, [*_COPIED_FIELDS, *_DERIVED_FIELDS, "updated_at"])
    store_special_days([*new, *existing.values()])
    if new or changed:
        detail: dict[str, str | int] = {"source": source, "new": len(new), "changed": len(changed)}
        publish_all(
            NewEvent("restaurants.restaurant_listed", 1, _event_payload(restaurant), restaurant.pk)
            for restaurant in [*new, *changed]
        )
        record("listing.stored", actor_id=by.pk if by else None, detail=detail)
    return StoreResult(len(new), len(changed), len(rows) - len(new) - len(changed))


def _keep_profiles(existing: dict[str, Restaurant]) -> None:
    """Mark what the profiles of these restaurants say: it counts more than the listing."""
    profiles = PageProfile.objects.filter(restaurant__in=[row.pk for row in existing.values()])
    for ref, *written in profiles.values_list("restaurant__source_ref", "opening_hours", "name", "address"):
        groups = zip(written, (HOURS_FIELDS, _NAME_FIELDS, _ADDRESS_FIELDS), strict=True)
        vars(existing[ref])[_KEPT] = sum((fields for value, fields in groups if value), PROFILE_FIELDS)


def _new_restaurant(row: ListingRow, source: str) -> Restaurant:
    restaurant = Restaurant(source=source, source_ref=row.ref)
    _update(restaurant, row)
    return restaurant


def _update(restaurant: Restaurant, row: ListingRow) -> bool:
    """Set the restaurant's fields from the row. Returns whether anything changed."""
    values = {name: getattr(row, name) for name in _COPIED_FIELDS} | {"cuisines": list(row.cuisines)}
    values["name_words"] = search_text(row.name)
    values["cuisine_words"] = search_text(*row.cuisines)
    values["place_words"] = search_text(row.town, row.street, row.postcode)
    values["open_week"] = stored_hours(row.opening_hours, row.country, timezone.now().date()).week
    values["name_skeleton"] = skeleton(row.name)
    values["time_zone"] = find_time_zone(row.country, row.latitude, row.longitude)
    kept = vars(restaurant).get(_KEPT, ())
    if "street" in kept and (row.street, row.town) != (restaurant.street, restaurant.town):
        # The listing has not heard of the move: where it was is not where it is.
        kept += ("latitude", "longitude", "time_zone")
    values = {name: value for name, value in values.items() if name not in kept}
    if all(getattr(restaurant, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(restaurant, name, value)
    restaurant.updated_at = timezone.now()
    return True


def store_special_days(restaurants: Collection[Restaurant]) -> int:
    """Store the days on which these restaurants' hours differ from their usual week; how many days changed."""
    today = timezone.now().date()
    wanted = {
        (day, restaurant.pk): minutes
        for restaurant in restaurants
        for day, minutes in stored_hours(restaurant.opening_hours, restaurant.country, today).days
    }
    known = SpecialDay.objects.filter(restaurant__in=[restaurant.pk for restaurant in restaurants])
    found = {(each.day, each.restaurant_id): each.minutes for each in known}
    gone = [each for each, minutes in found.items() if wanted.get(each) != minutes]
    new = [each for each, minutes in wanted.items() if found.get(each) != minutes]
    SpecialDay.objects.filter(pk__in=gone).delete()
    SpecialDay.objects.bulk_create(SpecialDay(day=day, restaurant_id=pk, minutes=wanted[day, pk]) for day, pk in new)
    return len({*gone, *new})


def store_days_to_come() -> int:
    """Store the special days of all restaurants anew, as time goes by; how many days changed."""
    ids = list(Restaurant.objects.exclude(opening_hours="").order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(ids), _AT_ONCE):
        with transaction.atomic():
            rows = Restaurant.objects.filter(pk__in=ids[start : start + _AT_ONCE]).order_by("pk")
            changed += store_special_days(list(rows.only("opening_hours", "country").select_for_update(no_key=True)))
    return changed


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
