"""Which words, word pairs and word pieces the model knows, and how they are numbered. Learned once, in training.

A word has two numbers: its own, and that plus `len(words)` where it stands negated. A pair of neighbours is one integer
made of both numbers. All are looked up in one ascending array, `keys`.
"""

from dataclasses import dataclass

import numpy as np

from mlmodels.sentiment.features import Booleans, Integers, TokenArrays

UNKNOWN = -1


@dataclass(frozen=True)
class Vocabulary:
    """`words`: sorted. `keys`: ascending keys of words and pairs. `pieces`: sorted runs of characters."""

    words: tuple[str, ...]
    keys: Integers
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class KeyedTokens:
    """Occurrences of words and pairs: `unit` says where, `key` says which. Not sorted."""

    unit: Integers
    key: Integers


def keyed(text: TokenArrays, turned: Booleans, number: Integers, size: int) -> KeyedTokens:
    """Words and pairs of neighbours in `text`.

    `number`: for each different word its number in a vocabulary of `size` words, or UNKNOWN. `turned`: which tokens are
    negated. Full stops and commas are stepped over; pairs do not reach into the next unit.
    """
    spoken = np.flatnonzero(~text.facts.silent[text.word])
    unit, plain = text.unit[spoken], number[text.word[spoken]]
    marked = np.where(plain == UNKNOWN, UNKNOWN, plain + size * turned[spoken])
    known = marked != UNKNOWN
    paired = known[:-1] & known[1:] & (unit[:-1] == unit[1:])
    pair = 2 * size + marked[:-1][paired] * (2 * size) + marked[1:][paired]
    return KeyedTokens(np.concatenate([unit[known], unit[:-1][paired]]), np.concatenate([marked[known], pair]))


def positions(keys: Integers, wanted: Integers) -> Integers:
    """Where each of `wanted` stands in the ascending `keys`; UNKNOWN where it does not."""
    if not len(keys):
        return np.full(len(wanted), UNKNOWN, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, UNKNOWN)
