"""Reviews to sentiments, with a small model of made-up sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlmodels.enums import SentimentLabel
from mlmodels.sentiment import model as model_module
from mlmodels.sentiment import word_table
from mlmodels.sentiment.metrics import UNSURE_BELOW
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import Sentence, label_of, reviews
from tests.mlmodels.sentences import small_model


def test_a_review_has_a_score_and_its_key_sentences(model: SentimentModel) -> None:
    [found] = reviews(model, ["We came late. The soup was excellent! The waiter was horrible. The pasta was lovely."])
    assert found.most_positive is not None
    assert found.most_negative is not None
    assert found.most_positive.text in {"The soup was excellent!", "The pasta was lovely."}
    assert found.most_negative.text == "The waiter was horrible."
    assert found.most_positive.score > found.score > found.most_negative.score


def test_praise_blame_and_neither(model: SentimentModel) -> None:
    praise, blame, neither = reviews(model, ["The soup was excellent.", "The soup was awful.", "Xyzzy plugh"])
    assert (praise.label, blame.label, neither.label) == (
        SentimentLabel.POSITIVE,
        SentimentLabel.NEGATIVE,
        SentimentLabel.UNSURE,
    )
    assert (neither.score, neither.confidence) == (0, 0)


def test_negation_turns_a_score(model: SentimentModel) -> None:
    plain, negated = reviews(model, ["The soup was excellent.", "The soup was not excellent."])
    assert negated.score < plain.score


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "___"])
def test_no_words_no_opinion(model: SentimentModel, text: str) -> None:
    [found] = reviews(model, [text])
    assert (found.score, found.label, found.confidence) == (0, SentimentLabel.UNSURE, 0)


def test_a_text_without_any_sign_has_no_sentences(model: SentimentModel) -> None:
    [found] = reviews(model, [""])
    assert (found.most_positive, found.most_negative) == (None, None)


def test_no_reviews_at_all(model: SentimentModel) -> None:
    assert reviews(model, []) == []


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (1, SentimentLabel.POSITIVE),
        (UNSURE_BELOW, SentimentLabel.POSITIVE),
        (0.39, SentimentLabel.UNSURE),
        (0, SentimentLabel.UNSURE),
        (-0.4, "negative"),
    ],
)
def test_labels(score: float, label: SentimentLabel) -> None:
    assert label_of(score) == label


@given(st.lists(st.text(max_size=10_000), max_size=4))
def test_any_texts_get_bounded_scores(model: SentimentModel, texts: list[str]) -> None:
    for text, found in zip(texts, reviews(model, texts), strict=True):
        assert -1 <= found.score <= 1
        assert 0 <= found.confidence <= 1
        for sentence in (found.most_positive, found.most_negative):
            assert sentence is None or (sentence.text in text and -1 <= sentence.score <= 1)


@given(
    st.lists(
        st.sampled_from(["The soup was excellent.", "awful!", "not good 😀", "", "wine, but horrible"]), max_size=6
    )
)
def test_neighbours_in_a_batch_do_not_matter(model: SentimentModel, texts: list[str]) -> None:
    alone = [reviews(model, [text])[0] for text in texts]
    assert [round(one.score, 9) for one in reviews(model, texts)] == [round(one.score, 9) for one in alone]


def test_emoji_and_ten_thousand_characters(model: SentimentModel) -> None:
    happy, long = reviews(model, ["😀😀😀", "The soup was excellent. " * 417])
    assert happy.score > 0
    assert long.most_positive == Sentence(
        "The soup was excellent.", long.most_positive.score if long.most_positive else 0
    )
    assert long.label is SentimentLabel.POSITIVE


def test_the_memory_for_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "MAX_WORDS", 50)
    fresh = small_model()
    before = reviews(fresh, ["The soup was excellent."])
    for first in range(0, 1_000, 20):
        reviews(
            fresh,
            [" ".join(f"w{'x' * number}" for number in range(1, 20)), f"made up {first} word{chr(97 + first % 26)}"],
        )
        assert len(fresh.table) < 50 + 60
    assert reviews(fresh, ["The soup was excellent."]) == before
    assert word_table.MAX_WORDS > 100_000


def test_a_sentence_that_says_more_than_its_score_is_kept(model: SentimentModel) -> None:
    [found] = reviews(model, ["Excellent! The pasta was lovely and warm."])
    assert found.most_positive is not None
    assert found.most_positive.text == "The pasta was lovely and warm."
