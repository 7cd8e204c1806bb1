"""Where allauth's second factors meet this project: what is sealed, under which key, and for which host name."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError

from reviews_site.crypto import aead
from reviews_site.processes import Purpose

_CONTEXT = b"second factor"
_instead: ContextVar[Purpose | None] = ContextVar("purpose of second factors, other than the realm's", default=None)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # django-allauth ships no types
    """Secrets under the key of the realm: the site's and the console's can't open each other's."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That didn't work. Try again with a new code or a passkey of this account.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return base64.b64encode(aead.seal(purpose(), text.encode(), context=_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret as it is used.

        Raises:
            reviews_site.crypto.aead.Tampered: it was altered, or sealed by another key.
        """
        return aead.unseal(purpose(), base64.b64decode(encrypted_text), context=_CONTEXT).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host that passkeys are for, from the settings and never from a header of the request."""
        return {"id": str(urlsplit(settings.PASSKEY_ORIGIN).hostname), "name": "Platemark"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until its owner says otherwise."""
        return "Passkey"


def refuse_other_origins(credential: Any) -> None:
    """Raise a `ValidationError` unless a browser made `credential` on a page of exactly this realm.

    WebAuthn would take any subdomain of the host, the console's among them.
    """
    try:
        said = credential["response"]["clientDataJSON"]
        client = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        ours = client["origin"] == settings.PASSKEY_ORIGIN and not client.get("crossOrigin")
    except (KeyError, TypeError, ValueError):
        ours = False
    if not ours:
        raise ValidationError("This passkey was used on another site. Open this page at its own address.")


@contextmanager
def sealed_for(purpose: Purpose) -> Iterator[None]:
    """Seal what is made inside for another realm than this process's own: for the command that makes the demo."""
    token = _instead.set(purpose)
    try:
        yield
    finally:
        _instead.reset(token)


def purpose() -> Purpose:
    """The key of second factors here: the realm's own, or the one that a command was told to use."""
    return _instead.get() or Purpose(settings.SECOND_FACTOR_PURPOSE)
