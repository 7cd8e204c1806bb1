"""From reviews to scores, labels and key sentences. Numpy only; it loads no artefact and touches no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mlmodels.enums import SentimentLabel
from mlmodels.sentiment.doubt import SUMS
from mlmodels.sentiment.features import Floats
from mlmodels.sentiment.metrics import UNSURE_BELOW
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.tokens import sentences

SPOKEN, FAMILIAR = SUMS.index("spoken"), SUMS.index("familiar")

# Fewer words, such as "Disappointing.", are quoted only if a review has no longer sentence.
MIN_QUOTED_WORDS = 4


@dataclass(frozen=True)
class Sentence:
    """One sentence as written, and its score in -1 to 1."""

    text: str
    score: float


@dataclass(frozen=True)
class ReviewSentiment:
    """`score` in -1 to 1 is twice the calibrated probability of praise, less 1; doubt shrinks it towards zero.

    `confidence` in 0 to 1: the probability of the likelier polarity, times the share of words that the model has met.
    The most positive and most negative sentence are None in a review without words; they may be the same sentence.
    """

    score: float
    label: SentimentLabel
    confidence: float
    most_positive: Sentence | None
    most_negative: Sentence | None


def probabilities(model: SentimentModel, texts: Sequence[str]) -> Floats:
    """Calibrated probability that each text is positive; shape (texts,). A text without familiar words has 0.5."""
    return 0.5 * (1.0 + model.scores(text_sums(model, texts)))


def log_odds(model: SentimentModel, texts: Sequence[str]) -> Floats:
    """Log-odds that each text is positive, before doubt; shape (texts,)."""
    return model.log_odds(text_sums(model, texts))


def text_sums(model: SentimentModel, texts: Sequence[str]) -> Floats:
    """The columns `SUMS` of each text."""
    cut = [sentences(text) for text in texts]
    return _by_review(model.sums([sentence for parts in cut for sentence in parts]), cut)


def reviews(model: SentimentModel, texts: Sequence[str]) -> list[ReviewSentiment]:
    """The sentiment of each of `texts`, in order. A batch of some hundred is scored fastest."""
    cut = [sentences(text) for text in texts]
    sums = model.sums([sentence for parts in cut for sentence in parts])
    whole = _by_review(sums, cut)
    scores = model.scores(whole)
    familiar = whole[:, FAMILIAR] / np.maximum(whole[:, SPOKEN], 1.0)
    confidences = 0.5 * (1.0 + np.abs(scores)) * familiar
    sentence_scores = model.scores(sums).tolist()
    results, first = [], 0
    for parts, score, confidence in zip(cut, scores.tolist(), confidences.tolist(), strict=True):
        own = sentence_scores[first : first + len(parts)]
        first += len(parts)
        best, worst = _extreme_sentence(parts, own, max), _extreme_sentence(parts, own, min)
        results.append(ReviewSentiment(score, label_of(score), confidence, best, worst))
    return results


def label_of(score: float) -> SentimentLabel:
    """Unsure within `UNSURE_BELOW` of zero, else the side that `score` is on."""
    if abs(score) < UNSURE_BELOW:
        return SentimentLabel.UNSURE
    return SentimentLabel.POSITIVE if score > 0 else SentimentLabel.NEGATIVE


def _extreme_sentence(
    parts: list[str], scores: list[float], extreme: Callable[[list[float]], float]
) -> Sentence | None:
    """The most extreme sentence, of those that say more than the score does where there are any."""
    quotable = [number for number, part in enumerate(parts) if len(part.split()) >= MIN_QUOTED_WORDS] or range(
        len(parts)
    )
    if not scores:
        return None
    chosen = extreme([scores[number] for number in quotable])
    number = next(number for number in quotable if scores[number] == chosen)
    return Sentence(parts[number], chosen)


def _by_review(sums: Floats, cut: list[list[str]]) -> Floats:
    row = np.repeat(np.arange(len(cut)), [len(parts) for parts in cut])
    return np.column_stack([np.bincount(row, column, len(cut)) for column in sums.T])
