"""Folds text to plain lower case, for search and slugs. This PostgreSQL has no unaccent, so both sides fold here."""

import re
import unicodedata

_REPLACEMENTS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_SEPARATORS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, one space between words: `Café Grüß-Gott` becomes `cafe gruss gott`."""
    # Case-folded again at the end: decomposing signs such as the one for a trademark yields capitals.
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_REPLACEMENTS)).casefold()
    unaccented = "".join(character for character in plain if not unicodedata.combining(character))
    # Apostrophes join words: "Bruckner's" is found as bruckners.
    return _SEPARATORS.sub(" ", unaccented.replace("'", "").replace("\u2019", "")).strip()


def slugify(*parts: str) -> str:
    """A slug of the parts' ASCII words; `place` when there are none."""
    words = fold(" ".join(parts)).encode("ascii", "ignore").decode().split()
    return "-".join(words)[:100].strip("-") or "place"


def prefix_query(query: str) -> str:
    """A tsquery (configuration simple) for texts with a word that begins with each word of `query`; empty for no words.

    Folded words consist of letters and digits, so they can't contain tsquery syntax.
    """
    return " & ".join(f"{word}:*" for word in fold(query).split()[:8])
