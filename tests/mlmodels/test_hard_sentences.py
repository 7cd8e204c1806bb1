"""Sentences that a bag of words misreads: the shipped model is less sure of them than it was, and says so.

None of the sentences that measure is in a file that the model was trained on.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from mlmodels.enums import SentimentLabel
from mlmodels.registry import newest, trusted_keys
from mlmodels.sentiment import artefact, doubt_training, hard_sentences
from mlmodels.sentiment.doubt import no_doubt
from mlmodels.sentiment.doubt_training import with_doubt
from mlmodels.sentiment.german import training as german
from mlmodels.sentiment.hard_sentences import HardSentence
from mlmodels.sentiment.metrics import figures
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities, reviews
from mlmodels.sentiment.train import TrainingSample
from tests.mlmodels.sentences import LEXICON, sample, small_model

UNSEEN = hard_sentences.parse(hard_sentences.UNSEEN.read_text(encoding="utf-8"))
CLEAR = [sentence for sentence in UNSEEN if sentence.praises is not None]
TEXTS = [sentence.text for sentence in CLEAR]
GERMAN = hard_sentences.parse(german.UNSEEN.read_text(encoding="utf-8"))
PRAISED = np.array([bool(sentence.praises) for sentence in CLEAR])


@pytest.fixture(scope="module")
def shipped() -> SentimentModel:
    return artefact.model_of(newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()))


@pytest.fixture(scope="module")
def sure(shipped: SentimentModel) -> SentimentModel:
    """The shipped model without its doubt."""
    weights = shipped.weights
    return SentimentModel(
        type(weights)(**{**vars(weights), "doubt": no_doubt(len(weights.vocabulary.keys))}), version=1
    )


def test_it_is_less_sure_of_hard_sentences_for_its_doubt(shipped: SentimentModel, sure: SentimentModel) -> None:
    before, after = (figures(probabilities(model, TEXTS), PRAISED) for model in (sure, shipped))
    assert after.accuracy == before.accuracy
    assert after.calibration_error < 0.2
    assert after.answered < 0.6 * before.answered


def test_fewer_of_its_answers_are_wrong(shipped: SentimentModel, sure: SentimentModel) -> None:
    wrong = [_wrong_answers(model, TEXTS, PRAISED) for model in (sure, shipped)]
    assert wrong[1] < 0.7 * wrong[0]


def _wrong_answers(
    model: SentimentModel, texts: list[str], praised: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> int:
    other_side = [SentimentLabel.NEGATIVE if praise else SentimentLabel.POSITIVE for praise in praised]
    return sum(found.label is side for found, side in zip(reviews(model, texts), other_side, strict=True))


def test_plain_sentences_keep_their_answers(shipped: SentimentModel) -> None:
    good, bad = (
        reviews(shipped, ["The food was excellent and the staff were friendly.", "Great pizza, we loved it."]),
        reviews(shipped, ["The food was terrible and the service was slow.", "Worst pizza ever, cold and bland."]),
    )
    assert {found.label for found in good} == {SentimentLabel.POSITIVE}
    assert {found.label for found in bad} == {SentimentLabel.NEGATIVE}


@pytest.mark.parametrize("text", ["We could not find one thing to criticise.", "I would never say no to coming back."])
def test_it_says_unsure_rather_than_wrong(shipped: SentimentModel, text: str) -> None:
    [found] = reviews(shipped, [text])
    assert found.label in {SentimentLabel.UNSURE, SentimentLabel.POSITIVE}


def test_the_card_reports_hard_sentences_by_folds(shipped: SentimentModel) -> None:
    found = newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()).manifest["doubt"]
    assert found["by_folds"]["calibration_error"] <= 0.15 < found["without"]["calibration_error"]
    assert found["by_folds"]["accuracy"] == found["without"]["accuracy"]
    assert found["texts"] == len(hard_sentences.shipped()) == 630


def test_what_measures_is_not_trained_on() -> None:
    known = {sentence.text for sentence in hard_sentences.shipped()}
    assert not known & {sentence.text for sentence in UNSEEN}
    written = {*german.sample().texts}
    assert not written & {sentence.text for sentence in GERMAN}


def test_german_sentences_that_it_never_saw() -> None:
    shipped = artefact.models_of(newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()))["de"]
    truth = np.array([bool(sentence.praises) for sentence in GERMAN])
    found = figures(probabilities(shipped, [sentence.text for sentence in GERMAN]), truth)
    assert found.accuracy >= 0.85 and found.calibration_error <= 0.12


def test_each_kind_has_both_sides_or_is_mixed() -> None:
    kinds: dict[str, set[bool | None]] = {}
    for sentence in hard_sentences.shipped():
        kinds.setdefault(sentence.kind, set()).add(sentence.praises)
    assert kinds.pop("mixed") == {None}
    assert len(kinds) == 9
    assert all(found == {True, False} for found in kinds.values())


ODD = [
    HardSentence(f"Never say never to the {word} soup?", number % 2 == 0, "irony")
    for number, word in enumerate(
        ("good", "bad", "hot", "cold", "red", "green", "thick", "thin", "big", "small", "old", "new")
    )
]


def test_doubt_draws_scores_to_zero_and_changes_no_side() -> None:
    plain, texts = small_model(), [sentence.text for sentence in ODD]
    before = probabilities(plain, texts)
    after = probabilities(with_doubt(plain, sample(), ODD), texts)
    assert (np.abs(after - 0.5) < np.abs(before - 0.5)).all()
    assert ((after > 0.5) == (before > 0.5)).all()


def test_each_hard_sentence_is_measured_without_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    learned_from: list[set[str]] = []

    def remembered(model: SentimentModel, plain: TrainingSample, hard: Sequence[HardSentence]) -> SentimentModel:
        learned_from.append({sentence.text for sentence in hard})
        return model

    monkeypatch.setattr(doubt_training, "with_doubt", remembered)
    doubt_training.cross_fitted(sample(), ODD, LEXICON, 1.0)
    assert len(learned_from) == doubt_training.FOLDS
    for sentence in ODD:
        assert sum(sentence.text not in texts for texts in learned_from) == 1


def test_a_long_review_is_doubted_less_than_a_sentence(shipped: SentimentModel, sure: SentimentModel) -> None:
    text = "I would never say no to coming back. "
    once, often = (
        abs(reviews(shipped, [text * times])[0].score) / abs(reviews(sure, [text * times])[0].score) for times in (1, 8)
    )
    assert once < often


@pytest.mark.parametrize("line", ["no tabs", "a\tgood\tirony", "a\tpositive"])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 3"):
        hard_sentences.parse(f"# licence\n{hard_sentences.HEADER}\n{line}\n")
