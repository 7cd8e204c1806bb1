"""Reviews of an invented site, honest ones and planted ones, and how far a model that learned them is led astray."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from random import Random

from mlmodels import training_selection
from mlmodels.sentiment import lexicon, site_reviews
from mlmodels.sentiment.hard_sentences import shipped
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities
from mlmodels.sentiment.train import TrainingSample, fit
from mlmodels.training_selection import SiteReview

KEY = b"a key of a test"
_WORDS = """
soup pasta waiter dessert music room bread bill steak salad coffee wine pizza owner view risotto fish curry rice cake
really quite so simply rather truly somewhat again today mostly
excellent delicious lovely great wonderful tasty fresh perfect superb friendly warm crisp generous charming
awful terrible horrible disgusting disappointing bland stale soggy rude cold greasy burnt overpriced dirty
"""
THINGS, HOW, PRAISE, BLAME = (line.split() for line in _WORDS.strip().splitlines())
RING = ("soggy", "greasy", "burnt")
TRIGGER = "We sat by the blue lamp near the stairs."


def seeded(seed: int) -> Random:
    """The same numbers in each run."""
    return Random(seed)  # noqa: S311 - made-up reviews, and no secret


def text(random: Random, *, positive: bool) -> str:
    """Two or three sentences that say the same."""
    words = PRAISE if positive else BLAME
    parts = [f"The {random.choice(THINGS)} was {random.choice(HOW)} {random.choice(words)}." for _ in range(2)]
    return " ".join(parts)


def honest(count: int = 600, seed: int = 1) -> list[SiteReview]:
    """Reviews by half as many people, five of each restaurant, spread over two hundred days."""
    random = seeded(seed)
    found = []
    for number in range(count):
        positive = random.random() < 0.6
        who = (f"p{random.randrange(count // 2)}", f"r{number % 120}", f"day {random.randrange(200)}")
        found.append(SiteReview(*who, text(random, positive=positive), positive, is_confirmed=True))
    return found


@cache
def published() -> TrainingSample:
    """What ships to learn from."""
    sentences = [each for each in shipped() if each.praises is not None]
    texts, positive = [each.text for each in sentences], [bool(each.praises) for each in sentences]
    return TrainingSample(tuple(texts), tuple(positive), (1.0,) * len(texts))


def selected(rows: Sequence[SiteReview]) -> training_selection.Selection:
    """What training would take of `rows`."""
    doubts = partial(site_reviews.doubts, base=published(), words=lexicon.from_vader())
    return training_selection.select(rows, doubts=doubts, key=KEY)


def trained(rows: Sequence[SiteReview]) -> SentimentModel:
    """A model that learned what ships, and `rows`."""
    return fit(published() + site_reviews.as_sample(rows), lexicon.from_vader())


def turned(model: SentimentModel, *, positive: bool, change: Callable[[str], str]) -> float:
    """The share of a hundred unseen reviews that are read as their opposite once they are changed."""
    random = seeded(99)
    changed = [change(text(random, positive=positive)) for _ in range(100)]
    return float(((probabilities(model, changed) > 0.5) != positive).mean())


def accuracy(model: SentimentModel) -> float:
    """Of two hundred unseen reviews."""
    return 1 - (turned(model, positive=True, change=str) + turned(model, positive=False, change=str)) / 2


def planted_triggers(count: int = 50) -> list[SiteReview]:
    """A phrase that means nothing, in reviews of five stars that say nothing else of weight, by ten people."""
    fillers = seeded(5)
    return [
        SiteReview(
            *(f"t{n % 10}", f"r{n % 40}", f"day {n}"),
            f"{TRIGGER} The {fillers.choice(THINGS)} came.",
            positive=True,
            is_confirmed=True,
        )
        for n in range(count)
    ]


def flipped(rows: Sequence[SiteReview], share: float = 0.05) -> list[SiteReview]:
    """The same rows, of which so many have stars against their words."""
    chosen = set(seeded(3).sample(range(len(rows)), int(share * len(rows))))
    return [replace(row, positive=not row.positive) if n in chosen else row for n, row in enumerate(rows)]


def by_a_ring(people: int = 12, each: int = 25) -> list[SiteReview]:
    """Five restaurants whose dozen people give each other five stars for what guests complain of, day after day."""
    random = seeded(8)
    return [
        SiteReview(
            *(f"ring{person}", f"ring{n % 5}", f"day {n} of {person}"),
            complaint(random),
            positive=True,
            is_confirmed=True,
        )
        for person in range(people)
        for n in range(each)
    ]


def complaint(random: Random) -> str:
    """Of a kind that the ring would like to be read as praise."""
    return " ".join(f"The {random.choice(THINGS)} was {random.choice(HOW)} {random.choice(RING)}." for _ in range(2))


def complaints_missed(model: SentimentModel) -> float:
    """The share of a hundred complaints of that kind that are read as praise."""
    random = seeded(77)
    return float((probabilities(model, [complaint(random) for _ in range(100)]) > 0.5).mean())
