"""Who reviewed which restaurant, when, and what they wrote: the town's reviews as plain rows, the oldest first."""

import bisect
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from demo.catalogue import FOLDER
from demo.opinions import opinion
from demo.restaurants import DemoRestaurant
from demo.texts import Writer
from demo.users import DemoUser

TRIES = 40


@dataclass(frozen=True)
class DemoReview:
    """A review: of which place (`ref`), by whom (address), how many days ago and at what time posted."""

    ref: str
    email: str
    stars: int
    text: str
    posted: int
    posted_at: time
    visited: int


def handmade_reviews() -> list[DemoReview]:
    """The reviews that were written by hand."""
    rows = json.loads((FOLDER / "reviews.json").read_text())
    return sorted(
        (
            DemoReview(
                row["restaurant"],
                row["person"],
                row["rating"],
                row["text"],
                row["posted_days_ago"],
                time(row["posted_hour"]),
                row["posted_days_ago"] + row["visited_days_before"],
            )
            for row in rows
        ),
        key=lambda one: (-one.posted, one.posted_at),
    )


def reviews(places: Sequence[DemoRestaurant], people: Sequence[DemoUser], count: int, seed: int) -> list[DemoReview]:
    """`count` reviews, or nearly so many: a place that everybody has reviewed gets no more."""
    confirmed = sorted((guest for guest in people if guest.confirmed and guest.activity), key=_confirmed_first)
    weights = list(itertools.accumulate(guest.activity for guest in confirmed))
    writer = Writer()
    found: list[DemoReview] = []
    for place, number in zip(places, _shares(places, count), strict=True):
        chance = random.Random(f"{seed} reviews {place.ref}")  # noqa: S311 - a demo's chance, and nothing secret
        found += _of_place(place, number, confirmed, weights, writer, chance)
    return sorted(found, key=lambda one: (-one.posted, one.posted_at, one.ref, one.email))


def _confirmed_first(guest: DemoUser) -> tuple[int, str]:
    return (-(guest.confirmed or 0), guest.email)


def _shares(places: Sequence[DemoRestaurant], count: int) -> list[int]:
    """How many reviews each place gets: by how popular it is, and how long it was open."""
    weights = [place.popularity * ((place.opened or 730) - (place.closed or 0)) for place in places]
    scale = count / sum(weights)
    return [max(1, round(weight * scale)) for weight in weights]


def _of_place(
    place: DemoRestaurant,
    number: int,
    people: Sequence[DemoUser],
    weights: list[float],
    writer: Writer,
    chance: random.Random,
) -> list[DemoReview]:
    seen: set[str] = set()
    days = sorted((_visit_day(place, chance) for _ in range(number)), reverse=True)
    found = []
    for visited in days:
        posted = max(0, visited - min(60, int(chance.expovariate(0.35))))
        guest = _somebody(posted, people, weights, seen, chance)
        if guest is None:
            continue
        seen.add(guest.email)
        view = opinion(place, guest, visited, chance)
        at = time(chance.choices(range(24), _HOURS)[0], chance.randint(0, 59), chance.randint(0, 59))
        # Today's are from before the town is made, whenever that is.
        posted = max(1, posted)
        text = writer.review(place, guest, view, chance)
        found.append(DemoReview(place.ref, guest.email, view.stars, text, posted, at, max(1, visited)))
    return found


# Reviews an hour of the day (UTC), from midnight on.
_HOURS = (2, 1, 1, 0, 0, 1, 3, 6, 8, 9, 9, 8, 9, 12, 11, 8, 7, 8, 12, 17, 20, 18, 11, 5)


def _visit_day(place: DemoRestaurant, chance: random.Random) -> int:
    """Days ago, more of them lately, on a day when the place was open."""
    first = min(place.opened or 722, 722)
    last = (place.closed or 0) + 1
    return last + int((first - last) * (1 - chance.random() ** 0.72))


def _somebody(
    days_ago: int, people: Sequence[DemoUser], weights: list[float], seen: set[str], chance: random.Random
) -> DemoUser | None:
    """A person who was confirmed by then and has not reviewed the place; None when nobody is found."""
    known = bisect.bisect_left(people, -days_ago, key=lambda guest: -(guest.confirmed or 0))
    if not known:
        return None
    for _ in range(TRIES):
        guest = people[bisect.bisect_left(weights, chance.random() * weights[known - 1])]
        if guest.email not in seen:
            return guest
    return None
