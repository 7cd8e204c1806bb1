"""Texts of people as they are stored: composed letters, and no sign that nobody sees or that reorders others."""

import re
import unicodedata
from itertools import islice

# Controls, halves of characters, overrides of direction, and signs that are drawn as nothing. Joiners and direction
# marks stay: Persian, Hindi and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001]"
)
# A flag such as England's is a black flag with letters of this block after it.
_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")
# The longest stack of marks that a language puts on a letter is three high; higher ones cover the lines above.
_ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKS = re.compile(f"({_ACCENT}{{4}}){_ACCENT}+")
# Letters of Unicode that have no ink: fillers of Hangul, and the blank of Braille.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def tidy(text: str) -> str:
    """The text in NFC with `\\n` as line end, without controls, overrides of direction, and signs that nobody sees."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.isascii():
        return _HIDDEN.sub("", lines)
    composed = unicodedata.normalize("NFC", _HIDDEN.sub("", _TAGS.sub("", lines)))
    return _STACKS.sub(r"\1", composed)


def shows(text: str, count: int) -> bool:
    """Whether somebody sees `count` letters, digits, signs and symbols; spaces and what has no ink don't count."""
    seen = (1 for sign in text if unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK)
    return sum(islice(seen, count)) == count
