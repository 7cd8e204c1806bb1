"""Texts of people: what is composed, what is taken out, and what somebody sees of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews_site.texts import shows, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jose\u0301 war nett", "José war nett"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("good \u202edoof\u202c", "good doof"),
        ("\u2066left\u2069 \u202aright", "left right"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("bell\x07 and \x9b", "bell and "),
        ("half \ud83d a pair", "half  a pair"),
        ("Z" + "\u0301" * 9, "Ź" + "\u0301" * 4),
        ("secret \U000e0041\U000e0042", "secret "),
    ],
)
def test_what_is_hidden_or_reorders_is_taken_out(text: str, expected: str) -> None:
    assert tidy(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",
        "क्‍ष और हिन्दी",
        "👩‍👩‍👧 ❤️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום עולם \u200f(טוב)",
        "กิ๊ฟ ร้านอร่อย",
        "Tiếng Việt: phở rất ngon",
        "two\n\nlines\tand a tab",
        "レオナルド",
    ],
)
def test_what_writing_needs_stays(text: str) -> None:
    assert tidy(text) == text


@pytest.mark.parametrize("text", ["", " \n\t", *("\u3164\u2800\u200d\u0301\ufe0f\u2063")])
def test_nobody_sees_anything_of_it(text: str) -> None:
    assert not shows(tidy(text * 40), 1)
    assert shows(f"{text}👍", 1)


@given(st.text())
def test_a_tidy_text_is_composed_and_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert unicodedata.is_normalized("NFC", once)
    assert tidy(once) == once
