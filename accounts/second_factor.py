"""Where allauth's second factors meet this site: their secrets are sealed before they reach a table."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from reviews_site.crypto import aead
from reviews_site.processes import Purpose

_CONTEXT = b"second factor"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # django-allauth ships no types
    """Seals under the purpose `mfa_secrets`, which the process of the public pages may not load."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return base64.b64encode(aead.seal(Purpose.MFA_SECRETS, text.encode(), context=_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret as it is used.

        Raises:
            reviews_site.crypto.aead.Tampered: it was altered, or sealed by another key.
        """
        return aead.unseal(Purpose.MFA_SECRETS, base64.b64decode(encrypted_text), context=_CONTEXT).decode()
