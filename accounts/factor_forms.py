"""The forms of second factors. Passkeys are made to sign in with alone, and only on a page of exactly this site."""

import json
import struct
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth  # its forms keep the parsed answer to themselves
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from fido2.utils import websafe_encode

from accounts.factor_binding import NOT_BOUND, is_usable
from accounts.second_factor import refuse_other_origins
from accounts.selectors.security import is_registered
from reviews_site.web.form_fields import WordsField

NAME_HELP = "Such as “My phone”. Only you see it."
CODES = "Six digits from your authenticator app, or one of your recovery codes."
DIGITS = "Six digits from your authenticator app."
UNVERIFIED = "Your device didn't check that it's you. Use a passkey with a PIN, your fingerprint or your face."


MALFORMED = "That isn't the answer of a passkey. Load the page again and try once more."
TAKEN = "This passkey is here already. Use another device, or remove the passkey first."
# What parsing raises for what no browser sends.
_PARSING = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, struct.error)
_MAX_CREDENTIAL = 16_000


class CredentialField(forms.JSONField):
    """A browser's answer about a passkey: an object, not long, whose texts are texts."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The object.

        Raises:
            ValidationError: it is none, or too deep, too long, or holds half a character.
        """
        if value in self.empty_values:
            return None
        try:
            found = json.loads(str(value)[: _MAX_CREDENTIAL + 1])
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
            raise ValidationError(MALFORMED)
        return found


def _worded(code: forms.Field) -> None:
    has_codes = Authenticator.Type.RECOVERY_CODES in settings.MFA_SUPPORTED_TYPES
    code.label, code.help_text = "Code", CODES if has_codes else DIGITS
    code.widget.attrs |= {"placeholder": "", "autocomplete": "one-time-code"}


class _MadeHere:
    """What registering needs beyond allauth's checks: our origin, and that the device asked who is there."""

    cleaned_data: dict[str, Any]
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["credential"] = CredentialField()

    def clean(self) -> dict[str, Any]:
        credential = self.cleaned_data.get("credential")
        try:
            if credential:
                refuse_other_origins(credential)
                parsed = auth.parse_registration_response(credential)
                if not parsed.response.attestation_object.auth_data.is_user_verified():
                    raise ValidationError(UNVERIFIED)
                # Written in one way, so that it is found again.
                credential["id"] = credential["rawId"] = websafe_encode(parsed.raw_id)
                if is_registered(credential):
                    raise ValidationError(TAKEN)
            cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # of allauth's form beside
        except _PARSING:
            raise ValidationError(MALFORMED) from None
        return cleaned


class _UsedHere:
    """What authenticating needs beyond allauth's checks: our origin."""

    cleaned_data: dict[str, Any]
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["credential"] = CredentialField()

    def clean_credential(self) -> Any:
        refuse_other_origins(self.cleaned_data["credential"])
        try:
            return _bound(super().clean_credential())  # type: ignore[misc]  # of allauth's form beside
        except _PARSING:
            raise ValidationError(MALFORMED) from None


class _OwnCode:
    """What a code needs beyond allauth's checks: its factor was set up here, and not planted."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form beside
        _bound(self.authenticator)
        return code


def _bound(factor: Authenticator) -> Authenticator:
    if not is_usable(factor):
        raise ValidationError(NOT_BOUND)
    return factor


class AddPasskeyForm(_MadeHere, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # django-allauth ships no types
    """A new passkey, with a name by which its owner knows it."""

    name = WordsField(max_length=60, required=False, label="Name", help_text="Such as “My phone”. Only you see it.")
    passwordless = None


class SignUpPasskeyForm(_MadeHere, webauthn.SignupWebAuthnForm):  # type: ignore[misc]  # django-allauth ships no types
    """The first passkey of a new account."""

    name = WordsField(max_length=60, required=False, label="Name", help_text=NAME_HELP)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]  # django-allauth ships no types
    """Another name for a passkey."""

    name = WordsField(max_length=60, label="Name", help_text="Only you see it.")

    def save(self) -> Authenticator:
        """Write the name, and no column but the one that it stands in: the console's login may write no other."""
        self.instance.wrap().name = self.cleaned_data["name"]
        # Not `save`, which fails where it was removed meanwhile.
        Authenticator.objects.filter(pk=self.instance.pk).update(data=self.instance.data)
        return self.instance


class SignInPasskeyForm(_UsedHere, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # django-allauth ships no types
    """Signing in with a passkey alone."""


class SecondPasskeyForm(_UsedHere, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # the same lack of types
    """A passkey after the password."""


class ConfirmPasskeyForm(_UsedHere, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # the same lack of types
    """A passkey as a fresh proof."""


class SecondCodeForm(_OwnCode, AuthenticateForm):  # type: ignore[misc]  # django-allauth ships no types
    """A code after the password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _worded(self.fields["code"])


class ConfirmCodeForm(_OwnCode, ReauthenticateForm):  # type: ignore[misc]  # django-allauth ships no types
    """A code as a fresh proof."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _worded(self.fields["code"])


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # django-allauth ships no types
    """The first code of an authenticator app, which shows that it has the secret."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        code = self.fields["code"]
        code.label, code.help_text = "Six digits", "The code that the app shows now."
        code.widget.attrs |= {"placeholder": "", "inputmode": "numeric", "autocomplete": "one-time-code"}
