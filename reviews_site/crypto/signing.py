"""Signed messages between services: HMAC-SHA256 over a time and a body, `t=<unix seconds>,v1=<hex>`."""

import hashlib
import hmac
import re

from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose

WINDOW_SECONDS = 300
_HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


class BadSignature(Exception):
    """The message is unsigned, altered, signed by another key, or too old."""


def sign(purpose: Purpose, body: bytes, *, at: int) -> str:
    """The signature header of `body`, signed at the unix second `at` under the current key."""
    return f"t={at},v1={_mac(keyring().get(purpose).material, body, at)}"


def verify(purpose: Purpose, body: bytes, header: str, *, now: int, window_seconds: int = WINDOW_SECONDS) -> None:
    """Check a header against any live version of the purpose's key.

    Raises:
        BadSignature: it does not match, or its time is further than `window_seconds` from `now`.
    """
    match = _HEADER.fullmatch(header)
    if not match:
        raise BadSignature("The signature header is missing or malformed.")
    at, given = int(match[1]), match[2]
    if abs(now - at) > window_seconds:
        raise BadSignature("The signature is too old, or from the future.")
    materials = [keyring().get(purpose, version).material for version in keyring().versions(purpose)]
    if not any(hmac.compare_digest(_mac(material, body, at), given) for material in materials):
        raise BadSignature("The signature does not match the body.")


def _mac(material: bytes, body: bytes, at: int) -> str:
    return hmac.new(material, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
