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
            raise ValidationError("Too easy to guess: many people use this password.")
        for name, words in _guessable_words(user).items():
            if variants(password) & {shape for word in words if word for shape in variants(word)}:
                raise ValidationError(f"Too easy to guess: it contains {name}.")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "Not one that many people use."


def _guessable_words(user: Any) -> dict[str, set[str]]:
    email = getattr(user, "email", "") or ""
    pen_names = get_adapter().public_names(user) if _is_kept(user) else set()
    return {"a word of this site": set(OURS), "your address": {email, *email.split("@")}, "your pen name": pen_names}


def _is_kept(user: Any) -> bool:
    return isinstance(user, User) and not user._state.adding
