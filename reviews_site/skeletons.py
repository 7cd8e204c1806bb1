"""Skeletons of names: two names that look alike have the same one (UTS #39). Never shown to anybody.

`disarm` folds whatever looks like a Latin letter or digit, in any script: 639 letters and digits more than the lists of
`confusable-homoglyphs` reach (small capitals, `к`, `т`, strokes and hooks), and 18 fewer; and it gives a key. The
tables here fold what it keeps apart: letters that are drawn like two others, and kana that are drawn like Chinese
characters. Accents, and what stands between words, do not count.
"""

import unicodedata
from typing import Any

import disarm
from django.db import models
from django.db.models import Value
from django.db.models.functions import Replace

_KANA, _HAN = "ロエニハカタトチヌセミノヘベペㇿㇵ丨", "口工二八力夕卜千又七三丿へべぺ口八l"
_ALIKE = str.maketrans(dict(zip(_KANA, _HAN, strict=True)) | {"i": "l", "æ": "ae", "œ": "oe"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ACCENTED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN")


def skeleton(name: str) -> str:
    """The words of a name by their looks, with one space between two. Empty if there is nothing to see."""
    key = disarm.skeleton_key(name, digit_policy="tr39").translate(_ALIKE)
    for pair, letter in _PAIRS:
        key = key.replace(pair, letter)
    letters, is_accented = "", False
    for character in unicodedata.normalize("NFD", key):
        kind = unicodedata.category(character)[0]
        if kind == "M" and is_accented:
            continue
        is_accented = unicodedata.name(character, "").startswith(_ACCENTED_SCRIPTS)
        letters += character if kind in "LMN" else " "
    return unicodedata.normalize("NFC", " ".join(letters.split()))


def without_spaces(column: str) -> Replace:
    """The skeleton in a column as one word, for constraints and indexes: `Zum Reiher` and `ZumReiher` look alike."""
    return Replace(column, Value(" "), Value(""), output_field=models.TextField())


class SkeletonField(models.TextField):  # type: ignore[type-arg]  # Django's own can't be subscripted when run
    """The skeleton of another field, written with it."""

    def __init__(self, *, name_field: str, **kwargs: Any) -> None:
        self.name_field = name_field
        super().__init__(editable=False, **kwargs)

    def deconstruct(self) -> Any:
        name, path, positional, named = super().deconstruct()
        named.pop("editable", None)
        return name, path, positional, named | {"name_field": self.name_field}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The skeleton of what is being written."""
        value = skeleton(getattr(model_instance, self.name_field))
        setattr(model_instance, self.attname, value)
        return value
