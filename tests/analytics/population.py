"""People and their reviews as they lie in `core`, put there past the relay. For tests of what is published of them."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

YEARS = {"1960-1969": 1964, "1980-1989": 1984, "1990-1999": 1993, "2000-2009": 2003}
REGIONS = ("AT-1", "AT-4", "AT-5", "AT-9")
CUISINES = ("italian", "regional", "sushi")
_BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
_PERSON = """
INSERT INTO core.user_demographics (person, birth_year, region, changed_at, event_id, loaded_at)
VALUES (%s, %s, %s, now(), gen_random_uuid(), now())
"""
_REVIEW = """
INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on, posted_at,
                          loaded_at)
VALUES (%s, %s, gen_random_uuid(), %s, %s, 'It was as it should be.', 'en', '2026-03-01', %s, now())
"""
_PLACE = """
INSERT INTO core.restaurants (restaurant_id, country, region, cuisine, listed_at, event_id, loaded_at)
VALUES (%s, 'AT', '', %s, now(), gen_random_uuid(), now())
"""


@dataclass(frozen=True)
class Somebody:
    """One person: what is known of them, and of what kind the restaurant is that they reviewed."""

    band: str
    region: str
    cuisine: str
    rating: int


def random_people(people: int, *, seed: int) -> list[Somebody]:
    """So many people at random; some groups are large, some rare."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    return [
        Somebody(
            chance.choices(list(YEARS), (1, 8, 6, 4))[0],
            chance.choices(REGIONS, (1, 8, 5, 6))[0],
            chance.choices(CUISINES, (6, 8, 1))[0],
            chance.randint(1, 5),
        )
        for _ in range(people)
    ]


def place_of(cuisine: str) -> uuid.UUID:
    """The one restaurant of a cuisine."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, cuisine)


def open_places(connection: psycopg.Connection[Any]) -> None:
    """A restaurant of each cuisine."""
    for cuisine in CUISINES:
        connection.execute(_PLACE, [place_of(cuisine), cuisine])


def move_in(connection: psycopg.Connection[Any], people: Sequence[Somebody], *, first: int) -> None:
    """Each with one review, in their order; `first` is the number of the first of them."""
    cursor = connection.cursor()
    ids = [uuid.uuid4() for _ in people]
    cursor.executemany(_PERSON, [(who, YEARS[one.band], one.region) for who, one in zip(ids, people, strict=True)])
    cursor.executemany(
        _REVIEW,
        [
            (place_of(one.cuisine), uuid.UUID(int=first + at), who, one.rating, _BEGIN + timedelta(minutes=first + at))
            for at, (who, one) in enumerate(zip(ids, people, strict=True))
        ],
    )
