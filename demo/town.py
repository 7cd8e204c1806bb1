"""Fills the invented town: places and menus, guests, two years of reviews and visits, and sign-ins that are printed."""

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.actions.users import NewUser
from demo import (
    bulk_loading,
    bulk_users,
    business_pages,
    claims,
    machines,
    page_photos,
    replies,
    restaurants,
    reviews,
    sign_ins,
    suggestions,
    town_map,
    users,
    visit_confirmations,
    visit_counts,
)
from demo.bulk_users import GeneratedUser
from demo.edits import add_edits
from demo.photos.posting import add_photos
from demo.restaurants import DemoRestaurant
from demo.reviews import DemoReview
from demo.saved import add_saved
from demo.users import DemoUser
from restaurants.actions import base_map, listings
from restaurants.enums import Licence
from restaurants.models import MapLine, Menu, Restaurant, Review, VisitCount

SOURCE = "demo"
SEED = 20261124
PEOPLE, REVIEWS = 4_000, 12_000
_BATCH = 3_000
Progress = Callable[[str], None]
Known = Mapping[str, Restaurant]


def fill(*, note: Path, tell: Progress, small: bool = False) -> None:
    """Make what is missing of the town, and write who can sign in to `note`. Doing it twice is doing it once.

    Args:
        small: only the places, guests and reviews that were written by hand, for tests that need a site and no town.
    """
    now = timezone.now()
    town = restaurants.demo_restaurants(SEED, small=small)
    with transaction.atomic():
        known = _list(town, now=now)
        tell(f"restaurants: {len(known)}, with menus")
        if not MapLine.objects.filter(source=SOURCE).exists():
            tell(f"map: {base_map.replace(rows=town_map.town_lines(), source=SOURCE, licence=Licence.OWN)} lines")
        guests = [*users.handmade_users(), *([] if small else users.generate_users(PEOPLE, SEED, year=now.year))]
        ids = bulk_users.create_users([new_user(guest, now) for guest in guests], now=now)
        tell(f"people: {len(ids)}")
        handmade = {guest.email: ids[guest.email] for guest in users.handmade_users()}
        _write(_written(town, guests, small=small), town, known, ids, now=now, tell=tell)
        _count_visits(town, known, now=now, tell=tell)
        if not small:
            tell(f"edited reviews: {add_edits(SOURCE)}")
            tell(f"photos: {add_photos(SOURCE)}, which appear within a minute or two")
        visits = visit_confirmations.add(SOURCE, known, note, small=small)
        tell(f"visits confirmed: {visits}; sheets of table codes lie beside {note.name}")
        sign_ins.make(note, known, now=now, tell=tell)
        tell(f"menus that their owners published: {business_pages.add(known)}")
        if not small:
            tell(f"photos that owners show: {page_photos.add(known)}")
        tell(f"replies of owners to reviews: {replies.add(known)}")
        tell(f"claims under way: {claims.add(known, handmade)}")
        tell(f"suggestions of guests: {suggestions.add(known, handmade)}")
        tell(f"tills: {machines.add(known)}, and an address that is told of reviews")
        tell(f"saved places: {add_saved(SOURCE, ids[sign_ins.DINER])}, with follows and notifications")


def new_user(guest: DemoUser, now: datetime) -> GeneratedUser:
    """A guest as an account is made of them."""
    said = NewUser(guest.email, "", guest.display_name, guest.birth_year, guest.gender, guest.region)
    confirmed_at = now - timedelta(days=guest.confirmed) if guest.confirmed else None
    return GeneratedUser(said, now - timedelta(days=guest.joined), guest.state, confirmed_at)


def _list(town: Sequence[DemoRestaurant], *, now: datetime) -> dict[str, Restaurant]:
    listings.store(rows=[place.row for place in town], source=SOURCE, by=None)
    known = {place.source_ref: place for place in Restaurant.objects.filter(source=SOURCE)}
    with_menu = set(Menu.objects.values_list("restaurant_id", flat=True))
    missing = [(known[place.ref], place) for place in town if known[place.ref].pk not in with_menu]
    bulk_loading.store_menus(missing, now=now)
    return known


def _written(town: Sequence[DemoRestaurant], guests: Sequence[DemoUser], *, small: bool) -> list[DemoReview]:
    """All reviews, the oldest first."""
    written = reviews.handmade_reviews()
    if not small:
        written += reviews.reviews(town, guests, REVIEWS, SEED)
    return sorted(written, key=lambda one: (-one.posted, one.posted_at, one.ref, one.email))


def _write(
    written: Sequence[DemoReview],
    town: Sequence[DemoRestaurant],
    known: Known,
    ids: Mapping[str, uuid.UUID],
    *,
    now: datetime,
    tell: Progress,
) -> None:
    there = set(Review.objects.filter(restaurant__source=SOURCE).values_list("restaurant_id", "author_id"))
    closed = {place.ref: place.closed_weekdays for place in town}
    missing = [one for one in written if (known[one.ref].pk, ids[one.email]) not in there]
    chance = random.Random(f"{SEED} ids")  # noqa: S311 - a demo's chance, and nothing secret
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        drafts = [_draft(one, known[one.ref].pk, ids[one.email], closed[one.ref], now) for one in batch]
        bulk_loading.store_reviews(drafts, chance)
        tell(f"reviews: {start + len(batch)} of {len(missing)}")


def _draft(
    one: DemoReview, restaurant_id: uuid.UUID, author_id: uuid.UUID, closed: frozenset[int], now: datetime
) -> bulk_loading.Draft:
    posted_at = datetime.combine(now.date() - timedelta(days=one.posted), one.posted_at, tzinfo=UTC)
    visited_at = posted_at - timedelta(days=one.visited - one.posted)
    while visited_at.weekday() in closed:
        visited_at -= timedelta(days=1)
    return bulk_loading.Draft(restaurant_id, author_id, one.stars, one.text, posted_at, visited_at)


def _count_visits(town: Sequence[DemoRestaurant], known: Known, *, now: datetime, tell: Progress) -> None:
    counting = set(VisitCount.objects.order_by().values_list("restaurant_id", flat=True).distinct())
    missing = [place for place in visit_counts.counting_restaurants(town) if known[place.ref].pk not in counting]
    when = visit_counts.calendar(now.date(), SEED)
    rows = 0
    for place in missing:
        days = visit_counts.daily_visitors(place, when, SEED)
        bulk_loading.store_visits(known[place.ref].pk, days, now=now)
        rows += len(days)
    tell(f"visits: {rows} days of {len(missing)} restaurants")
