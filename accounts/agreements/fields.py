"""The box that stands for agreeing. It carries which texts were shown, and is never ticked in advance."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.agreements.texts import current_texts
from accounts.rules import MIN_AGE_YEARS

_JOINING = f"I am at least {MIN_AGE_YEARS} years old, and I accept the terms of use."
_AGAIN = "I have read what changed, and I accept the new terms."
_UNTICKED = f"To have an account, you must be {MIN_AGE_YEARS} or older and accept the terms. Tick the box if you do."
_STALE = "The terms changed while this page was open. Please read them again, then tick the box."


class Checkbox(forms.CheckboxInput):
    """A checkbox whose value names the versions that stand beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Ticked again where the form comes back for another reason, if the texts are still the same.
        super().__init__(attrs, check_test=lambda value: value == current_texts())

    def format_value(self, value: Any) -> str:
        """The versions of now, whatever was sent."""
        return current_texts()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent, as it is: an unticked box sends nothing."""
        return data.get(name, "")


def _links() -> SafeString:
    return format_html(
        'Read the <a href="{}">terms of use</a> and <a href="{}">what happens with your data</a>.',
        reverse("accounts:document", args=["terms"]),
        reverse("accounts:document", args=["privacy"]),
    )


class AgreementField(forms.Field):
    """Required. What it cleans to says nothing more: the texts of now are what was agreed to."""

    widget = Checkbox

    def __init__(self, *, is_joining: bool, **named: Any) -> None:
        super().__init__(label=_JOINING if is_joining else _AGAIN, help_text=lazy(_links, str)(), **named)

    def clean(self, value: Any) -> str:
        """The versions that were shown.

        Raises:
            ValidationError: the box is not ticked, or a text changed since the page was made.
        """
        if not value:
            raise forms.ValidationError(_UNTICKED)
        if value != current_texts():
            raise forms.ValidationError(_STALE)
        return str(value)


class AgreementForm(forms.Form):
    """The checkbox alone, for people who have an account and are asked again after a change."""

    agreed = AgreementField(is_joining=False)
