"""Which of a site's reviews a model may be trained on, so that nobody teaches it much: caps, and what looks made.

Each filter takes out rows for one reason. Where only some of the rows that belong together stay, a keyed digest decides
which, so that nobody can choose theirs. It reads no file and knows no model.
"""

import hashlib
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

WORD = re.compile(r"[^\W\d_]+|\d+|[.!?]")
SENTENCE_ENDS = frozenset(".!?")


@dataclass(frozen=True)
class SiteReview:
    """A review, and whether its stars praise."""

    reviewer: str
    restaurant: str
    day: str
    text: str
    positive: bool
    is_confirmed: bool


@dataclass(frozen=True)
class Limits:
    """How many rows stay.

    Attributes:
        per_person, per_restaurant: of one person, and of one restaurant.
        restaurant_share: of all rows, that one restaurant may have, unless that is less than `per_burst`.
        per_burst: of one restaurant on one day; of a day with more, none.
        ring_people, ring_share: of two restaurants that share so many reviewers, and such a part of them, none.
        per_phrase: with the same `phrase_words` words in a row.
        max_doubt: rows with more are left out, since their stars are not what they say.
    """

    per_person: int = 5
    per_restaurant: int = 40
    restaurant_share: float = 0.01
    per_burst: int = 5
    ring_people: int = 5
    ring_share: float = 0.5
    per_phrase: int = 2
    phrase_words: int = 5
    max_doubt: float = 0.7


@dataclass(frozen=True)
class Selection:
    """The rows that stay, their digests in the same order, and how many each filter took out."""

    rows: Sequence[SiteReview]
    digests: Sequence[str]
    left_out: dict[str, int]
    limits: Limits

    def as_dict(self) -> dict[str, Any]:
        """For a manifest. The digests go to a file of their own."""
        return {"rows": len(self.rows), "limits": asdict(self.limits), "filters": self.left_out}


Doubts = Callable[[Sequence[SiteReview]], Sequence[float]]


def select(rows: Iterable[SiteReview], *, doubts: Doubts, key: bytes, limits: Limits | None = None) -> Selection:
    """Choose. The same rows, key and limits give the same choice, whatever order the rows are in.

    `doubts` says of rows how likely the opposite of each is to a model that did not see it. It is asked last, of what
    the caps left: before that, many who agree on a lie would be believed.
    """
    limits = limits or Limits()
    kept = sorted(((row_digest(row, key), row) for row in rows), key=lambda pair: pair[0])
    left_out = {}
    for name, choose in FILTERS.items():
        stays = choose([row for _, row in kept], limits)
        left_out[name] = len(kept) - sum(stays)
        kept = [pair for pair, stay in zip(kept, stays, strict=True) if stay]
    believed = [doubt <= limits.max_doubt for doubt in doubts([row for _, row in kept])]
    left_out["stars against words"] = len(kept) - sum(believed)
    kept = [pair for pair, stay in zip(kept, believed, strict=True) if stay]
    return Selection([row for _, row in kept], [digest for digest, _ in kept], left_out, limits)


def row_digest(row: SiteReview, key: bytes) -> str:
    """What names a row in a manifest: whoever has the key can look for a row, and nobody else."""
    name = "\x1f".join((row.reviewer, row.restaurant, row.day, row.text))
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:32]


def confirmed(rows: Sequence[SiteReview], _limits: Limits) -> list[bool]:
    """Reviews by confirmed people."""
    return [row.is_confirmed for row in rows]


def unhurried(rows: Sequence[SiteReview], limits: Limits) -> list[bool]:
    """Reviews of a restaurant on a day on which it got no more than usual."""
    counts = Counter((row.restaurant, row.day) for row in rows)
    return [counts[row.restaurant, row.day] <= limits.per_burst for row in rows]


def unconnected(rows: Sequence[SiteReview], limits: Limits) -> list[bool]:
    """Reviews of restaurants that do not share most of their reviewers with another one."""
    people, places = defaultdict(set), defaultdict(set)
    for row in rows:
        people[row.restaurant].add(row.reviewer)
        places[row.reviewer].add(row.restaurant)
    shared = Counter(pair for visited in places.values() for pair in combinations(sorted(visited), 2))
    ring = set[str]()
    for pair, count in shared.items():
        if count >= max(limits.ring_people, limits.ring_share * min(len(people[place]) for place in pair)):
            ring.update(pair)
    return [row.restaurant not in ring for row in rows]


def unrepeated(rows: Sequence[SiteReview], limits: Limits) -> list[bool]:
    """The first few reviews with the same words in a row: copies, near copies, and what was planted."""
    counts: Counter[tuple[str, ...]] = Counter()
    stays = []
    for row in rows:
        phrases = _phrases(row.text, limits.phrase_words)
        stays.append(all(counts[phrase] < limits.per_phrase for phrase in phrases))
        if stays[-1]:
            counts.update(phrases)
    return stays


def of_few_people(rows: Sequence[SiteReview], limits: Limits) -> list[bool]:
    """The first few reviews of each person."""
    return _first(limits.per_person, [row.reviewer for row in rows])


def of_few_restaurants(rows: Sequence[SiteReview], limits: Limits) -> list[bool]:
    """The first few reviews of each restaurant."""
    share = max(limits.per_burst, int(limits.restaurant_share * len(rows)))
    return _first(min(limits.per_restaurant, share), [row.restaurant for row in rows])


FILTERS: dict[str, Callable[[Sequence[SiteReview], Limits], list[bool]]] = {
    "not by a confirmed person": confirmed,
    "ring of restaurants": unconnected,
    "burst": unhurried,
    "repeated phrase": unrepeated,
    "cap of a person": of_few_people,
    "cap of a restaurant": of_few_restaurants,
}


def _first(count: int, names: Sequence[Hashable]) -> list[bool]:
    seen: defaultdict[Hashable, int] = defaultdict(int)
    stays = []
    for name in names:
        seen[name] += 1
        stays.append(seen[name] <= count)
    return stays


def _phrases(text: str, length: int) -> set[tuple[str, ...]]:
    """Runs of `length` words; none reaches over the end of a sentence."""
    words = WORD.findall(text.lower())
    runs = {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
    return {run for run in runs if not SENTENCE_ENDS & {*run}}
