"""Ties a second factor to its owner: whoever can write its row, and has no key, can neither plant one nor copy one.

A passkey's row holds a public key and nothing secret, and the sealed secret of an app could be copied from another
row. So each factor of the company carries a seal over whose it is and what it is. What has none is not taken, neither
at sign-in nor as proof.
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
NOT_BOUND = "This factor was not set up here. Ask a security engineer for an invitation, and set up another."


def bind(factor: Authenticator) -> None:
    """Seal who owns the factor into its row."""
    factor.data[_FIELD] = base64.b64encode(aead.seal(purpose(), _digest(factor), context=_CONTEXT)).decode()
    factor.save(update_fields=["data"])


def is_bound(factor: Authenticator) -> bool:
    """Whether the factor carries the seal of this process's key over its owner and what it is."""
    try:
        sealed = base64.b64decode(factor.data[_FIELD])
        return aead.unseal(purpose(), sealed, context=_CONTEXT) == _digest(factor)
    except (KeyError, TypeError, ValueError, aead.Tampered):
        return False


def is_usable(factor: Authenticator) -> bool:
    """Whether this face takes the factor: the console takes bound ones only."""
    return not settings.FACTORS_ARE_BOUND or is_bound(factor)


def _digest(factor: Authenticator) -> bytes:
    """Of owner, type and what the factor is; not of its name, which its owner may change."""
    what = {name: value for name, value in factor.data.items() if name not in (_FIELD, "name")}
    told = json.dumps([str(factor.user_id), str(factor.type), what], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).digest()
