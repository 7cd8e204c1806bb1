"""Sentences of the grammar, made once and put together anew for each of a million reviews.

A review of a pool is plainer than one of the town: it has no person behind it. No sentence holds a quotation mark, a
backslash or a line's end, so a text is the same in JSON, in COPY's format and on the page.
"""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from demo import restaurants, texts, users
from demo.restaurants import DemoRestaurant
from demo.users import DemoUser
from reviews_site.redaction import fold, redact

LANGUAGES = ("en", "de")
MOODS = {"poor": (-2, -1), "okay": (0,), "good": (1, 2)}
_ASPECTS = ("food", "cuisine", "service", "price", "ambience", "waiting", "food", "service", "portion", "drinks")
_SENTENCES, _OPENINGS, _CLOSINGS = 140, 60, 30
_UNFIT = re.compile(r"[\"\\\t\r\n]")
_SEED = 7


@dataclass(frozen=True)
class SentencePool:
    """Sentences about one cuisine in one language; `closings` by stars."""

    language: str
    openings: tuple[str, ...]
    moods: dict[str, tuple[str, ...]]
    closings: dict[int, tuple[str, ...]]


@cache
def sentence_pools() -> dict[str, dict[str, SentencePool]]:
    """A pool for each cuisine and language."""
    people = users.generate_users(400, _SEED, year=2026)
    first = {place.cuisine.name: place for place in reversed(restaurants.demo_restaurants(_SEED))}
    return {
        name: {language: _pool(place, [one for one in people if one.language == language]) for language in LANGUAGES}
        for name, place in sorted(first.items())
    }


def _pool(place: DemoRestaurant, people: list[DemoUser]) -> SentencePool:
    chance = random.Random(f"{_SEED} {place.cuisine.name} {people[0].language}")  # noqa: S311 - nothing secret

    def some(count: int, heading: str) -> tuple[str, ...]:
        return _fit(texts.framing(place, chance.choice(people), heading, chance) for _ in range(count))

    moods = {
        mood: _fit(
            texts.sentence(place, chance.choice(people), chance.choice(_ASPECTS), chance.choice(levels), chance)
            for _ in range(_SENTENCES)
        )
        for mood, levels in MOODS.items()
    }
    closings = {stars: some(_CLOSINGS, f"close {stars}") for stars in range(1, 6)}
    return SentencePool(people[0].language, some(_OPENINGS, "open any"), moods, closings)


def _fit(said: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order made; without what would have to be escaped, or taken out before analytics sees it."""
    return tuple(dict.fromkeys(one for one in said if one and not _UNFIT.search(one) and redact(one) == fold(one)))
