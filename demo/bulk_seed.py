"""Many restaurants and very many reviews on top of what is there, for measurements: `manage.py seed`.

Memory does not grow with the number of reviews: one block is stored while the next is made. Each block is committed
whole, with its events, sums and log; what broke off is taken up again by the same command.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.users import NewUser
from accounts.enums import Gender, Region
from demo import bulk_users
from demo.bulk_loading import move_sums
from demo.bulk_users import GeneratedUser
from demo.catalogue import Cuisine, cuisines, names, streets
from demo.opening_hours import HOURS
from demo.review_blocks import Authors, ReviewBlock, Task, make_block
from demo.sentence_pools import SentencePool, sentence_pools
from restaurants.actions import listings
from restaurants.listings.rows import ListingRow
from restaurants.models import Restaurant
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.publish import nudge_relay
from reviews_site.processes import Purpose

MOST_PEOPLE, FEWEST_PEOPLE = 50_000, 500
_CONFIRMED_DAYS_AGO = 700
_BLOCK_REVIEWS = 25_000
_LISTED_AT_ONCE = 500
_PEOPLE_AT_ONCE = 5_000
_REVIEWS = """
COPY restaurants_review (id, restaurant_id, author_id, rating, text, language, visited_on, posted_at) FROM STDIN
"""
_EVENTS = "COPY outbox_event (id, topic, version, restaurant_id, payload, created_at) FROM STDIN"
_LOG = "COPY audit_event (id, action, actor_id, object_id, detail, created_at) FROM STDIN"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class SeedResult:
    """How many reviews were stored, and in how many seconds; those that were there before are not in it."""

    reviews: int
    seconds: float


def seed(*, restaurants: int, reviews: int, seed: int, tell: Progress) -> SeedResult:
    """Store so many restaurants and reviews; what an earlier run with the same numbers stored is left as it is."""
    now = timezone.now()
    _list(restaurants, seed, tell)
    authors = _authors(min(MOST_PEOPLE, max(FEWEST_PEOPLE, reviews // 20)), seed, now, tell)
    tasks = _missing(restaurants, reviews, seed, most=len(authors.ids))
    total = sum(task.reviews for task in tasks)
    began, stored = time.monotonic(), 0
    for made in _ahead(tasks, authors, seed, now):
        _store(made)
        stored += made.count
        rate = stored / (time.monotonic() - began)
        tell(f"reviews: {stored} of {total}, {rate:.0f} a second")
    nudge_relay()
    return SeedResult(stored, time.monotonic() - began)


def _ahead(tasks: Sequence[Task], authors: Authors, seed: int, now: datetime) -> Iterator[ReviewBlock]:
    """Blocks in turn, each made while the one before is stored."""
    groups = list(_grouped(tasks))
    with ThreadPoolExecutor(1) as maker:
        coming = [maker.submit(make_block, group, authors, seed=seed, now=now) for group in groups[:1]]
        for at in range(len(groups)):
            made = coming.pop().result()
            coming = [maker.submit(make_block, group, authors, seed=seed, now=now) for group in groups[at + 1 : at + 2]]
            yield made


def _grouped(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    group: list[Task] = []
    for task in tasks:
        group.append(task)
        if sum(one.reviews for one in group) >= _BLOCK_REVIEWS:
            yield group
            group = []
    if group:
        yield group


@transaction.atomic
def _store(made: ReviewBlock) -> None:
    for statement, rows in ((_REVIEWS, made.reviews), (_EVENTS, made.events), (_LOG, made.log)):
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for start in range(0, len(rows), 200):
                copy.write("".join(rows[start : start + 200]))
    move_sums(made.stars)


def _source(seed: int) -> str:
    return f"seed-{seed}"


def _list(count: int, seed: int, tell: Progress) -> None:
    for start in range(0, count, _LISTED_AT_ONCE):
        end = min(count, start + _LISTED_AT_ONCE)
        rows = [_row(number, seed) for number in range(start, end)]
        listings.store(rows=rows, source=_source(seed), by=None)
        tell(f"restaurants: {end} of {count}")


def _row(number: int, seed: int) -> ListingRow:
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - a demo's chance, and nothing secret
    cuisine = _cuisine(number)
    core = chance.choice(cuisine.names)
    forms = [form for form in cuisine.forms if not (form.startswith("{name}st") and " " in core)]
    town = chance.choice(streets()["others"])
    quarter = chance.choice(list(streets()["quarters"].values()))
    return ListingRow(
        ref=str(number),
        name=chance.choice(forms).format(name=core),
        cuisines=cuisine.keys,
        street=f"{chance.choice(quarter['streets'])} {chance.randint(1, 90)}",
        town=town,
        country="AT",
        latitude=round(48.2 + chance.uniform(-0.9, 0.6), 6),
        longitude=round(14.2 + chance.uniform(-1.2, 2.2), 6),
        opening_hours=chance.choice(HOURS[chance.choice(cuisine.hours)]),
        wheelchair=chance.choice(["yes", "limited", "no", ""]),
    )


def _cuisine(number: int) -> Cuisine:
    known = list(cuisines().values())
    return known[number * 7 % len(known)]


def _authors(count: int, seed: int, now: datetime, tell: Progress) -> Authors:
    ids: list[str] = []
    pseudonyms: list[str] = []
    for start in range(0, count, _PEOPLE_AT_ONCE):
        wanted = [_newcomer(number, seed, now) for number in range(start, min(count, start + _PEOPLE_AT_ONCE))]
        known = bulk_users.create_users(wanted, now=now)
        for one in wanted:
            pk = known[one.person.email]
            ids.append(str(pk))
            pseudonyms.append(str(pseudonym(Purpose.PSEUDONYM_REVIEWER, pk)))
        tell(f"people: {len(ids)} of {count}")
    return Authors(ids, pseudonyms)


def _newcomer(number: int, seed: int, now: datetime) -> GeneratedUser:
    chance = random.Random(f"{seed} person {number}")  # noqa: S311 - a demo's chance, and nothing secret
    first = chance.choice(names()["women"] + names()["men"] + names()["both"])
    said = NewUser(
        email=f"seed{seed}-{number}@people.example",
        password_hash="",
        display_name=f"{first} {seed}.{number:07}",
        birth_year=chance.choice([None, None, *range(1945, 2008)]),
        gender=chance.choice([None, *Gender]),
        region=chance.choice([None, *Region]),
    )
    then = now - timedelta(days=_CONFIRMED_DAYS_AGO)
    return GeneratedUser(said, then - timedelta(days=1), confirmed_at=then)


def _missing(count: int, reviews: int, seed: int, *, most: int) -> list[Task]:
    """The restaurants without reviews yet, and how many each is to have: few have very many, `reviews` in all."""
    known = Restaurant.objects.filter(source=_source(seed)).select_related("rating").only("source_ref", "rating__count")
    by_number = {int(place.source_ref): place for place in known}
    tasks = []
    for number, share in enumerate(shares(count, reviews, seed, most)):
        place = by_number[number]
        if share and place.rating.count == 0:
            tasks.append(Task(number, place.pk, share, _pools(number)))
    return tasks


def shares(count: int, reviews: int, seed: int, most: int) -> list[int]:
    """How many of `reviews` each of `count` restaurants gets, never more than `most`; few get very many."""
    weights = np.random.default_rng([seed, 11]).lognormal(0, 1.0, count)
    exact = np.cumsum(weights) / weights.sum() * reviews
    each = np.diff(np.rint(exact).astype(int), prepend=0)
    return [int(share) for share in np.minimum(each, most)]


def _pools(number: int) -> tuple[SentencePool, ...]:
    """English mostly: one review in six is German."""
    by_language = sentence_pools()[_cuisine(number).name]
    return (*[by_language["en"]] * 5, by_language["de"])
