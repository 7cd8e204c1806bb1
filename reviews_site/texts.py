"""Texts of people as they are stored: composed letters, and no sign that nobody sees or that reorders others."""

import re
import unicodedata

# Letters of Unicode that have no ink: fillers of Hangul, and the blank of Braille.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Signs of the category "format" that writing needs: joiners (Persian, Hindi, emoji), direction marks, Arabic numbers.
_NEEDED = frozenset("\u200c\u200d\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
_UNSEEN = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065")
# A flag such as England's is a black flag with letters of this block after it.
_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")
# The longest stack of marks that a language puts on a letter is three high; higher ones cover the lines above.
_ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKS = re.compile(f"({_ACCENT}{{4}}){_ACCENT}+")


def tidy(text: str) -> str:
    """The text in NFC with `\\n` as line end, without controls, overrides of direction, and signs that nobody sees."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(character for character in _TAGS.sub("", composed) if not _is_hidden(character))
    return _STACKS.sub(r"\1", kept)


def visible_length(text: str) -> int:
    """How many letters, digits, signs and symbols somebody sees: no spaces, and none of what is drawn as nothing."""
    return sum(unicodedata.category(character)[0] in "LNPS" and character not in _BLANK for character in text)


def _is_hidden(character: str) -> bool:
    if character in _UNSEEN:
        return True
    kind = unicodedata.category(character)
    if kind == "Cf":
        return character not in _NEEDED and not "\U000e0020" <= character <= "\U000e007f"
    return kind in ("Cc", "Cs") and character not in "\n\t"
