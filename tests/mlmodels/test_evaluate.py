"""Figures beside the lexicon, on files made here and on the real ones where they are at hand. Speed is not tested."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mlmodels.registry import newest, trusted_keys
from mlmodels.sentiment import artefact, datasets, evaluate, lexicon, train
from mlmodels.sentiment.cross_validation import truth
from mlmodels.sentiment.exceptions import TooFewTexts
from mlmodels.sentiment.metrics import figures
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import log_odds, probabilities
from tests.mlmodels.sentences import write_sentences

FIGURES = {
    *("accuracy", "macro_f1", "calibration_error", "brier", "answered", "answered_accuracy"),
    "reviews_per_second",
}


@pytest.fixture(autouse=True)
def few_timed_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "TIMED_ROUNDS", 1)


@pytest.fixture(scope="module")
def shipped() -> SentimentModel:
    return artefact.model_of(newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()))


def test_a_new_file_is_measured_as_the_model_ships(tmp_path: Path, model: SentimentModel) -> None:
    found = evaluate.evaluate_test_set(write_sentences(tmp_path / "new.tsv"), model=model).as_dict()
    assert set(found["model"]) == set(found["lexicon"]) == FIGURES
    assert (found["data"]["texts"], found["method"]) == (64, "release 0 as it ships")
    assert found["model"]["accuracy"] > 0.95
    assert 0.5 < found["lexicon"]["accuracy"] <= 1


def test_a_training_file_is_measured_by_folds(tmp_path: Path, model: SentimentModel) -> None:
    path = write_sentences(tmp_path / train.RESTAURANTS.file)
    (tmp_path / "sentences_imdb.tsv").write_text("text\tpositive\nAn excellent film.\t1\nAn awful film.\t0\n")
    steps: list[str] = []
    found = evaluate.evaluate_by_folds(path, folds=4, model=model, progress=steps.append).as_dict()
    assert found["method"] == "4 folds, each trained on the other folds and sentences_imdb.tsv"
    assert found["model"]["accuracy"] > 0.9
    assert len(steps) == 4 * 6


def test_too_few_texts(tmp_path: Path, model: SentimentModel) -> None:
    path = tmp_path / "tiny.tsv"
    path.write_text("text\tpositive\nGood\t1\nBad\t0\n")
    with pytest.raises(TooFewTexts):
        evaluate.evaluate_by_folds(path, folds=5, model=model, progress=print)


def test_timed_reviews_have_the_length_of_real_ones() -> None:
    made = evaluate.sized_reviews(["one two three"], count=3)
    assert [len(review.split()) for review in made] == [evaluate.WORDS_A_REVIEW] * 3


def test_real_restaurant_sentences_by_folds(shared_review_file: Callable[[str], Path]) -> None:
    found = train.read_sources(shared_review_file(train.RESTAURANTS.file).parent)
    main = train.sample_of(found[train.RESTAURANTS.file], 1.0)
    others = train.other_sources(found, train.RESTAURANTS.file)
    held_out = np.zeros(len(main.texts))
    for test in train.folds(len(main.texts)):
        fitted = train.fit(train.training_rows(main, others, test), lexicon.from_vader())
        held_out[test] = log_odds(fitted, main.rows(test).texts)
    assert np.mean((held_out > 0) == truth(main)) > 0.86


@pytest.mark.parametrize(("name", "macro_f1"), [("semeval2014_train.xml", 0.81), ("starred_reviews.csv.gz", 0.90)])
def test_real_texts_that_the_shipped_model_never_saw(
    shared_review_file: Callable[[str], Path], shipped: SentimentModel, name: str, macro_f1: float
) -> None:
    data = datasets.read(shared_review_file(name))
    assert figures(probabilities(shipped, data.texts), np.array(data.positive)).macro_f1 > macro_f1
