"""Words of sentences and of menus, made comparable: without accents and endings of plurals. Pure."""

import re
import unicodedata

MAX_WORDS = 400  # of one sentence: a bound on the work that one review can cause
MIN_TYPO_LENGTH = 6  # shorter words are too often other words with a typo
MIN_COMPOUND_LENGTH = 6

_WORD = re.compile(r"[^\W\d_]{2,40}")
# What follows one of these in a name says how a dish comes, and not what it is.
_PREPOSITIONS = (
    "mit vom von auf in im an am aus für und with from on of and al alla alle allo ai agli con di da e en de du"
)
# They stand in names of dishes, and name none by themselves.
_COMMON = (
    "der die das den dem des ein eine einen the an this that our your for is was le la il lo gli un una les el los las"
    " fass stück zwölf acht hausgemacht hausgemachter hausgemachte homemade house classic klassisch gemischt mixed warm"
    " kalt cold hot frisch fresh gross grosser klein kleiner art day tages gebraten gebratene gebackener crispy fried"
    " grüner green black red wiener pariser"
)
_ENDINGS = ("es", "en", "s", "n", "e")
MIN_STEM = 4


def folded(word: str) -> str:
    """A word in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    return "".join(character for character in plain if not unicodedata.combining(character))


def stem(word: str) -> str:
    """A folded word without the ending of a plural."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return word.removesuffix(ending)
    return word.removesuffix("s") if len(word) == MIN_STEM else word


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [folded(found.group()) for found, _ in zip(_WORD.finditer(text), range(MAX_WORDS), strict=False)]


def stems_of(name: str) -> list[str]:
    """The stems of a name, without prepositions."""
    return [stem(word) for word in words(name) if word not in PREPOSITIONS]


def head_of(name: str) -> str:
    """What a dish is: its name up to the first comma, or preposition that does not begin it."""
    parts = name.split(",")[0].split()
    ends = (place for place, part in enumerate(parts) if place and folded(part) in PREPOSITIONS)
    return " ".join(parts[: next(ends, len(parts))])


def is_common(word: str) -> bool:
    """Whether a stem names no dish by itself."""
    return word in _COMMON_STEMS


def with_one_letter_less(word: str) -> set[str]:
    """The word, and what remains of it without one of its letters: two words a typo apart share one of these."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(1, len(word))}


PREPOSITIONS = frozenset(map(folded, _PREPOSITIONS.split()))
_COMMON_STEMS = frozenset(stem(folded(word)) for word in _COMMON.split())
