"""Fields that forms of all rooms share."""

from typing import Any

from django import forms

from reviews_site.texts import tidy


class WordsField(forms.CharField):
    """Words of a person, which others or the person read on a page: tidied before their length counts."""

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(str(value or ""))) or ""
