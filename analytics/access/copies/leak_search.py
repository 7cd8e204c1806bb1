"""What is looked for in a scrubbed copy: values that were in it before, and marked ones that were planted. Pure.

A value is looked for as people would find it: addresses, ids and digests whole, texts by any eight words on end. Where
people are kept, four words are enough, and pen names of two or three are looked for too; elsewhere those may well be a
dish on a menu that a review speaks of. A single common word proves nothing, and is not looked for.
"""

import re
from collections.abc import Iterable, Iterator

_SHINGLE, _LONG_SHINGLE = 4, 8
# Bounded, and begun at a word's beginning: on a megabyte of digits it must not look back from each.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,253}\w")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,}")
_WORD = re.compile(r"\w+")


def search_terms(value: str) -> Iterator[str]:
    """What to look for of a value that has to be gone."""
    text = value.lower()
    yield from _ADDRESS.findall(text)
    yield from _ID.findall(text)
    words = _words(text)
    if 2 <= len(words) < _SHINGLE:
        yield " ".join(words)
    yield from _shingles(words, _SHINGLE)
    yield from _shingles(words, _LONG_SHINGLE)


def find_terms(text: str, wanted: frozenset[str], *, is_of_people: bool) -> bool:
    """Whether anything that is wanted stands in a text."""
    lowered = text.lower()
    words = _words(lowered)
    kinds: list[Iterable[str]] = [_ADDRESS.findall(lowered), _ID.findall(lowered), _shingles(words, _LONG_SHINGLE)]
    if is_of_people:
        kinds += [_shingles(words, length) for length in range(2, _SHINGLE + 1)]
    return any(each in wanted for kind in kinds for each in kind)


def _words(text: str) -> list[str]:
    # Ids and addresses are looked for whole; their parts are no words.
    return _WORD.findall(_ADDRESS.sub(" ", _ID.sub(" ", text)))


def _shingles(words: list[str], length: int) -> Iterator[str]:
    return (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
