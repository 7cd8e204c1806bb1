"""What is looked for in a scrubbed copy: values that were in it before, and marked ones that were planted. Pure.

A value is looked for as people would find it: addresses, ids and digests whole, longer texts by any four words on end,
pen names of two or three words where people are kept. A single common word proves nothing, and is not looked for.
"""

import re
from collections.abc import Iterable, Iterator

_SHINGLE = 4
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,}")
_WORD = re.compile(r"\w+")


def needles(value: str) -> Iterator[str]:
    """What to look for of a value that has to be gone."""
    text = value.lower()
    yield from _ADDRESS.findall(text)
    yield from _ID.findall(text)
    words = _words(text)
    if 2 <= len(words) < _SHINGLE:
        yield " ".join(words)
    yield from _shingles(words, _SHINGLE)


def found_in(text: str, wanted: frozenset[str], *, is_of_people: bool) -> bool:
    """Whether anything that is wanted stands in a text."""
    lowered = text.lower()
    words = _words(lowered)
    kinds: list[Iterable[str]] = [_ADDRESS.findall(lowered), _ID.findall(lowered), _shingles(words, _SHINGLE)]
    if is_of_people:
        kinds += [_shingles(words, 2), _shingles(words, 3)]
    return any(each in wanted for kind in kinds for each in kind)


def _words(text: str) -> list[str]:
    # Ids and addresses are looked for whole; their parts are no words.
    return _WORD.findall(_ADDRESS.sub(" ", _ID.sub(" ", text)))


def _shingles(words: list[str], length: int) -> Iterator[str]:
    return (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
