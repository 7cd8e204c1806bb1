"""Fills the invented town: places, guests, reviews of the last year, owners, and the sign-ins that are printed."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.actions import people
from accounts.models import User
from restaurants.actions import listings, owners, reviews
from restaurants.demo import cast
from restaurants.listings.rows import ListingRow
from restaurants.models import Restaurant, Review
from restaurants.selectors import user_owns

SOURCE = "demo"
DINER = "guest01@wesselbruck.example"
NEWCOMER = "newcomer@wesselbruck.example"
Tell = Callable[[str], None]


def fill(*, sign_ins: Path, tell: Tell) -> None:
    """Make what is missing of the town, and write who can sign in to `sign_ins`. Doing it twice is doing it once."""
    now = timezone.now()
    password = _password_of(sign_ins)
    with transaction.atomic():
        places = _places()
        guests = cast.bring_in(cast.guests(), now=now, tell=tell)
        keepers = cast.bring_in(cast.owners(""), now=now, tell=tell)
        _let_in([guests[DINER], _newcomer(), *keepers.values()], password)
        _write_reviews(places, guests, now, tell)
        _name_owners(places, keepers)
    _note(sign_ins, password, keepers)
    tell(f"sign-ins: {sign_ins}")


def _places() -> dict[str, Restaurant]:
    rows = [ListingRow(**{**row, "cuisines": tuple(row["cuisines"])}) for row in cast.rows_of("places.json")]
    listings.store(rows=rows, source=SOURCE, by=None)
    return {place.source_ref: place for place in Restaurant.objects.filter(source=SOURCE)}


def _write_reviews(places: dict[str, Restaurant], guests: dict[str, User], now: datetime, tell: Tell) -> None:
    rows = cast.rows_of("reviews.json")
    there = set(Review.objects.filter(restaurant__source=SOURCE).values_list("restaurant_id", "author_id"))
    for number, row in enumerate(rows, 1):
        place, guest = places[row["restaurant"]], guests[row["person"]]
        if (place.pk, guest.pk) not in there:
            _write(row, place, guest, now)
        if number % 50 == 0 or number == len(rows):
            tell(f"reviews: {number} of {len(rows)}")


def _write(row: dict[str, Any], place: Restaurant, guest: User, now: datetime) -> None:
    day = now.date() - timedelta(days=row["posted_days_ago"])
    reviews.submit(
        restaurant=place,
        rating=row["rating"],
        text=row["text"],
        visited_on=day - timedelta(days=row["visited_days_before"]),
        by=guest,
        posted_at=datetime.combine(day, time(row["posted_hour"]), tzinfo=now.tzinfo),
    )


def _name_owners(places: dict[str, Restaurant], keepers: dict[str, User]) -> None:
    for row in cast.rows_of("owners.json"):
        place, keeper = places[row["restaurant"]], keepers[row["email"]]
        if not user_owns(keeper, place):
            owners.grant(restaurant=place, user=keeper, by=None)


def _newcomer() -> User:
    """Somebody who is signed up and not confirmed yet."""
    there = User.objects.filter(email=NEWCOMER).first()
    if there:
        return there
    user = people.register(email=NEWCOMER, password=secrets.token_urlsafe(), display_name="New in town")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _let_in(users: list[User], password: str) -> None:
    # One hash for all of them: each takes 20 ms to make, and these passwords are printed on the screen anyhow.
    User.objects.filter(pk__in=[user.pk for user in users]).update(password=make_password(password))


def _password_of(sign_ins: Path) -> str:
    """The password noted before, or a new one: no password of a demo is known before its first start."""
    if sign_ins.is_file():
        known: str = json.loads(sign_ins.read_text())["sign_ins"][0]["password"]
        return known
    return secrets.token_urlsafe(12)


def _note(sign_ins: Path, password: str, keepers: dict[str, User]) -> None:
    names = {row["ref"]: row["name"] for row in cast.rows_of("places.json")}
    people = [("diner", DINER, "confirmed, may review"), ("newcomer", NEWCOMER, "not confirmed yet")]
    people += [("owner", row["email"], f"owns {names[row['restaurant']]}") for row in cast.rows_of("owners.json")]
    noted = [{"email": email, "password": password, "role": role, "note": note} for role, email, note in people]
    sign_ins.parent.mkdir(parents=True, exist_ok=True)
    sign_ins.touch(mode=0o600)
    sign_ins.write_text(json.dumps({"sign_ins": noted}, indent=2) + "\n")
