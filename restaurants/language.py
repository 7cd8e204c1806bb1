"""Guesses the language of a review by its small words. For the `lang` attribute; nothing depends on its being right."""

import re

_SMALL_WORDS = {
    "en": "the and was is it we to of a with for very but not they this had were food good place i my you",
    "de": "der die das und war ist wir mit nicht ein eine sehr auch es ich zu den auf im aber für haben gut essen",
    "it": "il la e di che è un una per non con molto ma siamo le si del abbiamo cibo era sono anche nel buono",
    "es": "el la los las que de y en con muy pero una un por para es estaba todo lo del al comida hemos se nos",
    "fr": "le la les et est un une pour pas avec très mais nous des du que était dans sur au je bon",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def guess_language(text: str) -> str:
    """ISO 639-1 code of the likeliest of five languages; empty when too little speaks for one."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = sorted(((sum(word in known for word in words), code) for code, known in _SETS.items()), reverse=True)
    (best, code), (second, _) = scores[0], scores[1]
    return code if best >= 2 and best > second else ""
