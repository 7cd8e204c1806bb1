"""The lists of words that `names` goes by, read once from `words/`."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list, in lower case."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def context_words(side: str) -> frozenset[str]:
    """Words that stand `before` or `after` a first name which is part of a dish or of a place."""
    return frozenset(
        word for line in _lines("beside") if line.startswith(f"{side}:") for word in line.partition(":")[2].split()
    )


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
