"""Django's password validators of this site. No rules of composition: NIST SP 800-63B-4 forbids them."""

import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords.blocklist import is_blocked, variants
from accounts.step_up import has_second_factor

ALONE, BESIDE_A_FACTOR, LONGEST = 15, 8, 128
OURS = ("platemark", "restaurant", "review")


class LengthValidator:
    """15 characters where the password is alone, 8 beside a second factor, 128 at most; counted as they are hashed."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a `ValidationError` that says how many are missing."""
        length = len(unicodedata.normalize("NFKC", password))
        least = BESIDE_A_FACTOR if _is_kept(user) and has_second_factor(user) else ALONE
        if length < least:
            raise ValidationError(f"Use at least {least} characters: {least - length} more. Words and spaces are fine.")
        if length > LONGEST:
            raise ValidationError(f"Use at most {LONGEST} characters.")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return f"At least {ALONE} characters: four or five words that you can remember."


class BlocklistValidator:
    """None that is common or was breached, with a twist or without, and none that is about this account."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a `ValidationError` that says which of the two it is."""
        if is_blocked(password):
            raise ValidationError("Many people use this password, so it is tried first. Choose another.")
        if variants(password) & _about(user):
            raise ValidationError("This is about you or this site, so it is tried first. Choose another.")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "Not one that many people use."


def _about(user: Any) -> set[str]:
    words = set(OURS)
    email = getattr(user, "email", "") or ""
    words |= {email, *email.split("@")}
    if _is_kept(user):
        words |= get_adapter().public_names(user)
    return {shape for word in words if word for shape in variants(word)}


def _is_kept(user: Any) -> bool:
    return isinstance(user, User) and not user._state.adding
