"""The field for a table code, on the form of a review and on pages of its own."""

from typing import Any

from django import forms

from restaurants.actions.table_codes import NO_CONFIRMATION
from restaurants.visit_confirmation.codes import read_code, spell_code


class TableCodeForm(forms.Form):
    """A code as it was typed or scanned. What is no code at all gets the same answer as one that is used."""

    visit_code = forms.CharField(
        label="Table code",
        max_length=300,
        required=False,
        help_text="From a card on the table. Your review then says that a table code confirmed your visit.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Enter the code of the card.", "max_length": NO_CONFIRMATION},
    )

    def __init__(self, *args: Any, kept: str = "", is_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["visit_code"] = spell_code(kept) if kept else ""
        self.fields["visit_code"].required = is_required

    def clean_visit_code(self) -> str:
        """The code itself; empty where none was entered."""
        typed: str = self.cleaned_data["visit_code"]
        code = read_code(typed)
        if typed and not code:
            raise forms.ValidationError(NO_CONFIRMATION)
        return code

    @property
    def code(self) -> str:
        """The code of a valid form."""
        found: str = self.cleaned_data["visit_code"]
        return found
