"""The forms of this app. Each field says who sees what is typed, and what for."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts import pen_names
from accounts.actions import users
from accounts.agreements.fields import AgreementField
from accounts.disclosures import DISCLOSURES
from accounts.home_regions import HomeRegionChoiceField, has_several_cells, other_cell
from accounts.models import Profile, User
from reviews_site.skeletons import skeleton, without_spaces
from reviews_site.web.form_fields import UncutField


class DisplayNameField(UncutField):
    """A pen name: letters and digits of any script, spaces and little else, so no addresses, no links, no offices."""

    def __init__(self, **kwargs: Any) -> None:
        wordings = {"required": "Choose a pen name."}
        super().__init__(
            label="Pen name",
            max_length=pen_names.MAX_LENGTH,
            help_text=DISCLOSURES["display_name"].sentence,
            error_messages=wordings,
            **kwargs,
        )
        self.widget.attrs["autocomplete"] = "nickname"

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if problem := pen_names.problem(text):
            raise forms.ValidationError(problem)
        return pen_names.normalize(text)


NAME_TAKEN = "This pen name is taken. Choose another."


def refuse_taken_name(name: str, *, keeper: User | None) -> None:
    """Raise a `ValidationError` if someone other than `keeper` writes under a name that looks the same."""
    known = Profile.objects.alias(word=without_spaces("name_skeleton"))
    others = known.filter(Q(display_name__iexact=name) | Q(word=skeleton(name).replace(" ", "")))
    if keeper is not None:
        others = others.exclude(user=keeper)
    if others.exists():
        raise forms.ValidationError(NAME_TAKEN)


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # django-allauth ships no types
    """Signing in. The way to a new password stands below the form, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["password"].help_text = ""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # django-allauth ships no types
    """Asking for a code by which to set a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]  # django-allauth ships no types
    """E-mail, password and pen name; no password where a passkey follows."""

    account_already_exists: bool  # set by allauth's cleaning of the address
    by_passkey: bool  # set by allauth's page that asks for no password
    display_name = DisplayNameField(initial=pen_names.suggest)
    home = HomeRegionChoiceField()
    agreed = AgreementField(is_joining=True)
    field_order = ("email", "password1", "display_name", "home", "agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        self.fields["email"].error_messages |= {
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as ada@example.org.",
        }
        self.fields[
            "email"
        ].help_text = "Nobody else sees it. We'll send you a code now, and only important e-mails later."
        if not has_several_cells():
            del self.fields["home"]
        if not self.by_passkey:
            password = self.fields["password1"]
            password.help_text = "At least 15 characters: four or five words that you can remember."
            password.error_messages["required"] = "Choose a password."

    def clean_home(self) -> str:
        """This cell. Who chose another one was led there, and sends nothing here."""
        chosen: str = self.cleaned_data["home"]
        if other_cell(chosen):
            raise forms.ValidationError("Join on the site of that region.")
        return chosen

    def clean_display_name(self) -> str:
        """The name, if it is free."""
        name: str = self.cleaned_data["display_name"]
        refuse_taken_name(name, keeper=None)
        return name

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """Make the account whole or not at all; answer the same, and as slowly, when the address has one already."""
        if self.account_already_exists:
            users.register_dry_run(
                password=self.cleaned_data.get("password1"), display_name=self.cleaned_data["display_name"]
            )
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]  # the same lack of types
        except IntegrityError as problem:
            if "accounts_user_email_unique" not in str(problem):
                raise
            # Two signups with one address in the same moment: the second is answered as any later one.
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]  # the same lack of types


class ChangeAddressForm(forms.Form):
    """Another e-mail address to sign in with."""

    email = forms.EmailField(
        label="New address",
        max_length=254,
        help_text="Nobody sees it but you.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Type the address that you want to use from now on.",
            "invalid": "Enter an e-mail address such as ada@example.org.",
        },
    )


class ChangeCodesForm(forms.Form):
    """The codes that were mailed to the old and to the new address."""

    old = forms.CharField(label="Code from your address of now", max_length=20)
    new = forms.CharField(label="Code from the new address", max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "characters"}
            field.error_messages["required"] = "Type the code from the mail."
