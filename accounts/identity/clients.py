"""The provider that this worker talks to, with the secret that only this worker may load."""

import base64
from functools import cache

from django.conf import settings

from accounts.providers.interface import IdentityProvider
from accounts.providers.sandbox import SandboxProvider
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose

PROVIDER_NAME = "sandbox"


@cache
def provider() -> IdentityProvider:
    """The client, made once."""
    secret = base64.b64encode(keyring().get(Purpose.PROVIDER_SECRET).material).decode()
    return SandboxProvider(settings.PROVIDER_URL, secret, settings.PROVIDER_TIMEOUT_SECONDS)
