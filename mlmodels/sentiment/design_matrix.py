"""Training texts as a sparse matrix whose product with the weights is what `model` computes.

Needs scipy: training only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mlmodels.sentiment.features import (
    Booleans,
    Floats,
    Integers,
    TokenArrays,
    lexicon_features,
    negated,
    valence_sums,
    word_facts,
)
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.tokens import sentences, tokens, word_pieces
from mlmodels.sentiment.vocabulary import UNKNOWN, Vocabulary, keyed, positions
from mlmodels.sentiment.word_table import WordTable

MIN_TEXTS_WITH_KEY = 2  # a word or pair seen in one text only tells about that text
MIN_TEXTS_WITH_PIECE = 3


@dataclass(frozen=True)
class Corpus:
    """Texts, cut and numbered. `row`: for each sentence the text that it is of; `words`: the table's words in order."""

    text: TokenArrays
    turned: Booleans
    row: Integers
    rows: int
    words: list[str]


def corpus_of(texts: Sequence[str], lexicon: Lexicon) -> Corpus:
    """Cut `texts` as `predict` does."""
    cut = [sentences(text) for text in texts]
    token_lists = [tokens(sentence) for parts in cut for sentence in parts]
    table = WordTable()
    word = table.numbers(token_lists)
    unit = np.repeat(np.arange(len(token_lists)), [len(row) for row in token_lists])
    arrays = TokenArrays(word, unit, len(token_lists), word_facts(list(table), lexicon))
    row = np.repeat(np.arange(len(texts)), [len(parts) for parts in cut])
    return Corpus(arrays, negated(arrays), row, len(texts), list(table))


@dataclass(frozen=True)
class Learned:
    """A vocabulary with the rarity of each key and piece: the logarithm of how few texts have it."""

    vocabulary: Vocabulary
    key_rarity: Floats
    piece_rarity: Floats


def learn_vocabulary(corpus: Corpus) -> Learned:
    """The words, pairs and pieces that stand in enough texts of `corpus`, in sorted order."""
    texts_with = _texts_with_word(corpus)
    words = tuple(sorted(word for word, texts in texts_with.items() if texts >= MIN_TEXTS_WITH_KEY))
    occurrences = keyed(corpus.text, corpus.turned, _numbers(corpus, words), len(words))
    in_text = np.unique(np.column_stack([corpus.row[occurrences.unit], occurrences.key]), axis=0)
    keys, key_texts = np.unique(in_text[:, 1], return_counts=True)
    frequent = key_texts >= MIN_TEXTS_WITH_KEY
    piece_texts: Counter[str] = Counter()
    for word, texts in texts_with.items():
        piece_texts.update(dict.fromkeys(word_pieces(word), texts))
    pieces = sorted(piece for piece, texts in piece_texts.items() if texts >= MIN_TEXTS_WITH_PIECE)
    return Learned(
        Vocabulary(words, keys[frequent], tuple(pieces)),
        _rarity(key_texts[frequent], corpus.rows),
        _rarity(np.array([piece_texts[piece] for piece in pieces], dtype=np.int64), corpus.rows),
    )


def design_matrix(corpus: Corpus, learned: Learned) -> sparse.csr_matrix:
    """Shape (texts, keys + pieces + 3); rows of the two sparse blocks have length 1, as `model.log_odds` divides."""
    return sparse.hstack(
        [
            key_block(corpus, learned),
            _piece_block(corpus, learned),
            sparse.csr_matrix(lexicon_features(_by_row(corpus, valence_sums(corpus.text, corpus.turned)))),
        ]
    ).tocsr()


def key_block(corpus: Corpus, learned: Learned) -> sparse.csr_matrix:
    """Shape (texts, keys); rows have length 1."""
    vocabulary = learned.vocabulary
    occurrences = keyed(corpus.text, corpus.turned, _numbers(corpus, vocabulary.words), len(vocabulary.words))
    at = positions(vocabulary.keys, occurrences.key)
    row, at = corpus.row[occurrences.unit[at != UNKNOWN]], at[at != UNKNOWN]
    value = learned.key_rarity[at]
    length = np.sqrt(np.bincount(row, value * value, corpus.rows))
    return sparse.csr_matrix((value / length[row], (row, at)), shape=(corpus.rows, len(vocabulary.keys)))


def _piece_block(corpus: Corpus, learned: Learned) -> sparse.csr_matrix:
    place = {piece: number for number, piece in enumerate(learned.vocabulary.pieces)}
    of_word = [[place[piece] for piece in word_pieces(word) if piece in place] for word in corpus.words]
    sizes = np.array([len(pieces) for pieces in of_word], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    flat = np.array([piece for pieces in of_word for piece in pieces], dtype=np.int64)
    many = sizes[corpus.text.word]  # pieces of each token
    offset = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    at = flat[np.repeat(first[corpus.text.word], many) + offset]
    row = np.repeat(corpus.row[corpus.text.unit], many)
    rarity = learned.piece_rarity[at]
    length = np.sqrt(np.bincount(row, rarity * rarity, corpus.rows))
    value = rarity * np.repeat(np.where(corpus.turned, -1.0, 1.0), many) / length[row]
    return sparse.csr_matrix((value, (row, at)), shape=(corpus.rows, len(place)))


def _by_row(corpus: Corpus, sums: Floats) -> Floats:
    return np.column_stack([np.bincount(corpus.row, column, corpus.rows) for column in sums.T])


def _texts_with_word(corpus: Corpus) -> dict[str, int]:
    in_text = np.unique(np.column_stack([corpus.row[corpus.text.unit], corpus.text.word]), axis=0)
    words, texts = np.unique(in_text[:, 1], return_counts=True)
    return {corpus.words[word]: int(count) for word, count in zip(words, texts, strict=True)}


def _rarity(texts: Integers, rows: int) -> Floats:
    return np.log((1 + rows) / (1 + np.minimum(texts, rows))) + 1.0


def _numbers(corpus: Corpus, words: Sequence[str]) -> Integers:
    place = {word: number for number, word in enumerate(words)}
    return np.array([place.get(word, UNKNOWN) for word in corpus.words], dtype=np.int64)
