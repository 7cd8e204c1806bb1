"""Negation, boosters and contrast, on arrays; and what training and scoring must agree on."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlmodels.sentiment.design_matrix import Corpus, corpus_of, design_matrix, learn_vocabulary
from mlmodels.sentiment.features import NEGATED_VALENCE, lexicon_features, token_valences, valence_sums
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import log_odds
from mlmodels.sentiment.vocabulary import UNKNOWN, positions
from tests.mlmodels.sentences import LEXICON, sample


def words_in_reach(text: str) -> list[str]:
    corpus = corpus_of([text], LEXICON)
    return [corpus.words[word] for word in corpus.text.word[corpus.turned]]


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("good soup", []),
        ("not good", ["good"]),
        ("not a very good soup with wine", ["a", "very", "good", "soup"]),
        ("not good, lovely", ["good"]),
        ("no. good", []),
        ("nothing nor good", ["good"]),
    ],
)
def test_negation_reaches_to_the_clause_end_at_most(text: str, turned: list[str]) -> None:
    assert words_in_reach(text) == turned


def test_negation_does_not_leak_into_the_next_text() -> None:
    corpus = corpus_of(["it was not", "good"], LEXICON)
    assert not corpus.turned.any()


def valences(corpus: Corpus) -> list[float]:
    found = token_valences(corpus.text, corpus.turned)
    return [float(round(value, 4)) for value in found if value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("good", [1.9]),
        ("very good", [2.193]),
        ("slightly awful", [-1.707]),
        ("not good", [round(1.9 * NEGATED_VALENCE, 4)]),
        ("good but awful", [0.95, -3.0]),
    ],
)
def test_valences(text: str, expected: list[float]) -> None:
    assert valences(corpus_of([text], LEXICON)) == expected


def test_lexicon_features_stay_within_one() -> None:
    corpus = corpus_of(["excellent " * 500, "awful " * 500, "soup"], LEXICON)
    found = lexicon_features(valence_sums(corpus.text, corpus.turned))
    assert np.abs(found).max() <= 1
    assert found[0, 0] > 0.9
    assert found[1, 0] < -0.9
    assert found[2].tolist() == [0, 0, 0]


def test_positions_of_unknown_keys() -> None:
    keys = np.array([2, 5, 9])
    assert positions(keys, np.array([5, 6, 10, 2])).tolist() == [1, UNKNOWN, UNKNOWN, 0]
    assert positions(keys[:0], np.array([5])).tolist() == [UNKNOWN]


def test_scoring_computes_what_training_fitted(model: SentimentModel) -> None:
    texts = (*sample().texts, "The soup was not lovely. But the wine, excellent!", "No bread")
    training = corpus_of(sample().texts, LEXICON)
    matrix = design_matrix(corpus_of(texts, LEXICON), learn_vocabulary(training))
    weights = model.weights
    coefficients = np.concatenate([weights.key_weight, weights.piece_weight, weights.lexicon_weight])
    assert_allclose(log_odds(model, texts), matrix @ coefficients + weights.bias, rtol=1e-5, atol=1e-5)
