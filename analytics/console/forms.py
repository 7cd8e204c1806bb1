"""The forms of the console."""

from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone

from accounts.actions.staff import digest_of
from accounts.models import StaffInvitation

_BAD_INVITATION = "This invitation is not yours, was used, or is older than a day. Ask a security engineer for another."


class SecondFactorForm(ActivateTOTPForm):  # type: ignore[misc]  # django-allauth ships no types
    """Sets up a second factor. The invitation proves that it is not somebody who only found a password."""

    invitation = forms.CharField(max_length=64, help_text="The code that a security engineer handed you.")
    field_order = ("invitation", "code")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["invitation"].widget.attrs["autocomplete"] = "off"
        self.fields["code"].label = "Six digits"
        self.fields["code"].help_text = "What the app shows now."
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "placeholder": ""}

    def clean_invitation(self) -> str:
        """The code, if it is this person's and still good."""
        code: str = self.cleaned_data["invitation"]
        live = StaffInvitation.objects.filter(user=self.user, used_at=None, ends_at__gt=timezone.now())
        if not live.filter(digest=digest_of(code)).exists():
            raise forms.ValidationError(_BAD_INVITATION)
        return code
