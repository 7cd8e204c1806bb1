"""Tells the language of a review: for its `lang` attribute, and so that models read only what they were trained for.

The model `language_model/lid.176.ftz` is fastText's, unchanged: 0.9 MB, a tenth of a millisecond a review. Source:
https://fasttext.cc/docs/en/language-identification.html. Its licence is named in the file NOTICE.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import fasttext  # type: ignore[import-untyped]  # it ships no types

_MODEL = Path(__file__).parent / "language_model" / "lid.176.ftz"
# Reviews of a European site are in one of these; the model knows many more, and a short text looks like any of them.
_LANGUAGES = (
    " ar bg bs ca cs da de el en es et fi fr ga he hi hr hu it ja ko lt lv mt nl no pl pt ro ru sh sk sl sq sr sv th tr"
    " uk vi zh "
)
# Written in Latin letters these are one language to the model, and to readers.
_SAME_AS = {"bs": "hr", "sh": "hr"}
# The share of what the model gives to all these languages that the first one has, and how far the second is behind.
_MIN_SHARE, _MIN_RATIO = 0.5, 2.0


def guess_language(text: str) -> str:
    """ISO 639-1 code; empty where the text is too short, mixed, or in a language that is not expected."""
    labels, chances = _model().predict(" ".join(text.lower().split()), k=-1)
    found: Counter[str] = Counter()
    for label, chance in zip(labels, chances, strict=True):
        code = label.removeprefix("__label__")
        if f" {code} " in _LANGUAGES:
            found[_code(code, text)] += chance
    ranked = found.most_common(2)
    if len(ranked) < 2 or found.total() < _MIN_SHARE:
        return ""
    (best, first), (_, second) = ranked
    return best if first >= _MIN_SHARE * found.total() and first >= _MIN_RATIO * second else ""


def _code(code: str, text: str) -> str:
    if code == "sr" and not any("\u0400" <= letter <= "\u04ff" for letter in text):
        return "hr"
    return _SAME_AS.get(code, code)


@cache
def _model() -> Any:
    return fasttext.load_model(str(_MODEL))
