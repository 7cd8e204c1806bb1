"""The people of the demo: those of the files, and any number of generated ones."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.actions import people
from accounts.actions.people import Person
from accounts.enums import Gender, Region
from accounts.models import User

FOLDER = Path(__file__).parent
# Long enough ago for a year of reviews, and half of a confirmation's two years.
CONFIRMED_DAYS_AGO = 366

_FIRST = "Amber Brisk Copper Dotted Early Fennel Gentle Hasty Inky Jolly Keen Lazy Mellow Nimble Olive Plum Quick Rusty"
_SECOND = "Badger Carp Dumpling Egret Fork Goose Heron Icicle Jug Kettle Ladle Mug Noodle Oven Plate Quince Raven Spoon"


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of one of the demo's files."""
    rows: list[dict[str, Any]] = json.loads((FOLDER / name).read_text())
    return rows


def guests() -> list[Person]:
    """The guests of the files. Nobody can sign in as them."""
    return [_person(row, make_password(None)) for row in rows_of("people.json")]


def owners(password_hash: str) -> list[Person]:
    """The owners of the files, who can sign in."""
    return [_person(row, password_hash) for row in rows_of("owners.json")]


def generated(count: int) -> list[Person]:
    """The first `count` of an endless row of invented people, the same each time."""
    return [_generated(number) for number in range(count)]


def bring_in(cast: Sequence[Person], *, now: datetime, tell: Callable[[str], None]) -> dict[str, User]:
    """Make those of the cast who are not there yet; everyone by e-mail address."""
    there = {user.email: user for user in User.objects.filter(email__in=[person.email for person in cast])}
    missing = [person for person in cast if person.email not in there]
    confirmed_at = now - timedelta(days=CONFIRMED_DAYS_AGO)
    for number, person in enumerate(missing, 1):
        there[person.email] = people.create_confirmed(person=person, confirmed_at=confirmed_at)
        if number % 50 == 0 or number == len(missing):
            tell(f"people: {number} of {len(missing)}")
    return there


def _person(row: dict[str, Any], password_hash: str) -> Person:
    return Person(
        email=row["email"],
        password_hash=password_hash,
        display_name=row["display_name"],
        birth_year=row.get("birth_year"),
        gender=Gender(row["gender"]) if row.get("gender") else None,
        region=Region(row["region"]) if row.get("region") else None,
    )


def _generated(number: int) -> Person:
    chance = random.Random(number)  # noqa: S311 - the same people each time, and nothing secret
    first, second = _FIRST.split(), _SECOND.split()
    turn, rest = divmod(number, len(first) * len(second))
    name = f"{first[rest % len(first)]} {second[rest // len(first)]}" + (f" {turn + 1}" if turn else "")
    return Person(
        email=f"generated-{number:04}@people.example",
        password_hash=make_password(None),
        display_name=name,
        birth_year=chance.choice([None, *range(1955, 2006)]),
        gender=chance.choice([None, Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.MAN, Gender.NON_BINARY]),
        region=chance.choice([None, *Region]),
    )
