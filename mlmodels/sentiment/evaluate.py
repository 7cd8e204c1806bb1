"""Figures for a file of labelled texts: the models beside VADER and TF-IDF, all measured in this run.

It changes nothing.
"""

import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels.aspects.model import AspectModel
from mlmodels.aspects.review import read_reviews, settled
from mlmodels.sentiment import baselines, datasets, hard_sentences, lexicon, train
from mlmodels.sentiment.cross_validation import cross_validated, truth
from mlmodels.sentiment.features import Floats
from mlmodels.sentiment.metrics import UNSURE_BELOW, Figures, figures
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities, reviews

WORDS_A_REVIEW = 54  # the mean of the starred reviews
TIMED_REVIEWS = 3_000
TIMED_ROUNDS = 3
BATCH = 500
FEW_REVIEWS = 200  # the second model is timed on these
MIN_FOR_A_FIFTH = 500  # the whole file of restaurant sentences is longer
GERMAN_WORDS = ("und", "der", "die", "das", "nicht", "ist", "war", "wir", "ein", "zu")
ENGLISH_WORDS = ("and", "the", "was", "not", "is", "we", "a", "to", "it", "of")


@dataclass(frozen=True)
class Measured:
    """How good, and how fast: whole reviews of `WORDS_A_REVIEW` words scored in a second, in one thread."""

    figures: Figures
    reviews_per_second: float

    def as_dict(self) -> dict[str, Any]:
        """The figures in one flat dictionary."""
        return {**asdict(self.figures), "reviews_per_second": round(self.reviews_per_second)}


@dataclass(frozen=True)
class Evaluation:
    """The model and what it is measured against, on the same texts. `method` says which the model had not seen."""

    data: datasets.LabelledTexts
    method: str
    methods: dict[str, Measured]

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "data": {
                "file": self.data.name,
                "form": self.data.form,
                "sha256": self.data.sha256,
                "texts": len(self.data.texts),
                "left_out": self.data.left_out,
            },
            "method": self.method,
            "words_per_review": WORDS_A_REVIEW,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            **{name: measured.as_dict() for name, measured in self.methods.items()},
        }


def evaluate_test_set(path: Path, *, model: SentimentModel, second: AspectModel | None = None) -> Evaluation:
    """Measure the release as it ships on a file that it was not trained on, or on the part of one that it was not.

    `second` reads what `model` is unsure of.
    """
    data = datasets.read(path)
    method = f"release {model.version} as it ships"
    if data.name == train.RESTAURANTS.file and len(data.texts) >= MIN_FOR_A_FIFTH:
        part = train.kept_aside(train.sample_of(data, 1.0))
        data = replace(data, texts=part.texts, positive=part.positive)
        method += ", on the fifth that no release learned from"
    elif path.read_bytes() == hard_sentences.FILE.read_bytes():
        method += ", which was trained on these very sentences: the card has its figures by folds"
    return _compared(path, data, method, model, probabilities(model, data.texts), second)


def evaluate_by_folds(path: Path, *, folds: int, model: SentimentModel, progress: train.Progress) -> Evaluation:
    """Measure training itself: each of `folds` is scored by a model fitted on the others and the other training files.

    Those are looked for in the folder of `path`. `model` only tells the speed.
    """
    data = datasets.read(path)
    beside = [source for source in train.SOURCES if source.file != path.name and (path.parent / source.file).is_file()]
    samples = [train.sample_of(datasets.read(path.parent / source.file), source.weight) for source in beside]
    others = sum(samples, train.TrainingSample((), (), ()))
    hard = hard_sentences.shipped()
    probability = cross_validated(train.sample_of(data, 1.0), others, lexicon.from_vader(), folds, progress, hard)
    names = ", ".join(source.file for source in beside) or "no other file"
    method = f"{folds} folds, each trained on the other folds and {names}"
    return _compared(path, data, method, model, probability, None)


def _compared(
    path: Path,
    data: datasets.LabelledTexts,
    method: str,
    model: SentimentModel,
    probability: Floats,
    second: AspectModel | None,
) -> Evaluation:
    positive, timed = truth(train.sample_of(data, 1.0)), sized_reviews(data.texts)

    def measured(found: Floats, score: Callable[[list[str]], object], timed: list[str] = timed) -> Measured:
        return Measured(figures(found, positive), speed(timed, score))

    found = {"model": measured(probability, lambda texts: reviews(model, texts))}
    if second is not None:
        some = timed[:FEW_REVIEWS]
        found["both"] = measured(with_second(model, second, data.texts), partial(with_second, model, second), some)
    found["lexicon"] = measured(_by_lexicon(data.texts), _by_lexicon)
    if simple := baselines.tfidf(path.parent, data.texts):
        found["tfidf"] = measured(simple(data.texts), simple)
    return Evaluation(data, method, found)


def with_second(model: SentimentModel, second: AspectModel, texts: Sequence[str]) -> Floats:
    """Probability of praise by both models: the second reads what the first is unsure of."""
    scores = 2.0 * probabilities(model, texts) - 1.0
    unsure = np.flatnonzero(np.abs(scores) < UNSURE_BELOW).tolist()
    readings = read_reviews(second, [texts[row] for row in unsure])
    for row, reading in zip(unsure, readings, strict=True):
        scores[row] = settled(scores[row], reading.praise)
    return 0.5 * (1.0 + scores)


def _by_lexicon(texts: Sequence[str]) -> Floats:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # imported late: measuring only

    vader = SentimentIntensityAnalyzer()
    return np.array([(vader.polarity_scores(text)["compound"] + 1) / 2 for text in texts])


def is_german(texts: Sequence[str]) -> bool:
    """Whether more of the words are common in German than in English."""
    words = Counter(word for text in texts for word in text.lower().split())
    return sum(words[word] for word in GERMAN_WORDS) > sum(words[word] for word in ENGLISH_WORDS)


def sized_reviews(texts: Sequence[str], count: int = TIMED_REVIEWS) -> list[str]:
    """`count` reviews of `WORDS_A_REVIEW` words, made of the words of `texts` in their order, over and over."""
    words = cycle(word for text in texts for word in text.split())
    return [" ".join(islice(words, WORDS_A_REVIEW)) for _ in range(count)]


def speed(texts: list[str], score: Callable[[list[str]], object]) -> float:
    """Texts in a second, in batches: the best of some rounds, since other work on the machine only slows one down."""
    seconds = []
    for _ in range(TIMED_ROUNDS):
        begun = time.perf_counter()
        for first in range(0, len(texts), BATCH):
            score(texts[first : first + BATCH])
        seconds.append(time.perf_counter() - begun)
    return len(texts) / min(seconds)
