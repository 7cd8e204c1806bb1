"""Blocks of a million reviews as COPY reads them: review, event and log rows as text, made by numpy and formatting.

It touches no database. What it says of a review is what the action would say: the tests compare both.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from demo.sentence_pools import SentencePool
from restaurants.rules import MIN_TEXT_LENGTH
from reviews_site.ids import uuid7

_DAY_SECONDS = 86_400
_LATEST_DAYS = 690
_MOODS_BY_STARS = {1: ("poor",), 2: ("poor", "poor", "okay"), 3: ("okay", "good", "poor"), 4: ("good", "good", "okay")}
_MOODS_BY_STARS[5] = ("good",)
# A number that no count of people divides by, so that stepping by it meets everybody before it meets anybody twice.
_STEP = 999_983


@dataclass(frozen=True)
class Authors:
    """Who writes: account ids and their pseudonyms, as text."""

    ids: list[str]
    pseudonyms: list[str]


@dataclass(frozen=True)
class Task:
    """One restaurant's reviews that are to be made."""

    number: int
    restaurant_id: uuid.UUID
    reviews: int
    pools: tuple[SentencePool, ...]


@dataclass
class ReviewBlock:
    """Rows of three tables in COPY's text format, and how many stars each restaurant got."""

    reviews: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    stars: dict[uuid.UUID, list[int]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many reviews the block holds."""
        return len(self.reviews)


def make_block(tasks: Sequence[Task], authors: Authors, *, seed: int, now: datetime) -> ReviewBlock:
    """The reviews of some restaurants."""
    made = ReviewBlock()
    for task in tasks:
        _add(made, task, authors, seed, now)
    return made


def _add(made: ReviewBlock, task: Task, authors: Authors, seed: int, now: datetime) -> None:
    chance = np.random.default_rng([seed, task.number])
    size = task.reviews
    stars = _stars(chance, size)
    made.stars[task.restaurant_id] = np.bincount(stars, minlength=6)[1:].tolist()
    seconds = np.sort(int(now.timestamp()) - chance.integers(1, _LATEST_DAYS * _DAY_SECONDS, size))
    posted = np.datetime_as_string(seconds.astype("datetime64[s]")).tolist()
    visited_days = (seconds // _DAY_SECONDS - np.minimum(chance.exponential(3, size).astype(int), 60)).astype(int)
    visited = np.datetime_as_string(visited_days.astype("datetime64[D]")).tolist()
    tails = chance.integers(0, 2**62, size).tolist()
    begin = int(chance.integers(0, len(authors.ids)))
    picks = chance.integers(0, 2**31, (size, 9)).tolist()
    restaurant, at = str(task.restaurant_id), now.isoformat()
    for row, value in enumerate(stars.tolist()):
        author = (begin + row * _STEP) % len(authors.ids)
        text, language = _text(task.pools, value, picks[row])
        pk = _id(int(seconds[row]) * 1000 + picks[row][0] % 1000, picks[row][1] & 0xFFF, tails[row])
        made.reviews.append(
            f"{pk}\t{restaurant}\t{authors.ids[author]}\t{value}\t{text}\t{language}\t{visited[row]}\t{posted[row]}Z\n"
        )
        made.events.append(
            f"{uuid7()}\trestaurants.review_posted\t1\t{restaurant}\t"
            f'{{"review_id": "{pk}", "restaurant_id": "{restaurant}", "reviewer": "{authors.pseudonyms[author]}", '
            f'"rating": {value}, "text": "{text}", "language": "{language}", "visited_on": "{visited[row]}", '
            f'"posted_at": "{posted[row]}+00:00"}}\t{at}\n'
        )
        made.log.append(f'{uuid7()}\treview.posted\t{authors.ids[author]}\t{pk}\t{{"rating": {value}}}\t{at}\n')


def _stars(chance: np.random.Generator, size: int) -> npt.NDArray[np.int64]:
    """Around the restaurant's own quality, which moves a little through the two years."""
    quality, drift = chance.normal(3.85, 0.5), chance.normal(0, 0.35)
    felt = quality + np.linspace(-drift, drift, size) + chance.normal(0, 0.95, size)
    return np.clip(np.rint(felt), 1, 5).astype(np.int64)


def _text(pools: Sequence[SentencePool], stars: int, picks: Sequence[int]) -> tuple[str, str]:
    pool = pools[picks[2] % len(pools)]
    said = []
    if picks[3] % 5 < 2:
        said.append(pool.openings[picks[3] // 5 % len(pool.openings)])
    moods = _MOODS_BY_STARS[stars]
    for at in range(1 + picks[4] % 4):
        sentences = pool.moods[moods[(picks[4] + at) % len(moods)]]
        said.append(sentences[picks[5 + at] % len(sentences)])
    closings = pool.closings[stars]
    if picks[3] % 7 < 3 or len(said) == 1:
        said.append(closings[picks[3] // 7 % len(closings)])
    turn = picks[3] // 5
    # Two words and two more are no review yet. It happens once in many thousands.
    while len(" ".join(said)) < MIN_TEXT_LENGTH:
        said.insert(0, pool.openings[turn % len(pool.openings)])
        turn += 1
    return " ".join(said), pool.language


def _id(milliseconds: int, middle: int, tail: int) -> str:
    """A UUIDv7 as it would have been made then, as text."""
    digits = f"{milliseconds << 80 | 0x7 << 76 | middle << 64 | 0b10 << 62 | tail:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
