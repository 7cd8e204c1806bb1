"""The forms of the console."""

from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone

from accounts.actions.staff import digest_of
from accounts.models import StaffInvitation

_BAD_INVITATION = (
    "This invitation is for somebody else, was used already, or has expired. Ask a security engineer for a new one."
)


class SecondFactorForm(ActivateTOTPForm):  # type: ignore[misc]  # django-allauth ships no types
    """Sets up a second factor. The invitation keeps out people who only know a password."""

    invitation = forms.CharField(
        max_length=64,
        help_text="The code that a security engineer gave you.",
        error_messages={"required": "Enter your invitation code."},
    )
    field_order = ("invitation", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invitation"].widget.attrs["autocomplete"] = "off"
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "The six digits that your app shows now."
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "placeholder": ""}

    def clean_invitation(self) -> str:
        """The code, if it belongs to this person and is still valid."""
        code: str = self.cleaned_data["invitation"]
        invitations = StaffInvitation.objects.filter(user=self.user, used_at=None, ends_at__gt=timezone.now())
        if not invitations.filter(digest=digest_of(code)).exists():
            raise forms.ValidationError(_BAD_INVITATION)
        return code
