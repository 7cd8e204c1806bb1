"""Fields that forms of all rooms share."""

from datetime import date
from typing import Any

from django import forms

from reviews_site.dates import AmbiguousDay, read_day
from reviews_site.texts import tidy


class DayField(forms.DateField):
    """A day as people write it. Browsers without a calendar send text: what has two readings is asked back."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Write the day as 2026-03-31."}

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            return read_day(value)
        except AmbiguousDay as question:
            raise forms.ValidationError(str(question), code="ambiguous") from None
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class UncutField(forms.CharField):
    """A text that may be too long, and is then refused with a number.

    A browser cuts what is longer than `maxlength` when it is pasted, and says nothing. So the field has none. A text
    of several lines is counted while it is typed (`long_text.js`).
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Django's attributes, with the limit where the counter reads it."""
        attrs = super().widget_attrs(widget)
        limit = attrs.pop("maxlength", None)
        return {**attrs, "data-count": "", "data-max": limit} if limit and isinstance(widget, forms.Textarea) else attrs


class WordsField(UncutField):
    """Words of a person, which others or the person read on a page: tidied before their length counts."""

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(str(value or ""))) or ""


class LineField(WordsField):
    """Words on one line."""

    def to_python(self, value: Any) -> str:
        """The words with single spaces between them."""
        return " ".join(super().to_python(value).split())
