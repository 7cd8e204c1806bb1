"""The form with which a team makes an address for a till."""

from django import forms

from restaurants.models.till import MAX_NAME_LENGTH
from reviews_site.texts import shows
from reviews_site.web.form_fields import WordsField


class TillForm(forms.Form):
    """What the team calls its till."""

    name = WordsField(
        label="Name of the till",
        max_length=MAX_NAME_LENGTH,
        help_text="Such as “Till at the bar”. Only your team sees it.",
        error_messages={
            "required": "Give the till a name, so that you know it again.",
            "max_length": f"Use at most {MAX_NAME_LENGTH} characters.",
        },
    )

    def clean_name(self) -> str:
        """The name, of which something can be seen."""
        name: str = self.cleaned_data["name"]
        if not shows(name, 1):
            raise forms.ValidationError("Use at least one letter or digit.")
        return name
