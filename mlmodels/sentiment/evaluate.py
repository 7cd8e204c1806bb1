"""Figures for a file of labelled texts: the model beside the lexicon VADER, both measured in this run.

It changes nothing.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels.sentiment import datasets, hard_sentences, lexicon, train
from mlmodels.sentiment.cross_validation import cross_validated, truth
from mlmodels.sentiment.features import Floats
from mlmodels.sentiment.metrics import Figures, figures
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities, reviews

WORDS_A_REVIEW = 54  # the mean of the starred reviews
TIMED_REVIEWS = 3_000
TIMED_ROUNDS = 3
BATCH = 500


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
    """The model and the lexicon on the same texts. `method` says which texts the model had not seen, and why."""

    data: datasets.LabelledTexts
    method: str
    model: Measured
    lexicon: Measured

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
            "model": self.model.as_dict(),
            "lexicon": self.lexicon.as_dict(),
        }


def evaluate_test_set(path: Path, *, model: SentimentModel) -> Evaluation:
    """Measure `model` as it is on a file that it was not trained on."""
    data = datasets.read(path)
    method = f"release {model.version} as it ships"
    if path.read_bytes() == hard_sentences.FILE.read_bytes():
        method += ", which was trained on these very sentences: the card has its figures by folds"
    return _beside_lexicon(data, method, model, probabilities(model, data.texts))


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
    return _beside_lexicon(data, f"{folds} folds, each trained on the other folds and {names}", model, probability)


def _beside_lexicon(
    data: datasets.LabelledTexts, method: str, model: SentimentModel, probability: Floats
) -> Evaluation:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # imported late: measuring only

    vader = SentimentIntensityAnalyzer()
    by_lexicon = np.array([(vader.polarity_scores(text)["compound"] + 1) / 2 for text in data.texts])
    positive = truth(train.sample_of(data, 1.0))
    timed = sized_reviews(data.texts)
    return Evaluation(
        data,
        method,
        Measured(figures(probability, positive), speed(timed, lambda texts: reviews(model, texts))),
        Measured(
            figures(by_lexicon, positive), speed(timed, lambda texts: [vader.polarity_scores(one) for one in texts])
        ),
    )


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
