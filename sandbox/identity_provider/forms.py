"""The form of the hosted page."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms

from sandbox.identity_provider.countries import NO_NATIONALITY, OTHER_ISSUERS, countries, from_zone
from sandbox.identity_provider.machine_readable_zone import UnreadableZone, Zone, read_zone
from sandbox.identity_provider.sessions import Document

DOCUMENT_TYPES = (
    ("passport", "Passport"),
    ("identity_card", "Identity card"),
    ("residence_permit", "Residence permit"),
)
_SEPARATORS = re.compile(r"[\s.\-/]")
_NUMBER = re.compile(r"[A-Z0-9]{4,20}")


class DocumentForm(forms.Form):
    """What a person says of the document: its machine-readable zone, or type, country, number and end."""

    zone = forms.CharField(required=False, max_length=400)

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
            "required": "Give the last day on which the document is valid. If it has none, tick the box.",
            "invalid": "Write the date as year-month-day, for example 2031-05-30.",
        },
    )

    has_no_end = forms.BooleanField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.read_zone: Zone | None = None
        if data and data.get("zone", "").strip():
            for name in ("type", "country", "number", "expires_on"):
                self.fields[name].required = False
        if data and data.get("has_no_end"):
            self.fields["expires_on"].required = False

    def clean_zone(self) -> str:
        """The zone, read and checked; what it says takes the place of the other fields."""
        text: str = self.cleaned_data["zone"]
        if not text.strip():
            return ""
        try:
            self.read_zone = read_zone(text, today=datetime.now(UTC).date())
        except UnreadableZone as problem:
            raise forms.ValidationError(str(problem)) from None
        printed = self.read_zone.country
        if printed in NO_NATIONALITY:
            raise forms.ValidationError(f"{printed} is no issuer. The first line names the country that issued it.")
        if from_zone(printed) is None and printed not in OTHER_ISSUERS:
            raise forms.ValidationError(f"No country is printed as {printed}. Look at the first line.")
        return text

    def clean_number(self) -> str:
        """The number in capitals, without spaces, dots, dashes and slashes."""
        if not self.cleaned_data["number"] and not self.fields["number"].required:
            return ""
        number = _SEPARATORS.sub("", self.cleaned_data["number"]).upper()
        if not _NUMBER.fullmatch(number):
            raise forms.ValidationError("A number has 4 to 20 letters and digits, without accents.")
        return number

    def document(self) -> Document:
        """The document of a valid form."""
        if zone := self.read_zone:
            return Document(
                zone.kind,
                from_zone(zone.country) or "",
                zone.number,
                zone.expires_on,
                born_on=zone.born_on,
                is_age_unknown=zone.born_on is None,
            )
        typed: dict[str, Any] = self.cleaned_data
        expires_on = None if typed["has_no_end"] else typed["expires_on"]
        return Document(typed["type"], typed["country"], typed["number"], expires_on)
