"""Fills the invented town: places and menus, guests, two years of reviews and visits, and sign-ins that are printed."""

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.actions import crowds
from accounts.actions.crowds import Newcomer
from accounts.actions.people import Person
from restaurants.actions import listings
from restaurants.demo import crowd, footfall, loading, places, sign_ins, visiting
from restaurants.demo.crowd import Guest
from restaurants.demo.places import Place
from restaurants.demo.visiting import Written
from restaurants.models import Menu, Restaurant, Review, VisitCount

SOURCE = "demo"
SEED = 20261124
PEOPLE, REVIEWS = 4_000, 12_000
_BATCH = 3_000
Tell = Callable[[str], None]
Known = Mapping[str, Restaurant]


def fill(*, note: Path, tell: Tell, small: bool = False) -> None:
    """Make what is missing of the town, and write who can sign in to `note`. Doing it twice is doing it once.

    Args:
        small: only the places, guests and reviews that were written by hand, for tests that need a site and no town.
    """
    now = timezone.now()
    town = places.town(SEED, small=small)
    with transaction.atomic():
        known = _list(town, now=now)
        tell(f"restaurants: {len(known)}, with menus")
        guests = [*crowd.by_hand(), *([] if small else crowd.crowd(PEOPLE, SEED, year=now.year))]
        ids = crowds.bring_in([newcomer(guest, now) for guest in guests], now=now)
        tell(f"people: {len(ids)}")
        _write(_written(town, guests, small=small), town, known, ids, now=now, tell=tell)
        _count_visits(town, known, now=now, tell=tell)
        sign_ins.make(note, known, now=now, tell=tell)


def newcomer(guest: Guest, now: datetime) -> Newcomer:
    """A guest as an account is made of them."""
    said = Person(guest.email, "", guest.display_name, guest.birth_year, guest.gender, guest.region)
    confirmed_at = now - timedelta(days=guest.confirmed) if guest.confirmed else None
    return Newcomer(said, now - timedelta(days=guest.joined), guest.state, confirmed_at)


def _list(town: Sequence[Place], *, now: datetime) -> dict[str, Restaurant]:
    listings.store(rows=[place.row for place in town], source=SOURCE, by=None)
    known = {place.source_ref: place for place in Restaurant.objects.filter(source=SOURCE)}
    with_menu = set(Menu.objects.values_list("restaurant_id", flat=True))
    missing = [(known[place.ref], place) for place in town if known[place.ref].pk not in with_menu]
    loading.store_menus(missing, now=now)
    return known


def _written(town: Sequence[Place], guests: Sequence[Guest], *, small: bool) -> list[Written]:
    """All reviews, the oldest first."""
    written = visiting.by_hand()
    if not small:
        written += visiting.reviews(town, guests, REVIEWS, SEED)
    return sorted(written, key=lambda one: (-one.posted, one.posted_at, one.ref, one.email))


def _write(
    written: Sequence[Written],
    town: Sequence[Place],
    known: Known,
    ids: Mapping[str, uuid.UUID],
    *,
    now: datetime,
    tell: Tell,
) -> None:
    there = set(Review.objects.filter(restaurant__source=SOURCE).values_list("restaurant_id", "author_id"))
    closed = {place.ref: place.closed_weekdays for place in town}
    missing = [one for one in written if (known[one.ref].pk, ids[one.email]) not in there]
    chance = random.Random(f"{SEED} ids")  # noqa: S311 - a demo's chance, and nothing secret
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        drafts = [_draft(one, known[one.ref].pk, ids[one.email], closed[one.ref], now) for one in batch]
        loading.store_reviews(drafts, chance)
        tell(f"reviews: {start + len(batch)} of {len(missing)}")


def _draft(
    one: Written, restaurant_id: uuid.UUID, author_id: uuid.UUID, closed: frozenset[int], now: datetime
) -> loading.Draft:
    posted_at = datetime.combine(now.date() - timedelta(days=one.posted), one.posted_at, tzinfo=UTC)
    visited_at = posted_at - timedelta(days=one.visited - one.posted)
    while visited_at.weekday() in closed:
        visited_at -= timedelta(days=1)
    return loading.Draft(restaurant_id, author_id, one.stars, one.text, posted_at, visited_at)


def _count_visits(town: Sequence[Place], known: Known, *, now: datetime, tell: Tell) -> None:
    counting = set(VisitCount.objects.order_by().values_list("restaurant_id", flat=True).distinct())
    missing = [place for place in footfall.counted(town) if known[place.ref].pk not in counting]
    when = footfall.calendar(now.date(), SEED)
    rows = 0
    for place in missing:
        days = footfall.counts(place, when, SEED)
        loading.store_visits(known[place.ref].pk, days, now=now)
        rows += len(days)
    tell(f"visits: {rows} days of {len(missing)} restaurants")
