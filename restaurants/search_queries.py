"""Reads what somebody looks for: words of names, dishes and places, cuisines in five languages, `pizza near X`.

It makes tsqueries (configuration simple) of them. Folded words consist of letters and digits, so that nothing of what
was typed is syntax. Weights say where a word stands: A the name, B cuisines, C dishes, D town and street.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from restaurants.cuisine_words import cuisines_called
from restaurants.text_folding import word_forms

MAX_WORDS = 8
MAX_LENGTH = 100
# Each result is one, or these say nothing, unless they are all that somebody looks for.
_SAYS_NOTHING = {
    *("restaurant", "restaurants", "ristorante", "restaurante", "lokal", "food", "essen", "me", "mir", "best", "good"),
    *("and", "und", "et", "y", "with", "mit", "the", "for"),
}
# What follows is a place.
_BEFORE_A_PLACE = {"near", "in", "bei", "beim", "nahe", "vicino", "presso", "pres", "cerca", "at", "nearby", "around"}


@dataclass(frozen=True)
class QueryWord:
    """A word as it was typed and folded, with its forms, the cuisines that it means, and whether it follows `near`."""

    written: str
    forms: frozenset[str]
    cuisines: tuple[str, ...] = ()
    is_place: bool = False


@dataclass(frozen=True)
class Tiers:
    """The tsqueries of a search: what matches at all, and what makes a match better, the best first."""

    matching: str
    better: tuple[str, ...]


def parse_query(text: str) -> list[QueryWord]:
    """The words of a query, at most eight. Words that say nothing are left out where others stand beside them."""
    words: list[QueryWord] = []
    follows = False
    typed = list(word_forms(text[:MAX_LENGTH]))[:MAX_WORDS]
    for position, forms in enumerate(typed):
        written = max(forms, key=len)
        if forms & _BEFORE_A_PLACE and 0 < position < len(typed) - 1:
            follows = True
            continue
        keys = () if follows else tuple(dict.fromkeys(key for form in sorted(forms) for key in cuisines_called(form)))
        words.append(QueryWord(written, frozenset(forms), keys, follows))
    telling = [word for word in words if not word.forms & _SAYS_NOTHING]
    return telling or words


def tiers(words: Sequence[QueryWord], similar: Mapping[str, Sequence[str]] | None = None) -> Tiers:
    """The tsqueries of the words; `similar` has other words to take for each of them, by how it was written."""
    alternatives = similar or {}

    def anywhere(word: QueryWord) -> str:
        return _either(word, alternatives, "AD" if word.is_place else "", ":*")

    def in_cuisine(word: QueryWord) -> str:
        return _either(word, alternatives, "AD" if word.is_place else "ABD", ":*")

    def in_name(word: QueryWord) -> str:
        return _either(word, alternatives, _name_weights(word), ":*")

    def whole(word: QueryWord) -> str:
        return _either(word, alternatives, _name_weights(word), "")

    return Tiers(_all(words, anywhere), tuple(_all(words, part) for part in (whole, in_name, in_cuisine)))


def _name_weights(word: QueryWord) -> str:
    # Whoever looks for pizza means every pizzeria, whatever its name.
    return "D" if word.is_place else "AB" if word.cuisines else "A"


def _either(word: QueryWord, similar: Mapping[str, Sequence[str]], weights: str, ending: str) -> str:
    mark = f"{ending or ':'}{weights}" if ending or weights else ""
    parts = [f"{form}{mark}" for form in sorted(word.forms)]
    parts += [f"{form}:{weights}" if weights else form for form in similar.get(word.written, ())]
    if "B" in weights or not weights:
        parts += [" <-> ".join(f"{part}:B" for part in key.split("_")) for key in word.cuisines]
    return " | ".join(f"({part})" if " " in part else part for part in parts)


def _all(words: Sequence[QueryWord], part: Callable[[QueryWord], str]) -> str:
    return " & ".join(f"({part(word)})" for word in words)
