"""The trained model in memory: from texts to log-odds of being positive. Numpy only; it knows no files.

Scores are sums over words, so a review's score comes from the sums of its sentences, and the pieces of each different
word are weighed only once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mlmodels.sentiment.doubt import WEIGHED, Doubt, doubts
from mlmodels.sentiment.features import (
    Floats,
    Integers,
    TokenArrays,
    WordFacts,
    lexicon_features,
    negated,
    valence_sums,
    word_facts,
)
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.tokens import tokens, word_pieces
from mlmodels.sentiment.vocabulary import UNKNOWN, Vocabulary, keyed, positions
from mlmodels.sentiment.word_table import MAX_WORDS, WordTable


@dataclass(frozen=True)
class Weights:
    """All that training found. `*_rarity` scale a feature's value (inverse document frequency), `*_weight` weigh it."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    key_rarity: NDArray[np.float32]
    key_weight: NDArray[np.float32]
    piece_rarity: NDArray[np.float32]
    piece_weight: NDArray[np.float32]
    lexicon_weight: Floats
    bias: float
    temperature: float
    doubt: Doubt


@dataclass
class WordArrays:
    """Columns beside a `WordTable`: for each word met so far, what the model makes of it."""

    facts: WordFacts
    number: Integers
    piece_sum: Floats
    piece_squares: Floats
    familiar: Floats


@dataclass
class SentimentModel:
    """Scores texts with `weights`. It remembers the words it met, so one instance belongs to one thread."""

    weights: Weights
    version: int
    table: WordTable = field(default_factory=WordTable)

    def __post_init__(self) -> None:
        vocabulary = self.weights.vocabulary
        self._number = {word: number for number, word in enumerate(vocabulary.words)}
        self._piece = {piece: number for number, piece in enumerate(vocabulary.pieces)}
        self._words = self._describe([])

    def sums(self, sentences: Sequence[str]) -> Floats:
        """Shape (sentences, 14): the columns `SUMS`. Sums of sentences are the sums of the text that they make up."""
        rows = [tokens(sentence) for sentence in sentences]
        text = self._arrays(rows)
        turned = negated(text)
        occurrences = keyed(text, turned, self._words.number, len(self.weights.vocabulary.words))
        at = positions(self.weights.vocabulary.keys, occurrences.key)
        known = at != UNKNOWN
        unit, at, key = occurrences.unit[known], at[known], occurrences.key[known]
        rarity = self.weights.key_rarity[at].astype(np.float64)
        sign = np.where(turned, -1.0, 1.0)
        columns = [
            np.bincount(unit, rarity * self.weights.key_weight[at], text.units),
            np.bincount(unit, rarity * rarity, text.units),
            np.bincount(text.unit, sign * self._words.piece_sum[text.word], text.units),
            np.bincount(text.unit, self._words.piece_squares[text.word], text.units),
            np.bincount(text.unit, self._words.familiar[text.word], text.units),
            np.bincount(unit, rarity * self.weights.doubt.key_weight[at], text.units),
            np.bincount(unit, key >= 2 * len(self.weights.vocabulary.words), text.units),
            negators := np.bincount(text.unit, text.facts.negator[text.word], text.units),
            negators > 1,
            np.bincount(text.unit, text.facts.question[text.word], text.units),
            np.ones(text.units),
        ]
        return np.column_stack([valence_sums(text, turned), *columns])

    def log_odds(self, sums: Floats) -> Floats:
        """Calibrated log-odds of being positive, one per row of `sums`; zero for rows without a familiar word."""
        words, words_squared, pieces, pieces_squared, familiar = sums[:, WEIGHED].T
        raw = (
            self.weights.bias
            + lexicon_features(sums[:, :3]) @ self.weights.lexicon_weight
            + words / np.sqrt(np.maximum(words_squared, 1e-12))
            + pieces / np.sqrt(np.maximum(pieces_squared, 1e-12))
        )
        return np.where(familiar > 0, raw / self.weights.temperature, 0.0)

    def scores(self, sums: Floats) -> Floats:
        """From -1 to 1, one per row of `sums`: twice the chance of praise, less 1, shrunk towards zero by doubt."""
        certain: Floats = np.tanh(0.5 * self.log_odds(sums)) * (1.0 - doubts(sums, self.weights.doubt))
        return certain

    def _arrays(self, rows: list[list[str]]) -> TokenArrays:
        if len(self.table) > MAX_WORDS:
            self.table.clear()
            self._words = self._describe([])
        word = self.table.numbers(rows)
        self._learn_new_words()
        unit = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        return TokenArrays(word=word, unit=unit, units=len(rows), facts=self._words.facts)

    def _learn_new_words(self) -> None:
        known = len(self._words.number)
        if len(self.table) > known:
            new = self._describe(list(self.table)[known:])
            facts = {
                name: np.concatenate([value, vars(new.facts)[name]]) for name, value in vars(self._words.facts).items()
            }
            rest = {
                name: np.concatenate([value, vars(new)[name]])
                for name, value in vars(self._words).items()
                if name != "facts"
            }
            self._words = WordArrays(facts=WordFacts(**facts), **rest)

    def _describe(self, words: list[str]) -> WordArrays:
        facts = word_facts(words, self.weights.lexicon)
        number = np.array([self._number.get(word, UNKNOWN) for word in words], dtype=np.int64)
        weighed = np.array([self._weigh_pieces(word) for word in words], dtype=np.float64).reshape(len(words), 2)
        familiar = ((number != UNKNOWN) | (facts.valence != 0)) & ~facts.silent
        return WordArrays(facts, number, weighed[:, 0], weighed[:, 1], familiar.astype(np.float64))

    def _weigh_pieces(self, word: str) -> tuple[float, float]:
        known = [self._piece[piece] for piece in word_pieces(word) if piece in self._piece]
        rarity = self.weights.piece_rarity[known].astype(np.float64)
        return float(rarity @ self.weights.piece_weight[known]), float(rarity @ rarity)
