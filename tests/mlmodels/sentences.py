"""Made-up labelled sentences and small models for the tests of this folder. No real data."""

from itertools import product
from pathlib import Path

from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.train import TrainingSample, fit

THINGS = ("soup", "pasta", "service", "waiter", "dessert", "terrace", "wine", "bread")
PRAISE = ("excellent", "delicious", "lovely", "wonderful")
BLAME = ("awful", "disgusting", "horrible", "terrible")
LEXICON = Lexicon(
    valence={"excellent": 2.7, "lovely": 2.8, "awful": -2.0, "horrible": -2.5, "good": 1.9, "😀": 1.9},
    boosters={"very": 0.293, "slightly": -0.293},
)


def labelled() -> list[tuple[str, bool]]:
    """64 different sentences, half of them praise, mixed."""
    pairs = [(f"The {thing} was {word}.", word in PRAISE) for word, thing in product(PRAISE + BLAME, THINGS)]
    return sorted(pairs, key=lambda pair: pair[0][::-1])


def sample() -> TrainingSample:
    """The sentences as a sample."""
    rows = labelled()
    return TrainingSample(tuple(text for text, _ in rows), tuple(positive for _, positive in rows), (1.0,) * len(rows))


def small_model() -> SentimentModel:
    """A model fitted on the sentences; it takes some milliseconds."""
    return fit(sample(), LEXICON)


def write_sentences(path: Path) -> Path:
    """The sentences as a tab-separated file at `path`."""
    path.write_text("text\tpositive\n" + "".join(f"{text}\t{int(positive)}\n" for text, positive in labelled()))
    return path
