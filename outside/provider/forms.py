"""The form of the hosted page."""

import re
from typing import Any

from django import forms

from outside.provider.countries import countries
from outside.provider.sessions import Document

DOCUMENT_TYPES = (
    ("passport", "Passport"),
    ("identity_card", "Identity card"),
    ("residence_permit", "Residence permit"),
)
_SEPARATORS = re.compile(r"[\s.\-/]")
_NUMBER = re.compile(r"[A-Z0-9]{4,20}")


class DocumentForm(forms.Form):
    """What a person says of the document: type, issuing country, number, last day of validity."""

    type = forms.ChoiceField(
        choices=DOCUMENT_TYPES,
        error_messages={
            "required": "Choose which document you have.",
            "invalid_choice": "Choose one of the three documents.",
        },
    )
    country = forms.ChoiceField(
        choices=countries,
        error_messages={
            "required": "Choose the country that issued the document.",
            "invalid_choice": "Choose a country from the list.",
        },
    )
    number = forms.CharField(max_length=40, error_messages={"required": "Type the number of the document."})
    expires_on = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": "Give the last day on which the document is valid.",
            "invalid": "Write the date as year-month-day, for example 2031-05-30.",
        },
    )

    def clean_number(self) -> str:
        """The number in capitals, without spaces, dots, dashes and slashes."""
        number = _SEPARATORS.sub("", self.cleaned_data["number"]).upper()
        if not _NUMBER.fullmatch(number):
            raise forms.ValidationError("A number has 4 to 20 letters and digits, without accents.")
        return number

    def document(self) -> Document:
        """The document of a valid form."""
        typed: dict[str, Any] = self.cleaned_data
        return Document(typed["type"], typed["country"], typed["number"], typed["expires_on"])
