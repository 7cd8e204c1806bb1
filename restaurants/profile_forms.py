"""The form in which a restaurant's team writes its profile."""

import re

from django import forms

from restaurants.enums import Wheelchair
from restaurants.rules import MAX_PROFILE_LENGTH
from reviews_site.web.form_fields import LineField, UncutField, WordsField

_PHONE = re.compile(r"[\d\s+()/;,.–-]{4,60}", re.ASCII)
_WEBSITE = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", re.IGNORECASE)


class ProfileForm(forms.Form):
    """What guests read of a restaurant beside its reviews."""

    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    description = WordsField(
        label="Description",
        required=False,
        max_length=MAX_PROFILE_LENGTH,
        help_text="What should a guest know before they come?",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": f"Use at most {MAX_PROFILE_LENGTH} characters."},
    )
    phone = LineField(label="Phone", required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    website = UncutField(
        label="Website",
        required=False,
        max_length=500,
        help_text="It begins with https:// or http://.",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"max_length": "Use at most 500 characters."},
    )
    wheelchair = forms.ChoiceField(
        label="Wheelchair access",
        required=False,
        choices=[(value, label) for value, label in Wheelchair.choices if value] + [("", "Not known")],
        widget=forms.RadioSelect,
    )

    def clean_phone(self) -> str:
        """The number as it is shown."""
        phone = str(self.cleaned_data["phone"])
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError("Write a number such as +43 7242 1234, and at most 60 characters.")
        return phone

    def clean_website(self) -> str:
        """The address, if it leads to a page of the web and names no user."""
        website = str(self.cleaned_data["website"]).strip()
        if website and not _WEBSITE.fullmatch(website):
            raise forms.ValidationError("Write an address such as https://www.example.at.")
        return website
