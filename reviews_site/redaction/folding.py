"""What a text is folded to before anything is looked for in it, so that no spelling of one thing hides it."""

import re
import unicodedata
from functools import cache

import disarm

# Format and default-ignorable characters, and the frame of a key: they show nothing of their own.
_NOT_SHOWN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"[^\S\n]")


def fold(text: str) -> str:
    """The text in NFKC, with plain spaces, hyphens and digits, and without what shows nothing."""
    for _ in range(2):
        # What a compatibility form stands for may show nothing either.
        text = unicodedata.normalize("NFKC", _NOT_SHOWN.sub("", text))
    return _SPACE.sub(" ", "".join(map(_plain, text)))


def as_ascii(text: str) -> str:
    """The text as long as it is, with each character as the ASCII one that it looks like, if there is one."""
    return text if text.isascii() else "".join(map(_ascii_letter, text))


@cache
def _plain(character: str) -> str:
    match unicodedata.category(character):
        case "Pd":
            return "-"
        case "Nd":
            return str(unicodedata.decimal(character))
    return character


@cache
def _ascii_letter(character: str) -> str:
    if character in "。·•∙⋅・":
        return "."
    look = disarm.normalize_confusables(character)
    return look if len(look) == 1 and look.isascii() else character
