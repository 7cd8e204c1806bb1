"""Folds text to plain lower case, for search and slugs: both sides fold here, as unaccent knows fewer scripts."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types
from anyascii import anyascii

_SEPARATORS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile("['\u2019\u2018\u02bc\u00b4`]")
# What Germans write for ä, ö and ü where they have no such keys.
_UMLAUTS = re.compile(r"([aou])e")
_STEMMERS = tuple(map(snowballstemmer.stemmer, ("english", "german", "italian")))


def fold(text: str) -> str:
    """Lower case in Latin letters without accents, one space between words: `Grüß-Gott` is `gruss gott`."""
    plain = anyascii(unicodedata.normalize("NFKC", text.casefold())).casefold()
    # Apostrophes join words: "Bruckner's" is found as bruckners.
    return _SEPARATORS.sub(" ", _APOSTROPHES.sub("", plain)).strip()


def search_text(*parts: str) -> str:
    """All words by which a place is found, for `search_queries`: with both numbers of each, and without article."""
    return " ".join(dict.fromkeys(form for words in word_forms(" ".join(parts)) for form in words))


def slugify(*parts: str) -> str:
    """A slug of the parts' ASCII words; `place` when there are none."""
    words = fold(" ".join(parts)).split()
    return "-".join(words)[:100].strip("-") or "place"


def word_forms(text: str) -> Iterator[set[str]]:
    """The forms of each word: as it is written, without what an apostrophe joins to it, and its stems."""
    for written in text.split():
        parts = _APOSTROPHES.split(written)
        joined = fold(written).split()
        long = [part for each in parts for part in fold(each).split() if len(part) > 2] if len(parts) > 1 else []
        for position, word in enumerate(joined):
            # A word may hold several: "Grüß-Gott". The parts around an apostrophe belong to the first.
            forms = {word, *(long if position == 0 else [])}
            yield {_UMLAUTS.sub(r"\1", each) for form in forms for each in (form, *_stems(form))}


# Towns, streets and cuisines come again and again while a listing is stored.
@lru_cache(maxsize=10_000)
def _stems(word: str) -> frozenset[str]:
    stems = {stemmer.stemWord(word) for stemmer in _STEMMERS} if len(word) > 3 else set()
    return frozenset(stem for stem in stems if len(stem) > 2)
