"""A table of the words met so far, which numbers new ones as they come. It holds words of texts only in memory."""

from collections.abc import Iterable

import numpy as np

from mlmodels.sentiment.features import Integers

MAX_WORDS = 300_000  # past this the table starts afresh, so that made-up words cannot fill the memory


class WordTable(dict[str, int]):
    """Word to number, in order of first appearance; looking up a new word adds it."""

    def __missing__(self, word: str) -> int:
        number = len(self)
        self[word] = number
        return number

    def numbers(self, token_lists: Iterable[list[str]]) -> Integers:
        """Numbers of all tokens, one list after another."""
        return np.fromiter((self[token] for row in token_lists for token in row), dtype=np.int64)
