"""What the models are measured against, beside the lexicon: TF-IDF with logistic regression. Measuring only."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from mlmodels.sentiment import train
from mlmodels.sentiment.features import Floats

Scorer = Callable[[Sequence[str]], Floats]


def tfidf(folder: Path, tested: Sequence[str]) -> Scorer | None:
    """Probabilities by words and pairs, learned from the training files in `folder` less `tested`; None without any."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # imported late: it takes a second
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no annotations

    if not (folder / train.RESTAURANTS.file).is_file():
        return None
    sample = train.other_sources(train.read_sources(folder), "").without(tested)
    if len({*sample.positive}) < 2:
        return None
    pipeline = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=4.0, max_iter=2_000)
    )
    with threadpool_limits(limits=1):
        pipeline.fit(sample.texts, np.array(sample.positive), logisticregression__sample_weight=np.array(sample.weight))

    def score(texts: Sequence[str]) -> Floats:
        found: Floats = pipeline.predict_proba(texts)[:, 1]
        return found

    return score
