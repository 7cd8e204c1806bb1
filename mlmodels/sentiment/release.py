"""Makes a release: trains, measures, and writes the artefact with its manifest and model card. Training only.

No date and no machine stands in the files: the same data, release number and libraries give the same bytes.
"""

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels import registry, training_sources
from mlmodels.sentiment import (
    artefact,
    card,
    datasets,
    design_matrix,
    doubt_training,
    features,
    hard_sentences,
    lexicon,
    site_reviews,
    train,
)
from mlmodels.sentiment.cross_validation import cross_validated, truth
from mlmodels.sentiment.doubt import SIGNALS
from mlmodels.sentiment.german import training as german_training
from mlmodels.sentiment.metrics import UNSURE_BELOW, figures
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities
from mlmodels.sentiment.tokens import PIECE_LENGTHS

# Measured if they lie beside the training files. Their terms do not let a shipped model be trained on them.
MEASURED_ONLY = ("semeval2014_train.xml", "starred_reviews.csv.gz")
HARD = train.TrainingSource(hard_sentences.FILE.name, "CC0 1.0", "Platemark", 1.0)
GERMAN = train.TrainingSource("german/sentences.tsv", "CC0 1.0", "Platemark", german_training.WRITTEN_WEIGHT)
LIBRARIES = ("numpy", "scikit-learn", "scipy", "vaderSentiment")


@dataclass(frozen=True)
class SentimentRelease:
    """The files of an unsigned artefact, by name."""

    number: int
    manifest: dict[str, Any]
    files: dict[str, bytes]


def make(data: Path, *, number: int, progress: train.Progress, row_key: bytes = b"") -> SentimentRelease:
    """Train on the files of `train.SOURCES` in the folder `data`, and on what is selected of the site's own reviews.

    `row_key` names rows of these in the manifest. Raises BadDataFile if the restaurant sentences are missing or a file
    is broken, TooFewTexts if there is too little.
    """
    found = train.read_sources(data)
    whole = train.sample_of(found[train.RESTAURANTS.file], train.RESTAURANTS.weight)
    main = train.without_kept_aside(whole)
    others = train.other_sources(found, train.RESTAURANTS.file)
    words = lexicon.from_vader()
    hard = hard_sentences.shipped()
    site = site_reviews.sample_of(data, base=main + others, words=words, key=row_key)
    others += site.sample
    held_out = cross_validated(main, others, words, train.FOLDS, progress, hard)
    plain = train.fit_calibrated(main, others + doubt_training.polar_sample(hard), words, progress)
    progress("doubt")
    model = doubt_training.with_doubt(plain, main + others, hard)
    german = german_training.model()
    manifest = {
        "name": artefact.NAME,
        "release": number,
        "languages": [artefact.MAIN, german_training.LANGUAGE],
        "training": [*_describe_sources(found), *site.listed],
        "lexicon": _describe_lexicon(words),
        "features": _describe_features(model),
        "labels": {"unsure_below": UNSURE_BELOW},
        "doubt": _describe_doubt(plain, main + others, hard, words),
        "german": german_training.described(german),
        "held_out": _by_folds(held_out, main),
        "measured_only": _all_measured(data, model, german),
        "libraries": libraries(LIBRARIES),
        "code": code_digest(),
    }
    training_sources.declared_sources(manifest)
    weights = artefact.files_of(model.weights) | artefact.files_of(german.weights, german_training.LANGUAGE)
    return SentimentRelease(number, manifest, weights | site.files | _described(manifest))


def libraries(names: Iterable[str]) -> dict[str, str]:
    """The versions of Python and of the packages `names`."""
    return {"python": ".".join(platform.python_version_tuple()[:2]), **{name: version(name) for name in names}}


def _described(manifest: dict[str, Any]) -> dict[str, bytes]:
    """Manifest and card as files."""
    written = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    return {registry.MANIFEST: written, "MODEL_CARD.md": card.render_card(manifest).encode()}


def code_digest() -> str:
    """A digest of the code of this room: the version that trained."""
    room = Path(registry.__file__).parent
    return registry.digest_of({str(path.relative_to(room)): path.read_bytes() for path in room.rglob("*.py")})


