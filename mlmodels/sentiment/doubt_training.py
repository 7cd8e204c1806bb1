"""Fits doubt: sentences of hard kinds against the plain ones of the training files. Training only.

The hard sentences that praise or blame are also training texts of the model itself.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from mlmodels.sentiment.design_matrix import Learned, corpus_of, key_block
from mlmodels.sentiment.doubt import Doubt, signals
from mlmodels.sentiment.features import Floats
from mlmodels.sentiment.hard_sentences import HardSentence
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities, text_sums
from mlmodels.sentiment.train import TrainingSample, fit, folds

HARD_WEIGHT, KEY_SHARE, FOLDS = 3.0, 4.0, 10
# A single word is read rightly where it is known, and has the score zero where it is not.
NOT_DOUBTED = "one word"


def polar_sample(hard: Sequence[HardSentence]) -> TrainingSample:
    """Those of `hard` that praise or blame, as training texts."""
    polar = [(sentence.text, sentence.praises) for sentence in hard if sentence.praises is not None]
    return TrainingSample(
        tuple(text for text, _ in polar), tuple(bool(praises) for _, praises in polar), (1.0,) * len(polar)
    )


def with_doubt(model: SentimentModel, plain: TrainingSample, hard: Sequence[HardSentence]) -> SentimentModel:
    """`model` with the same weights, and a doubt that tells `hard` sentences from `plain` ones; as it is with none."""
    if not hard:
        return model
    from sklearn.linear_model import LogisticRegression  # imported late: it takes a second
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no annotations

    doubted = [sentence.text for sentence in hard if sentence.kind != NOT_DOUBTED]
    texts = [*plain.texts, *doubted]
    found = signals(text_sums(model, texts))
    middle, spread = found[: len(plain.texts)].mean(axis=0), found[: len(plain.texts)].std(axis=0) + 1e-9
    matrix = sparse.hstack([_keys(model, texts) * KEY_SHARE, sparse.csr_matrix((found - middle) / spread)]).tocsr()
    is_hard = np.arange(len(texts)) >= len(plain.texts)
    classifier = LogisticRegression(C=1.0, max_iter=5_000)
    with threadpool_limits(limits=1):
        classifier.fit(matrix, is_hard, sample_weight=np.array([*plain.weight, *[HARD_WEIGHT] * len(doubted)]))
    keys = len(model.weights.vocabulary.keys)
    by_key: Floats = classifier.coef_[0][:keys] * KEY_SHARE
    by_signal: Floats = classifier.coef_[0][keys:] / spread
    bias = float(classifier.intercept_[0] - middle @ by_signal)
    doubt = Doubt(by_key.astype(np.float32), by_signal, bias)
    return SentimentModel(replace(model.weights, doubt=doubt), version=model.version)


def cross_fitted(
    plain: TrainingSample, hard: Sequence[HardSentence], lexicon: Lexicon, temperature: float
) -> tuple[Floats, Floats]:
    """Probability of praise for each of `hard`, without doubt and with it.

    Each is scored by a model whose weights and doubt come from `plain` and the other nine tenths of `hard`.
    """
    without, doubted = np.zeros(len(hard)), np.zeros(len(hard))
    for test in folds(len(hard), FOLDS):
        kept = [hard[row] for row in np.setdiff1d(np.arange(len(hard)), test)]
        texts = [hard[row].text for row in test]
        found = fit((plain + polar_sample(kept)).without(texts), lexicon)
        model = SentimentModel(replace(found.weights, temperature=temperature), version=0)
        without[test] = probabilities(model, texts)
        doubted[test] = probabilities(with_doubt(model, plain, kept), texts)
    return without, doubted


def _keys(model: SentimentModel, texts: Sequence[str]) -> sparse.csr_matrix:
    weights = model.weights
    learned = Learned(weights.vocabulary, weights.key_rarity.astype(np.float64), np.zeros(0))
    return key_block(corpus_of(texts, weights.lexicon), learned)
