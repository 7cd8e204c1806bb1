"""Text folded for search and for slugs. This PostgreSQL has no unaccent, so both sides of a search fold by this."""

import re
import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_BETWEEN = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without marks, words apart by one space: `Café Grüß-Gott` becomes `cafe gruss gott`."""
    # Folded again at the end: taking signs like the one for a trademark apart brings capitals to light.
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    unmarked = "".join(character for character in plain if not unicodedata.combining(character))
    # An apostrophe joins: "Bruckner's" is found as bruckners.
    return _BETWEEN.sub(" ", unmarked.replace("'", "").replace("\u2019", "")).strip()


def slugify(*parts: str) -> str:
    """A slug of ASCII words from the parts; `place` when nothing of them is ASCII."""
    words = fold(" ".join(parts)).encode("ascii", "ignore").decode().split()
    return "-".join(words)[:100].strip("-") or "place"


def prefix_query(query: str) -> str:
    """A tsquery (configuration simple) that finds texts with every word of `query`, begun or whole; empty for no words.

    Folded words are letters and digits only, so nothing of tsquery's own syntax can get in.
    """
    return " & ".join(f"{word}:*" for word in fold(query).split()[:8])