def _by_folds(held_out: features.Floats, main: train.TrainingSample) -> dict[str, Any]:
    row = {"file": train.RESTAURANTS.file, "folds": train.FOLDS, "texts": len(main.texts)}
    return {**row, **asdict(figures(held_out, truth(main)))}


def _all_measured(data: Path, model: SentimentModel, german: SentimentModel) -> list[dict[str, Any]]:
    found = [_measured(data / name, model) for name in MEASURED_ONLY if (data / name).is_file()]
    return [*found, _measured(hard_sentences.UNSEEN, model), _measured(german_training.UNSEEN, german)]


def _describe_sources(found: dict[str, datasets.LabelledTexts]) -> list[dict[str, Any]]:
    plain = [describe_source(found[source.file], source) for source in train.SOURCES if source.file in found]
    own = [(hard_sentences.FILE, HARD), (german_training.SENTENCES, GERMAN)]
    return [*plain, *(describe_source(datasets.read(path), source) for path, source in own)]


def describe_source(data: datasets.LabelledTexts, source: train.TrainingSource) -> dict[str, Any]:
    """One line of the manifest about a file that was trained on."""
    return {
        "file": data.name,
        "sha256": data.sha256,
        "terms": source.terms,
        "credit": source.credit,
        "weight": source.weight,
        "texts": len(data.texts),
        "left_out": data.left_out,
    }


def _describe_lexicon(words: lexicon.Lexicon) -> dict[str, Any]:
    return {
        "source": "VADER (Hutto & Gilbert, ICWSM 2014)",
        "terms": "MIT",
        "words": len(words.valence),
        "boosters": len(words.boosters),
    }


def _describe_features(model: SentimentModel) -> dict[str, Any]:
    vocabulary = model.weights.vocabulary
    singles = int(np.sum(vocabulary.keys < 2 * len(vocabulary.words)))
    return {
        "words": len(vocabulary.words),
        "words_plain_or_negated": singles,
        "pairs": len(vocabulary.keys) - singles,
        "pieces": len(vocabulary.pieces),
        "piece_lengths": list(PIECE_LENGTHS),
        "lexicon": list(features.LEXICON_FEATURES),
        "negation_reach": features.NEGATION_REACH,
        "fewest_texts": {
            "word_or_pair": design_matrix.MIN_TEXTS_WITH_KEY,
            "piece": design_matrix.MIN_TEXTS_WITH_PIECE,
        },
        "inverse_penalty": train.INVERSE_PENALTY,
        "seed": train.SEED,
        "temperature": model.weights.temperature,
    }


def _describe_doubt(
    plain: SentimentModel,
    sample: train.TrainingSample,
    hard: list[hard_sentences.HardSentence],
    words: lexicon.Lexicon,
) -> dict[str, Any]:
    """What doubt was learned from, and figures for these sentences by folds: without it, and with it."""
    clear = np.array([sentence.praises is not None for sentence in hard])
    positive = np.array([bool(sentence.praises) for sentence in hard])
    before, after = doubt_training.cross_fitted(sample, hard, words, plain.weights.temperature)
    return {
        "file": hard_sentences.FILE.name,
        "terms": HARD.terms,
        "weight": doubt_training.HARD_WEIGHT,
        "texts": len(hard),
        "mixed": int((~clear).sum()),
        "signals": list(SIGNALS),
        "folds": doubt_training.FOLDS,
        "without": asdict(figures(before[clear], positive[clear])),
        "by_folds": asdict(figures(after[clear], positive[clear])),
        "mixed_unsure": {
            "without": _unsure_share(before[~clear]),
            "by_folds": _unsure_share(after[~clear]),
        },
    }


def _unsure_share(probability: features.Floats) -> float:
    return round(float(np.mean(np.abs(2.0 * probability - 1.0) < UNSURE_BELOW)), 4)


def _measured(path: Path, model: SentimentModel) -> dict[str, Any]:
    data = datasets.read(path)
    return {
        "file": data.name,
        "sha256": data.sha256,
        "texts": len(data.texts),
        "left_out": data.left_out,
        **asdict(figures(probabilities(model, data.texts), truth(train.sample_of(data, 1.0)))),
    }
