"""Binds second factors to their owners, so that a row written without the key is no factor.

A passkey's row holds a public key and nothing secret, and an app's sealed secret could be copied from another row. So
each factor of a company account carries a seal over its owner and its content. A factor without one is refused at
sign-in and for signatures.
"""

import base64
import hashlib
import json

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.second_factor import purpose
from reviews_site.crypto import aead

_CONTEXT = b"bound factor"
_FIELD = "bound"
NOT_BOUND = "This passkey or app was not set up here. Ask a security engineer for an invitation to set up another."


def bind(factor: Authenticator) -> None:
    """Seal the factor's owner and content into its row."""
    factor.data[_FIELD] = base64.b64encode(aead.seal(purpose(), _digest(factor), context=_CONTEXT)).decode()
    factor.save(update_fields=["data"])


def is_bound(factor: Authenticator) -> bool:
    """Whether the factor carries a seal over its owner and content, made with this process's key."""
    try:
        seal = base64.b64decode(factor.data[_FIELD])
        return aead.unseal(purpose(), seal, context=_CONTEXT) == _digest(factor)
    except (KeyError, TypeError, ValueError, aead.Tampered):
        return False


def is_usable(factor: Authenticator) -> bool:
    """Whether this realm accepts the factor: the console accepts only bound ones."""
    return not settings.FACTORS_ARE_BOUND or is_bound(factor)


def _digest(factor: Authenticator) -> bytes:
    # Without the name, which the owner may change.
    content = {name: value for name, value in factor.data.items() if name not in (_FIELD, "name")}
    fields = json.dumps([str(factor.user_id), str(factor.type), content], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(fields.encode()).digest()
