"""Folding, slugs, search words and the guess of a language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.language import guess_language
from restaurants.search_queries import parse_query, tiers
from restaurants.text_folding import fold, search_text, slugify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Grüß-Gott", "cafe gruss gott"),
        ("Bruckner's", "bruckners"),
        ("Phở  Linh", "pho linh"),
        ("ŁÓDŹ & Söhne", "lodz sohne"),
        ("Kadıköy", "kadikoy"),
        ("Ψαροταβέρνα", "psarotaverna"),
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


def test_a_name_in_another_script_has_a_slug_too() -> None:
    assert slugify("寿司") == "shousi"
    assert slugify("🍣") != "" and slugify("...") == "place"


@given(st.text())
def test_nothing_of_the_query_language_gets_through(text: str) -> None:
    part = r"\(?[a-z0-9]+(:\*?[ABCD]*)?( <-> [a-z0-9]+:B)*\)?"
    group = rf"\({part}( \| {part})*\)"
    found = tiers(parse_query(text))
    for query in (found.matching, *found.better):
        assert re.fullmatch(rf"({group}( & {group})*)?", query)


@given(st.text(max_size=100))
def test_a_place_is_found_by_its_own_name(text: str) -> None:
    words = search_text(text).split()
    for word in parse_query(text):
        assert any(each.startswith(form) for each in words for form in word.forms)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The food was good and we will be back", "en"),
        ("Das Essen war sehr gut und die Bedienung auch", "de"),
        ("La pasta è fatta in casa e si sente, molto buono", "it"),
        ("Le service était très bon, nous reviendrons avec des amis", "fr"),
        ("Hrana je bila odlična, osoblje ljubazno i brzo.", "hr"),
        ("Az étel finom volt, a kiszolgálás gyors.", "hu"),
        ("Heel lekker gegeten, vriendelijke bediening.", "nl"),
        ("Die Pizza war gut, die Bedienung freundlich.", "de"),
        ("Pizza buonissima, torneremo presto!", "it"),
        ("Yemekler çok güzeldi, servis hızlıydı.", "tr"),
        ("Храна је била одлична, особље љубазно.", "sr"),
        ("Very tasty tiramisu, friendly waiter", "en"),
        ("Super lecker", ""),
        ("Lecker!", ""),
        ("10/10", ""),
        ("👍👍👍", ""),
        ("", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert guess_language(text) == language
