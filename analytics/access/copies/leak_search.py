"""Search terms for values that a scrubbed copy must not hold any more. Pure.

Addresses, ids and digests are searched for as a whole, texts by any eight consecutive words. In tables with people
four words are enough, and pen names of two or three words are searched for too; elsewhere these may be a dish on a menu
that a review mentions. A single common word proves nothing and is not searched for.
"""

import re
from collections.abc import Iterable, Iterator

_SHINGLE, _LONG_SHINGLE = 4, 8
# Bounded, and anchored at the start of a word: it must not backtrack from each digit of a megabyte.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,253}\w")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,}")
_WORD = re.compile(r"\w+")


def search_terms(value: str) -> Iterator[str]:
    """The search terms for a value that has to be gone."""
    text = value.lower()
    yield from _ADDRESS.findall(text)
    yield from _ID.findall(text)
    words = _words(text)
    if 2 <= len(words) < _SHINGLE:
        yield " ".join(words)
    yield from _shingles(words, _SHINGLE)
    yield from _shingles(words, _LONG_SHINGLE)


def find_terms(text: str, terms: frozenset[str], *, is_about_people: bool) -> bool:
    """Whether a text holds any of the terms."""
    lowered = text.lower()
    words = _words(lowered)
    candidates: list[Iterable[str]] = [_ADDRESS.findall(lowered), _ID.findall(lowered), _shingles(words, _LONG_SHINGLE)]
    if is_about_people:
        candidates += [_shingles(words, length) for length in range(2, _SHINGLE + 1)]
    return any(candidate in terms for group in candidates for candidate in group)


def _words(text: str) -> list[str]:
    # Ids and addresses are searched for as a whole; their parts are no words.
    return _WORD.findall(_ADDRESS.sub(" ", _ID.sub(" ", text)))


def _shingles(words: list[str], length: int) -> Iterator[str]:
    return (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
