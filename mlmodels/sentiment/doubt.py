"""How likely a text is of a kind that the model misreads: double negation, understatement, slips of the pen, questions.

A second linear model over the words and pairs of the first, and over some signals. It says nothing of what a text
means; it shrinks scores towards zero. Numpy only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlmodels.sentiment.features import Floats, lexicon_features

# What is summed over the sentences of a text.
SUMS = (
    *("positive", "negative", "spoken", "words", "words_squared", "pieces", "pieces_squared", "familiar"),
    *("doubt", "pairs", "negators", "doubled", "questions", "sentences"),
)
WEIGHED = slice(SUMS.index("words"), SUMS.index("familiar") + 1)
SIGNALS = (
    "strength",
    "praise",
    "blame",
    "unfamiliar",
    "short",
    "pairs",
    "negators",
    "doubled",
    "questions",
    "both_sides",
)
# The sentences that doubt is learned from are no longer than this many words; a longer text gives more to go by.
SENTENCE_WORDS = 16
# A chance up to this is no doubt, and one as near to 1 is the most: a trace of the score stays, to tell its side.
FAINT, MOST = 0.15, 0.98


@dataclass(frozen=True)
class Doubt:
    """Weights of words and pairs, in the order of the vocabulary's keys, and of `SIGNALS`."""

    key_weight: NDArray[np.float32]
    signal_weight: Floats
    bias: float


def no_doubt(keys: int) -> Doubt:
    """What doubts nothing."""
    return Doubt(np.zeros(keys, dtype=np.float32), np.zeros(len(SIGNALS)), -50.0)


def signals(sums: Floats) -> Floats:
    """Shape (rows of `sums`, signals): shares and figures that do not grow with the length of a text."""
    positive, negative, spoken, *_ = sums.T
    familiar, pairs, negators, doubled, questions, sentences = (
        sums[:, SUMS.index(name)] for name in ("familiar", "pairs", "negators", "doubled", "questions", "sentences")
    )
    words, parts = np.maximum(spoken, 1.0), np.maximum(sentences, 1.0)
    compound, praise, blame = lexicon_features(sums[:, :3]).T
    both = np.minimum(positive, -negative) / (positive - negative + 1.0)
    return np.column_stack(
        [
            *(np.abs(compound), praise, blame, 1.0 - familiar / words, 1.0 / np.sqrt(words), pairs / words),
            *(negators / parts, doubled / parts, questions / parts, both),
        ]
    )


def doubts(sums: Floats, doubt: Doubt) -> Floats:
    """How much, 0 to 1, each row of `sums` is doubted: by the chance that it is misread, less if it is a long text."""
    squared = sums[:, SUMS.index("words_squared")]
    by_words = sums[:, SUMS.index("doubt")] / np.sqrt(np.maximum(squared, 1e-12))
    odds = doubt.bias + by_words + signals(sums) @ doubt.signal_weight
    length = np.minimum(1.0, SENTENCE_WORDS / np.maximum(sums[:, SUMS.index("spoken")], 1.0))
    chance = 0.5 * (1.0 + np.tanh(0.5 * odds))
    found: Floats = np.clip((chance - FAINT) / (1.0 - 2.0 * FAINT), 0.0, MOST) * length * length
    return found
