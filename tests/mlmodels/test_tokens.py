"""How text is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlmodels.sentiment.tokens import MAX_TEXT_LENGTH, MAX_WORD_LENGTH, sentences, tokens, word_pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Wow... Loved this place!", ["wow", ".", ".", ".", "loved", "this", "place", "!"]),
        ("I don’t like it", ["i", "don't", "like", "it"]),
        ("Food:delicious, 3/5 😀 :)", ["food", ":", "delicious", ",", "3", "/", "5", "😀", ":)"]),
        ("Käse-Spätzle für 12", ["käse", "-", "spätzle", "für", "12"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_endless_words_and_texts_are_cut() -> None:
    assert tokens("a" * 100) == ["a" * MAX_WORD_LENGTH, "a" * MAX_WORD_LENGTH, "a" * 20]
    assert len(tokens("x " * MAX_TEXT_LENGTH)) == MAX_TEXT_LENGTH // 2


def test_sentences_keep_their_words_and_leave_out_the_empty() -> None:
    assert sentences("Good food. Bad service!\n\n  \nOk?") == ["Good food.", "Bad service!", "Ok?"]
    assert sentences(" \n ") == []


def test_pieces_of_a_word_know_its_edges() -> None:
    assert word_pieces("abc") == [" ab", "abc", "bc ", " abc", "abc ", " abc "]
    assert word_pieces("a") == [" a "]
    assert word_pieces(".") == []


@given(st.text(max_size=10_000))
def test_any_text_is_cut_without_loss_between_sentences(text: str) -> None:
    assert [token for sentence in sentences(text) for token in tokens(sentence)] == tokens(text) or "\n" in text


@given(st.text())
def test_no_token_holds_space(text: str) -> None:
    assert all(token and not any(sign.isspace() for sign in token) for token in tokens(text))
