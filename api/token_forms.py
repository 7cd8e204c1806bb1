"""The form with which a person makes a token."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from accounts.models.api_token import MAX_NAME_LENGTH
from restaurants.models import Restaurant
from reviews_site.policy.scopes import SCOPE_WORDS, TEAM_SCOPES, TOKEN_DAYS
from reviews_site.texts import shows
from reviews_site.web.form_fields import WordsField


class TokenForm(forms.Form):
    """What a token is called, what it may do, and for how long. Who works with restaurants chooses of more."""

    name = WordsField(
        label="Name",
        max_length=MAX_NAME_LENGTH,
        help_text="Such as “Backup script”. Only you see it.",
        error_messages={
            "required": "Give the token a name, so that you know it again.",
            "max_length": f"Use at most {MAX_NAME_LENGTH} characters.",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="What may the program do?",
        choices=[(str(scope), words) for scope, words in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one.", "invalid_choice": "Choose from the list."},
    )
    days = forms.TypedChoiceField(
        label="For how long?",
        choices=[(str(days), "a year" if days == 365 else f"{days} days") for days in TOKEN_DAYS],
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose for how long."),
    )

    def __init__(self, *args: Any, restaurants: Iterable[Restaurant], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), each.name) for each in restaurants]
        if choices:
            self.fields["restaurant"] = forms.ChoiceField(
                label="For one restaurant only",
                choices=[("", "No, for all"), *choices],
                required=False,
                error_messages={"invalid_choice": "Choose a restaurant that you manage."},
            )
        else:
            offered = [(str(scope), words) for scope, words in SCOPE_WORDS.items() if scope not in TEAM_SCOPES]
            cast(forms.MultipleChoiceField, self.fields["scopes"]).choices = offered

    def clean_name(self) -> str:
        """The name, of which something can be seen."""
        name: str = self.cleaned_data["name"]
        if not shows(name, 1):
            raise forms.ValidationError("Use at least one letter or digit.")
        return name
