"""Tokens to arrays: negation, lexicon figures and numbered words, for many texts at once. Numpy only, no weights.

A *unit* is what gets one score: a sentence, or a whole review. Token arrays run over all units, one after another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.tokens import CLAUSE_PUNCTUATION, CONTRASTS, FEATURELESS_PUNCTUATION, NEGATORS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

NEGATION_REACH = 4  # tokens after a negator that it turns round, unless a clause mark ends it before
NEGATED_VALENCE = -0.74  # "not good" is less bad than "bad" (VADER's measured figure)
BOOSTER_DISTANCES = ((1, 1.0), (2, 0.95), (3, 0.9))  # a booster's effect fades with its distance
BEFORE_CONTRAST, AFTER_CONTRAST = 0.5, 1.5  # what follows "but" counts for more than what precedes it
SATURATION = 15.0  # brings a sum of valences into -1 to 1: s / sqrt(s² + 15)

LEXICON_FEATURES = ("compound", "positive_share", "negative_share")


@dataclass(frozen=True)
class WordFacts:
    """What is true of a word wherever it stands; each array has one entry per different word."""

    valence: Floats
    booster: Floats
    negator: Booleans
    clause_mark: Booleans
    silent: Booleans
    contrast: Booleans
    question: Booleans


def word_facts(words: Sequence[str], lexicon: Lexicon) -> WordFacts:
    """Facts of `words`, in their order."""
    return WordFacts(
        valence=np.array([lexicon.valence.get(word, 0.0) for word in words], dtype=np.float64),
        booster=np.array([lexicon.boosters.get(word, 0.0) for word in words], dtype=np.float64),
        negator=np.array([word in NEGATORS for word in words], dtype=np.bool_),
        clause_mark=np.array([word in CLAUSE_PUNCTUATION for word in words], dtype=np.bool_),
        silent=np.array([word in FEATURELESS_PUNCTUATION for word in words], dtype=np.bool_),
        contrast=np.array([word in CONTRASTS for word in words], dtype=np.bool_),
        question=np.array([word == "?" for word in words], dtype=np.bool_),
    )


@dataclass(frozen=True)
class TokenArrays:
    """Running text: `word` numbers each token's word in `facts`, `unit` says which unit it stands in (ascending)."""

    word: Integers
    unit: Integers
    units: int
    facts: WordFacts


def starts(unit: Integers) -> Booleans:
    """True where a unit begins."""
    first = np.ones(len(unit), dtype=np.bool_)
    first[1:] = unit[1:] != unit[:-1]
    return first


def negated(text: TokenArrays) -> Booleans:
    """True for tokens within `NEGATION_REACH` after a negator of their clause; never for negators and clause marks."""
    here = np.arange(len(text.word))
    negator, mark = text.facts.negator[text.word], text.facts.clause_mark[text.word]
    nearest_negator = np.maximum.accumulate(np.where(negator, here, -NEGATION_REACH - 1)) if len(here) else here
    clause_begin = np.where(mark, here, np.where(starts(text.unit), here - 1, -1))
    nearest_begin = np.maximum.accumulate(clause_begin) if len(here) else here
    reached = (nearest_negator > nearest_begin) & (here - nearest_negator <= NEGATION_REACH)
    return reached & ~negator & ~mark


def token_valences(text: TokenArrays, turned: Booleans) -> Floats:
    """Valence of each token after boosters, negation (`turned`) and contrast; zero for words without one."""
    valence, booster = text.facts.valence[text.word], text.facts.booster[text.word]
    sign = np.sign(valence)
    for distance, share in BOOSTER_DISTANCES:
        same_unit = text.unit[distance:] == text.unit[:-distance]
        valence[distance:] += sign[distance:] * booster[:-distance] * same_unit * share
    valence[turned] *= NEGATED_VALENCE
    return valence * contrast_weights(text)


def contrast_weights(text: TokenArrays) -> Floats:
    """1 in units without a contrast; else less before the last contrast of the unit, and more after it."""
    here = np.arange(len(text.word))
    contrast = text.facts.contrast[text.word]
    last = np.full(text.units, -1, dtype=np.int64)
    last[text.unit[contrast]] = here[contrast]  # ascending, so the last one stays
    last_here = last[text.unit]
    return np.where(last_here < 0, 1.0, np.where(here < last_here, BEFORE_CONTRAST, AFTER_CONTRAST))


def valence_sums(text: TokenArrays, turned: Booleans) -> Floats:
    """Shape (units, 3): sum of positive valences, sum of negative ones, number of tokens other than silent marks."""
    valence = token_valences(text, turned)
    positive = np.bincount(text.unit, np.maximum(valence, 0.0), text.units)
    negative = np.bincount(text.unit, np.minimum(valence, 0.0), text.units)
    spoken = np.bincount(text.unit, ~text.facts.silent[text.word], text.units)
    return np.column_stack([positive, negative, spoken])


def lexicon_features(sums: Floats) -> Floats:
    """From the columns of `valence_sums` to those of `LEXICON_FEATURES`, each within -1 to 1; shape (units, 3)."""
    positive, negative, spoken = sums.T
    total = positive + negative
    span = positive - negative + np.maximum(spoken, 1.0)
    return np.column_stack([total / np.sqrt(total * total + SATURATION), positive / span, negative / span])
