"""The client of the identity provider, with the secret that only the identity worker may load."""

import base64
from functools import cache

from django.conf import settings

from accounts.providers.interface import IdentityProvider
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose


def provider_name() -> str:
    """The name that sessions and confirmations store for the provider of the settings."""
    return str(settings.IDENTITY_PROVIDER)


@cache
def provider() -> IdentityProvider:
    """The client of the provider that the settings name, made once."""
    secret = keyring().get(Purpose.PROVIDER_SECRET).material
    url, timeout = settings.PROVIDER_URL, settings.PROVIDER_TIMEOUT_SECONDS
    if provider_name() == "stripe":
        # Imported only where it is used, because the SDK is large.
        from accounts.providers.stripe_identity import StripeProvider

        return StripeProvider(url, secret.decode(), timeout, is_live=settings.REFUSES_UNSAFE)
    from accounts.providers.sandbox import SandboxProvider

    return SandboxProvider(url, base64.b64encode(secret).decode(), timeout)
