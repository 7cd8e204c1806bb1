"""One's own profile, as a form. What stands below each field comes from the table of who sees what."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.actions.profiles import Demographics, PublicAppearance
from accounts.avatars.selection import Colour, Motif
from accounts.disclosures import DISCLOSURES
from accounts.enums import Gender, Region
from accounts.forms import DisplayNameField, refuse_taken_name
from accounts.languages import LANGUAGES, MAX_LANGUAGES
from accounts.models import Profile, User
from accounts.rules import MIN_AGE_YEARS, is_plausible_birth_year

_AUTOMATIC = ("", "Automatic")
_UNSAID = ("", "Prefer not to say")


class ProfileForm(forms.Form):
    """Everything but the name may be left unsaid."""

    display_name = DisplayNameField()
    avatar_motif = forms.ChoiceField(
        required=False,
        label="Your picture",
        choices=[_AUTOMATIC, *Motif.choices],
        help_text=DISCLOSURES["avatar"].sentence,
        widget=forms.RadioSelect,
    )
    avatar_colour = forms.ChoiceField(
        required=False, label="Color", choices=[_AUTOMATIC, *Colour.choices], widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        required=False,
        label="Languages you read",
        choices=list(LANGUAGES.items()),
        help_text=DISCLOSURES["languages"].sentence,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    birth_year = forms.IntegerField(
        required=False,
        label="Year of birth",
        error_messages={"invalid": "Enter a year with four digits, such as 1984."},
        help_text=DISCLOSURES["birth_year"].sentence,
    )
    gender = forms.ChoiceField(
        required=False, choices=[_UNSAID, *Gender.choices], help_text=DISCLOSURES["gender"].sentence
    )
    region = forms.ChoiceField(
        required=False,
        label="Where you live",
        choices=[_UNSAID, *Region.choices],
        help_text=DISCLOSURES["region"].sentence,
    )

    def __init__(self, *args: Any, keeper: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper = keeper

    def clean_display_name(self) -> str:
        """The name, if it is free or one's own."""
        name: str = self.cleaned_data["display_name"]
        refuse_taken_name(name, keeper=self.keeper)
        return name

    def clean_languages(self) -> list[str]:
        """The codes, if they are not too many to tell anything."""
        languages: list[str] = self.cleaned_data["languages"]
        if len(languages) > MAX_LANGUAGES:
            raise forms.ValidationError(f"Choose at most {MAX_LANGUAGES} languages.")
        return languages

    def clean_birth_year(self) -> int | None:
        """The year, if somebody of that age may be here."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not is_plausible_birth_year(year, today=timezone.localdate()):
            raise forms.ValidationError(
                f"Enter a year with four digits. You must be at least {MIN_AGE_YEARS} years old to have an account."
            )
        return year

    @property
    def demographics(self) -> Demographics:
        """What the cleaned form says of the person."""
        gender, region = self.cleaned_data["gender"], self.cleaned_data["region"]
        return Demographics(
            birth_year=self.cleaned_data["birth_year"],
            gender=Gender(gender) if gender else None,
            region=Region(region) if region else None,
        )

    @property
    def shown(self) -> PublicAppearance:
        """What the cleaned form shows, and in which languages the person reads."""
        said = self.cleaned_data
        return PublicAppearance(said["avatar_motif"], said["avatar_colour"], tuple(said["languages"]))


def initial_values(profile: Profile) -> dict[str, Any]:
    """What the form begins with."""
    names = ("display_name", "avatar_motif", "avatar_colour", "birth_year", "gender", "region")
    return {**{name: getattr(profile, name) for name in names}, "languages": profile.languages.split()}
