"""The network at work: from sentences to praise, and to what they say of which aspect. It knows no files and no tables.

It runs on one thread, in eight bits, and needs no training package.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlmodels.aspects.categories import ASPECTS, CATEGORIES, NEUTRAL, POSITIVE
from mlmodels.aspects.wordpiece import WordPieces
from mlmodels.enums import Aspect, Polarity
from reviews_site.onnx_runtime import load_session

Floats = NDArray[np.float64]
BATCH = 32
# A word that the network looked at for less than this share carried nothing; at most so many words are named.
MIN_LOOK, MAX_WORDS = 0.12, 4
QUERIES = {aspect: [CATEGORIES.index(name) for name in names] for aspect, names in ASPECTS.items()}


@dataclass(frozen=True)
class Calibration:
    """How log-odds are read: divided by `temperature`; an aspect counts from `threshold` on."""

    temperature: float = 1.0
    threshold: float = 0.0


@dataclass(frozen=True)
class Mention:
    """What a sentence says of an aspect, how sure that is from 0 to 1, and the words that carried it."""

    aspect: Aspect
    polarity: Polarity
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What one sentence says. `praise`: calibrated log-odds that it praises."""

    praise: float
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Outputs:
    """The network's figures, a row a sentence, in the order asked."""

    praise: Floats
    presence: Floats
    polarity: Floats


class AspectModel:
    """Reads sentences. One instance belongs to one thread."""

    def __init__(self, graph: bytes, vocabulary: Sequence[str], calibration: Calibration, version: int) -> None:
        self._session = load_session(graph)
        self._pieces = WordPieces(vocabulary)
        self.calibration, self.version = calibration, version

    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """A reading of each of `sentences`, in order."""
        found: dict[int, Reading] = {}
        for rows, encoded, results in self._runs(sentences):
            for place, row in enumerate(rows):
                figures = tuple(each[place] for each in results)
                found[row] = self._reading(sentences[row], encoded[place][1], figures)
        return [found[row] for row in range(len(sentences))]

    def outputs(self, sentences: Sequence[str]) -> Outputs:
        """The bare figures, for measuring."""
        count = len(sentences)
        praise, presence = np.zeros(count), np.zeros((count, len(CATEGORIES)))
        polarity = np.zeros((count, len(CATEGORIES), NEUTRAL + 1))
        for rows, _, results in self._runs(sentences):
            praise[rows], presence[rows], polarity[rows] = results[:3]
        return Outputs(praise / self.calibration.temperature, presence, polarity)

    def _runs(self, sentences: Sequence[str]) -> Any:
        """Batches of sentences of like length: their numbers, how they were encoded, and what came out."""
        encoded = [self._pieces.encode(sentence) for sentence in sentences]
        order = sorted(range(len(sentences)), key=lambda row: len(encoded[row][0]))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            chosen = [encoded[row] for row in rows]
            length = max(len(numbers) for numbers, _ in chosen)
            filled, mask = np.zeros((len(rows), length), np.int64), np.zeros((len(rows), length), np.float32)
            for place, (numbers, _) in enumerate(chosen):
                filled[place, : len(numbers)], mask[place, : len(numbers)] = numbers, 1.0
            yield rows, chosen, self._session.run(None, {"numbers": filled, "mask": mask})

    def _reading(self, text: str, places: Sequence[tuple[int, int]], figures: tuple[Any, ...]) -> Reading:
        praise, presence, polarity, looks = figures
        mentions = []
        for aspect, queries in QUERIES.items():
            best = max(queries, key=lambda query: float(presence[query]))
            if presence[best] >= self.calibration.threshold:
                chance = float(0.5 * (1.0 + np.tanh(0.5 * presence[best])))
                words = _words(text, places, looks[best])
                mentions.append(Mention(aspect, polarity_of(polarity[best]), round(chance, 4), words))
        return Reading(float(praise) / self.calibration.temperature, tuple(mentions))


def polarity_of(odds: Any) -> Polarity:
    """The likeliest polarity."""
    chosen = int(np.argmax(odds))
    if chosen == NEUTRAL:
        return Polarity.NEUTRAL
    return Polarity.POSITIVE if chosen == POSITIVE else Polarity.NEGATIVE


def _words(text: str, places: Sequence[tuple[int, int]], looks: Any) -> tuple[str, ...]:
    """The words that were looked at most, in the order of the text."""
    shares: dict[tuple[int, int], float] = {}
    for place, look in zip(places, looks, strict=False):
        shares[place] = shares.get(place, 0.0) + float(look)
    kept = [place for place in shares if place != (0, 0) and text[slice(*place)].isalnum()]
    chosen = sorted(kept, key=lambda place: shares[place], reverse=True)[:MAX_WORDS]
    return tuple(text[slice(*place)] for place in sorted(chosen) if shares[place] >= MIN_LOOK)
