"""Fits the sentiment model. Training only: it needs scikit-learn, which scoring does not. Same files, same bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mlmodels.sentiment.datasets import LabelledTexts, read
from mlmodels.sentiment.design_matrix import Corpus, Learned, corpus_of, design_matrix, learn_vocabulary
from mlmodels.sentiment.doubt import no_doubt
from mlmodels.sentiment.exceptions import BadDataFile
from mlmodels.sentiment.features import LEXICON_FEATURES, Floats, Integers
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.metrics import best_temperature
from mlmodels.sentiment.model import SentimentModel, Weights
from mlmodels.sentiment.predict import log_odds

FOLDS = 5
SEED = 20261123  # only shuffles rows into folds
INVERSE_PENALTY = 4.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class TrainingSource:
    """A file that a shipped model may be trained on, on which terms, and how much a text of it counts."""

    file: str
    terms: str
    credit: str
    weight: float


KOTZIAS = "Sentiment Labelled Sentences, Kotzias et al., KDD 2015, UCI Machine Learning Repository"
MAMS = "MAMS for ACSA, Jiang et al., EMNLP-IJCNLP 2019"
RESTAURANTS = TrainingSource("sentences_yelp.tsv", "CC BY 4.0", KOTZIAS, 1.0)
SOURCES = (
    RESTAURANTS,
    TrainingSource("sentences_amazon.tsv", "CC BY 4.0", KOTZIAS, 0.7),
    TrainingSource("sentences_imdb.tsv", "CC BY 4.0", KOTZIAS, 0.5),
    TrainingSource("mams_acsa_train.xml", "Apache-2.0", MAMS, 0.5),
    TrainingSource("mams_acsa_val.xml", "Apache-2.0", MAMS, 0.5),
)


@dataclass(frozen=True)
class TrainingSample:
    """Labelled texts with weights, from one or more files."""

    texts: tuple[str, ...]
    positive: tuple[bool, ...]
    weight: tuple[float, ...]

    def __add__(self, other: "TrainingSample") -> "TrainingSample":
        return TrainingSample(self.texts + other.texts, self.positive + other.positive, self.weight + other.weight)

    def rows(self, chosen: Sequence[int] | Integers) -> "TrainingSample":
        """The texts numbered `chosen`, in that order."""
        return TrainingSample(
            tuple(self.texts[row] for row in chosen),
            tuple(self.positive[row] for row in chosen),
            tuple(self.weight[row] for row in chosen),
        )

    def without(self, texts: Sequence[str]) -> "TrainingSample":
        """This sample less all that is also in `texts`, whatever its case and spaces: nothing is tested on itself."""
        taken = {_bare(text) for text in texts}
        return self.rows([row for row, text in enumerate(self.texts) if _bare(text) not in taken])


def _bare(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def sample_of(data: LabelledTexts, weight: float) -> TrainingSample:
    """All texts of one file, each counting `weight`."""
    return TrainingSample(data.texts, data.positive, (weight,) * len(data.texts))


def without_kept_aside(sample: TrainingSample) -> TrainingSample:
    """The restaurant sentences that a release may learn from: four fifths, so that the last can measure it whole."""
    return sample.rows(np.setdiff1d(np.arange(len(sample.texts)), folds(len(sample.texts))[0]))


def kept_aside(sample: TrainingSample) -> TrainingSample:
    """The fifth of the restaurant sentences that no release learns from."""
    return sample.rows(folds(len(sample.texts))[0])


def read_sources(folder: Path) -> dict[str, LabelledTexts]:
    """The files of `SOURCES` in `folder`, by name.

    Raises BadDataFile if the file of restaurant sentences is missing.
    """
    found = {source.file: read(folder / source.file) for source in SOURCES if (folder / source.file).is_file()}
    if RESTAURANTS.file not in found:
        raise BadDataFile(f"{folder} holds no {RESTAURANTS.file}, which training starts from.")
    return found


def other_sources(found: dict[str, LabelledTexts], but: str) -> TrainingSample:
    """One sample of all files in `found`, in the order of `SOURCES`, except the one named `but`."""
    chosen = [
        sample_of(found[source.file], source.weight)
        for source in SOURCES
        if source.file in found and source.file != but
    ]
    return sum(chosen, TrainingSample((), (), ()))


def folds(size: int, count: int = FOLDS) -> list[Integers]:
    """`size` rows dealt into `count` folds, the same in every run; each array ascends."""
    order = np.random.default_rng(SEED).permutation(size)
    return [np.sort(order[start::count]) for start in range(count)]


def fit(sample: TrainingSample, lexicon: Lexicon) -> SentimentModel:
    """Fit the weights on `sample`, without calibration."""
    corpus = corpus_of(sample.texts, lexicon)
    learned = learn_vocabulary(corpus)
    coefficients, bias = _regress(corpus, learned, sample)
    keys, pieces = len(learned.vocabulary.keys), len(learned.vocabulary.pieces)
    weights = Weights(
        vocabulary=learned.vocabulary,
        lexicon=lexicon,
        key_rarity=learned.key_rarity.astype(np.float32),
        key_weight=coefficients[:keys].astype(np.float32),
        piece_rarity=learned.piece_rarity.astype(np.float32),
        piece_weight=coefficients[keys : keys + pieces].astype(np.float32),
        lexicon_weight=coefficients[-len(LEXICON_FEATURES) :],
        bias=bias,
        temperature=1.0,
        doubt=no_doubt(keys),
    )
    return SentimentModel(weights, version=0)


def _regress(corpus: Corpus, learned: Learned, sample: TrainingSample) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # imported late: it takes a second
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no annotations

    classifier = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", max_iter=5_000, random_state=SEED)
    matrix = design_matrix(corpus, learned)
    with threadpool_limits(limits=1):  # several threads add up in another order, and end in other bytes
        classifier.fit(matrix, np.array(sample.positive), sample_weight=np.array(sample.weight))
    return classifier.coef_[0].astype(np.float64), float(classifier.intercept_[0])


def fit_calibrated(
    main: TrainingSample, others: TrainingSample, lexicon: Lexicon, progress: Progress
) -> SentimentModel:
    """Fit on `main` and `others`, with the temperature that suits held-out rows of `main` best, at least 1."""
    held_out = np.zeros(len(main.texts))
    for number, test in enumerate(folds(len(main.texts)), start=1):
        progress(f"calibration fold {number} of {FOLDS}")
        held_out[test] = log_odds(fit(training_rows(main, others, test), lexicon), main.rows(test).texts)
    progress("all texts")
    model = fit(main + others, lexicon)
    # Held-out sentences, which are plain, would have it sharper still. Sentences of hard kinds would pay for that.
    temperature = max(1.0, best_temperature(held_out, np.array(main.positive)))
    return SentimentModel(replace(model.weights, temperature=temperature), version=0)


def training_rows(main: TrainingSample, others: TrainingSample, test: Integers) -> TrainingSample:
    """All rows of `main` and `others` that may be trained on when the rows `test` of `main` are held out."""
    kept = np.setdiff1d(np.arange(len(main.texts)), test)
    return (main.rows(kept) + others).without(main.rows(test).texts)
