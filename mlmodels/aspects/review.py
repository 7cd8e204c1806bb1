"""From readings of sentences to what a whole review says, and to a score where the fast model was unsure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlmodels.aspects.model import AspectModel, Reading
from mlmodels.aspects.return_intent import return_intent
from mlmodels.enums import ReturnIntent
from mlmodels.sentiment.tokens import sentences

# Sentences of one review that are read; few reviews have as many.
MAX_SENTENCES = 60
SURE = 0.999  # scores at the ends have no finite log-odds


@dataclass(frozen=True)
class ReviewReading:
    """What a review says of which aspect, whether its writer comes back, and the log-odds that it praises."""

    mentions: list[dict[str, Any]]
    return_intent: ReturnIntent | None
    praise: float


def read_reviews(model: AspectModel, texts: Sequence[str]) -> list[ReviewReading]:
    """A reading of each of `texts`, in order."""
    cut = [sentences(text)[:MAX_SENTENCES] for text in texts]
    readings = iter(model.read([sentence for parts in cut for sentence in parts]))
    return [_whole(text, parts, [next(readings) for _ in parts]) for text, parts in zip(texts, cut, strict=True)]


def settled(score: float, praise: float) -> float:
    """A score from -1 to 1 out of the fast model's, drawn to zero where it doubts, and the second model's log-odds."""
    own = 2.0 * np.arctanh(np.clip(score, -SURE, SURE))
    return float(np.tanh(0.5 * (own + praise)))


def _whole(text: str, parts: Sequence[str], readings: Sequence[Reading]) -> ReviewReading:
    mentions = [
        {
            "aspect": mention.aspect.value,
            "polarity": mention.polarity.value,
            "probability": mention.probability,
            "words": list(mention.words),
            "sentence": sentence,
        }
        for sentence, reading in zip(parts, readings, strict=True)
        for mention in reading.mentions
    ]
    praise = float(np.mean([reading.praise for reading in readings])) if readings else 0.0
    return ReviewReading(mentions, return_intent(text), praise)
