"""Writes the town's reviews, menus and visits by COPY: the same rows, events, log and sums as the actions write singly.

Needs the migrator's login. Every rule of a review is asked for each text; nothing is trusted for being generated.
"""

import random
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from demo.restaurants import DemoRestaurant
from demo.slot_values import price_of
from restaurants.actions.menus import index_menus
from restaurants.actions.ratings import add_to_sums, sums_of
from restaurants.actions.reviews import event_payload as review_payload
from restaurants.actions.reviews import posted_version
from restaurants.actions.visits import MAX_DAYS_PER_EVENT, TOPIC, VERSION
from restaurants.actions.visits import event_payload as visits_payload
from restaurants.exceptions import InvalidReview
from restaurants.language import guess_language
from restaurants.models import Menu, Restaurant, Review
from restaurants.rules import ASPECTS, DayCount, review_problems
from reviews_site.audit.log import record_all
from reviews_site.outbox.publish import NewEvent, publish_all

_REVIEWS = """
COPY restaurants_review (id, restaurant_id, author_id, rating, food, service, value, ambience, text, language,
                         visited_on, posted_at) FROM STDIN
"""
CURRENCY = "EUR"
_VISITS = """
COPY restaurants_visitcount (restaurant_id, day, visitors, purchases, takings, currency, counted_at) FROM STDIN
"""
_SUMS = """
UPDATE restaurants_restaurantrating AS known
SET count = known.count + said.one + said.two + said.three + said.four + said.five,
    total = known.total + said.one + 2 * said.two + 3 * said.three + 4 * said.four + 5 * said.five,
    stars_1 = known.stars_1 + said.one, stars_2 = known.stars_2 + said.two, stars_3 = known.stars_3 + said.three,
    stars_4 = known.stars_4 + said.four, stars_5 = known.stars_5 + said.five
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])
     AS said (restaurant_id, one, two, three, four, five)
WHERE known.restaurant_id = said.restaurant_id
"""


@dataclass(frozen=True)
class Draft:
    """A review that is to be stored."""

    restaurant_id: uuid.UUID
    author_id: uuid.UUID
    stars: int
    text: str
    posted_at: datetime
    visited_at: datetime


def store_reviews(drafts: Sequence[Draft], chance: random.Random) -> None:
    """Store the drafts, the oldest first, move the sums, and publish each.

    Raises:
        InvalidReview: a draft breaks a rule; nothing is written.
    """
    reviews = [_review(draft, chance) for draft in drafts]
    with connection.cursor() as cursor, cursor.copy(_REVIEWS) as copy:
        for one in reviews:
            copy.write_row(
                (
                    *(one.pk, one.restaurant_id, one.author_id, one.rating),
                    *(one.food, one.service, one.value, one.ambience),
                    *(one.text, one.language, one.visited_on, one.posted_at),
                )
            )
    _count(reviews)
    record_all([("review.posted", one.author_id, one.pk, {"rating": one.rating}) for one in reviews])
    payloads = [(one.restaurant_id, review_payload(one)) for one in reviews]
    publish_all(NewEvent("restaurants.review_posted", posted_version(each), each, place) for place, each in payloads)


def store_visits(restaurant_id: uuid.UUID, days: Sequence[DayCount], *, now: datetime) -> None:
    """Store the days that a restaurant counted, and publish them."""
    with connection.cursor() as cursor, cursor.copy(_VISITS) as copy:
        for each in days:
            currency = "" if each.takings is None else CURRENCY
            copy.write_row((restaurant_id, each.day, each.visitors, each.purchases, each.takings, currency, now))
    record_all([("visits.recorded", None, restaurant_id, {"days": len(days)})])
    parts = [days[start : start + MAX_DAYS_PER_EVENT] for start in range(0, len(days), MAX_DAYS_PER_EVENT)]
    publish_all(
        NewEvent(TOPIC, VERSION, visits_payload(restaurant_id, part, CURRENCY, now), restaurant_id) for part in parts
    )


def store_menus(menus: Iterable[tuple[Restaurant, DemoRestaurant]], *, now: datetime) -> None:
    """Store what the places serve."""
    stored = [
        Menu(restaurant=restaurant, price_level=place.price_level, sections=sections_of(place), updated_at=now)
        for restaurant, place in menus
    ]
    Menu.objects.bulk_create(stored)
    index_menus(stored)


def sections_of(place: DemoRestaurant) -> list[dict[str, Any]]:
    """A place's menu as `Menu.sections` holds it."""
    found: dict[str, list[dict[str, str]]] = {}
    for dish in place.menu:
        row = {"name": dish.name, "price": f"{price_of(dish, place):.2f}"}
        row |= {"allergens": dish.allergens} if dish.allergens else {}
        row |= {"diet": dish.diet} if dish.diet else {}
        found.setdefault(dish.section, []).append(row)
    return [{"title": title, "dishes": dishes} for title, dishes in found.items()]


def id_at(moment: datetime, chance: random.Random) -> uuid.UUID:
    """A UUIDv7 as it would have been made then: reviews are listed in the order of their ids."""
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | chance.getrandbits(12) << 64 | 0b10 << 62 | chance.getrandbits(62)
    return uuid.UUID(int=value)


def _review(draft: Draft, chance: random.Random) -> Review:
    visited_on = draft.visited_at.date()
    if problems := review_problems(rating=draft.stars, text=draft.text, visited_on=visited_on, now=draft.posted_at):
        raise InvalidReview(problems)
    return Review(
        id=id_at(draft.posted_at, chance),
        restaurant_id=draft.restaurant_id,
        author_id=draft.author_id,
        rating=draft.stars,
        text=draft.text,
        language=guess_language(draft.text),
        visited_on=visited_on,
        posted_at=draft.posted_at,
        **_aspects(draft.stars, chance),
    )


def _aspects(stars: int, chance: random.Random) -> dict[str, int]:
    """What two guests of three say of the aspects: about what they say of the visit."""
    if chance.random() < 1 / 3:
        return {}
    return {name: min(5, max(1, stars + chance.choice((-1, 0, 0, 0, 1)))) for name in ASPECTS if chance.random() < 0.9}


def _count(reviews: Sequence[Review]) -> None:
    sums: dict[uuid.UUID, Counter[str]] = {}
    for one in reviews:
        sums.setdefault(one.restaurant_id, Counter()).update(sums_of(one))
    for restaurant_id in sorted(sums):
        add_to_sums(restaurant_id, sums[restaurant_id])


def move_sums(moved: Mapping[uuid.UUID, Sequence[int]]) -> None:
    """Add so many reviews of 1, 2, 3, 4 and 5 stars to the restaurants' ratings, in one statement."""
    places = sorted(moved)
    by_star = [[moved[place][value] for place in places] for value in range(5)]
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [places, *by_star])
