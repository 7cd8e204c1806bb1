"""Folding, slugs, search words and the guess of a language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.language import guess_language
from restaurants.text_folding import fold, prefix_query, slugify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Grüß-Gott", "cafe gruss gott"),
        ("Bruckner's", "bruckners"),
        ("Phở  Linh", "pho linh"),
        ("ŁÓDŹ & Söhne", "lodz sohne"),
        ("latin_american", "latin american"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_slug_is_always_a_slug(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(text))


def test_a_name_without_ascii_has_a_slug_too() -> None:
    assert slugify("麺屋") == "place"


@given(st.text())
def test_nothing_of_the_query_language_gets_through(text: str) -> None:
    assert re.fullmatch(r"(\w+:\*( & \w+:\*)*)?", prefix_query(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The food was good and we will be back", "en"),
        ("Das Essen war sehr gut und die Bedienung auch", "de"),
        ("La pasta è fatta in casa e si sente, molto buono", "it"),
        ("Le service était très bon, nous reviendrons avec des amis", "fr"),
        ("Lecker!", ""),
        ("", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert guess_language(text) == language
