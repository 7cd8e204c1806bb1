"""How good the model is on texts that it did not see, by folds of its own training file. Training only."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from mlmodels.sentiment.doubt_training import polar_sample, with_doubt
from mlmodels.sentiment.exceptions import TooFewTexts
from mlmodels.sentiment.features import Booleans, Floats
from mlmodels.sentiment.hard_sentences import HardSentence
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.predict import probabilities
from mlmodels.sentiment.train import Progress, TrainingSample, fit_calibrated, folds

MIN_TEXTS_PER_FOLD = 10


def cross_validated(
    main: TrainingSample,
    others: TrainingSample,
    lexicon: Lexicon,
    count: int,
    progress: Progress,
    hard: Sequence[HardSentence] = (),
) -> Floats:
    """Probability of praise for each row of `main`, from a model fitted and calibrated without the row's fold.

    Each fold trains on the other folds of `main`, on `others` and on `hard`, less every text that is also in the fold.
    Raises TooFewTexts if a fold would be tiny or one-sided.
    """
    if count < 2 or len(main.texts) < count * MIN_TEXTS_PER_FOLD:
        raise TooFewTexts(
            f"{len(main.texts)} texts cannot be dealt into {count} folds of {MIN_TEXTS_PER_FOLD} or more."
        )
    probability = np.zeros(len(main.texts))
    for number, test in enumerate(folds(len(main.texts), count), start=1):
        fold = f"held-out fold {number} of {count}: "
        kept = np.setdiff1d(np.arange(len(main.texts)), test)
        tested = main.rows(test).texts
        seen = main.rows(kept).without(tested)
        rest = others.without(tested)
        beside = rest + polar_sample(hard).without(tested)
        model = with_doubt(fit_calibrated(seen, beside, lexicon, partial(_prefixed, progress, fold)), seen + rest, hard)
        probability[test] = probabilities(model, tested)
    return probability


def _prefixed(progress: Progress, prefix: str, step: str) -> None:
    progress(prefix + step)


def truth(sample: TrainingSample) -> Booleans:
    """`sample.positive` as an array."""
    return np.array(sample.positive, dtype=np.bool_)
