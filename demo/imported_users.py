"""An endless row of invented people, for real texts that need somebody to have written them."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from accounts.actions import users
from accounts.actions.users import NewUser
from accounts.enums import Gender, Region
from accounts.models import User

# Long enough ago for a year of reviews, and half of a confirmation's two years.
CONFIRMED_DAYS_AGO = 366

_FIRST = "Amber Brisk Copper Dotted Early Fennel Gentle Hasty Inky Jolly Keen Lazy Mellow Nimble Olive Plum Quick Rusty"
_SECOND = "Badger Carp Dumpling Egret Fork Goose Heron Icicle Jug Kettle Ladle Mug Noodle Oven Plate Quince Raven Spoon"


def generate_users(count: int) -> list[NewUser]:
    """The first `count` of an endless row of invented people, the same each time."""
    return [_generated(number) for number in range(count)]


def create_users(cast: Sequence[NewUser], *, now: datetime, tell: Callable[[str], None]) -> dict[str, User]:
    """Make those of the cast who are not there yet; everyone by e-mail address."""
    there = {user.email: user for user in User.objects.filter(email__in=[person.email for person in cast])}
    missing = [person for person in cast if person.email not in there]
    confirmed_at = now - timedelta(days=CONFIRMED_DAYS_AGO)
    for number, person in enumerate(missing, 1):
        there[person.email] = users.create_confirmed(person=person, confirmed_at=confirmed_at)
        if number % 50 == 0 or number == len(missing):
            tell(f"people: {number} of {len(missing)}")
    return there


def _generated(number: int) -> NewUser:
    chance = random.Random(number)  # noqa: S311 - the same people each time, and nothing secret
    first, second = _FIRST.split(), _SECOND.split()
    turn, rest = divmod(number, len(first) * len(second))
    name = f"{first[rest % len(first)]} {second[rest // len(first)]}" + (f" {turn + 1}" if turn else "")
    return NewUser(
        email=f"generated-{number:04}@people.example",
        password_hash=make_password(None),
        display_name=name,
        birth_year=chance.choice([None, *range(1955, 2006)]),
        gender=chance.choice([None, Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.MAN, Gender.NON_BINARY]),
        region=chance.choice([None, *Region]),
    )
