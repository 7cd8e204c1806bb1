"""Training: the same bytes twice, files that come back as the same model, nothing tested on itself."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlmodels.exceptions import ArtefactRefused
from mlmodels.registry import ModelArtefact
from mlmodels.sentiment import artefact, release, train
from mlmodels.sentiment.cross_validation import cross_validated, truth
from mlmodels.sentiment.exceptions import BadDataFile, TooFewTexts
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import log_odds
from tests.mlmodels.sentences import LEXICON, sample, write_sentences

NOBODY = train.TrainingSample((), (), ())


def quiet(_step: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """The files of two releases that were trained on the same folder."""
    folder = tmp_path_factory.mktemp("data")
    write_sentences(folder / train.RESTAURANTS.file)
    write_sentences(folder / "semeval2014_train.xml")
    return [release.make(folder, number=3, progress=quiet).files for _ in range(2)]


def test_the_same_files_make_the_same_bytes(releases: list[dict[str, bytes]]) -> None:
    first, second = releases
    assert first == second
    assert set(first) == {
        "words.txt",
        "pieces.txt",
        "lexicon.tsv",
        "weights.npz",
        *("de.words.txt", "de.pieces.txt", "de.lexicon.tsv", "de.weights.npz"),
        "manifest.json",
        "MODEL_CARD.md",
    }


def test_the_manifest_names_the_training_files(releases: list[dict[str, bytes]]) -> None:
    manifest = json.loads(releases[0]["manifest.json"])
    source, hard, german = manifest["training"]
    assert (hard["file"], hard["texts"], hard["left_out"]) == ("hard_sentences.tsv", 602, 28)
    assert (german["file"], german["texts"]) == ("sentences.tsv", 302)
    assert (manifest["name"], manifest["release"], source["file"]) == ("sentiment", 3, train.RESTAURANTS.file)
    assert (source["terms"], source["texts"]) == ("CC BY 4.0", 64)
    measured = [row["file"] for row in manifest["measured_only"]]
    assert measured == ["semeval2014_train.xml", "hard_held_out.tsv", "held_out.tsv"]


def test_training_needs_the_restaurant_sentences(tmp_path: Path) -> None:
    with pytest.raises(BadDataFile, match=r"holds no sentences_yelp\.tsv"):
        release.make(tmp_path, number=1, progress=quiet)


def test_files_come_back_as_the_same_model(model: SentimentModel) -> None:
    stored = artefact.files_of(model.weights)
    loaded = artefact.model_of(ModelArtefact("sentiment", 4, "", [], {}, stored))
    texts = ["The soup was not excellent!", "Awful waiter 😀"]
    assert log_odds(loaded, texts).tolist() == log_odds(model, texts).tolist()
    assert loaded.version == 4


@pytest.mark.parametrize("name", ["words.txt", "pieces.txt", "weights.npz", "lexicon.tsv"])
def test_files_that_do_not_belong_together_are_refused(model: SentimentModel, name: str) -> None:
    stored = artefact.files_of(model.weights) | {name: b"something\telse\n"}
    if name == "words.txt":
        del stored[name]  # other words with as many numbers cannot be told; the signature guards against that
    with pytest.raises(ArtefactRefused):
        artefact.model_of(ModelArtefact("sentiment", 1, "", [], {}, stored))


def test_folds_hold_each_row_once() -> None:
    dealt = train.folds(64, 5)
    assert sorted(np.concatenate(dealt).tolist()) == list(range(64))
    assert [fold.tolist() for fold in train.folds(64, 5)] == [fold.tolist() for fold in dealt]


def test_nothing_is_tested_on_itself() -> None:
    rows = train.TrainingSample(("Good soup!", "good  SOUP", "Bad soup."), (True, True, False), (1.0, 1.0, 1.0))
    assert rows.without(["Good soup"]).texts == ("Bad soup.",)


def test_test_sentences_are_classified() -> None:
    probability = cross_validated(sample(), NOBODY, LEXICON, 4, quiet)
    assert np.mean((probability > 0.5) == truth(sample())) > 0.9


@pytest.mark.parametrize("folds", [1, 7])
def test_too_few_texts_for_the_folds(folds: int) -> None:
    with pytest.raises(TooFewTexts):
        cross_validated(sample(), NOBODY, LEXICON, folds, quiet)


def test_scoring_needs_no_training_package() -> None:
    code = (
        "import sys, mlmodels.sentiment.predict, mlmodels.sentiment.artefact; "
        "print(sorted({'sklearn', 'scipy', 'vaderSentiment', 'model_signing', 'pickle5'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
