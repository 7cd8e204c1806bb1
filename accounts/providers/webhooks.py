"""Reads from a provider's webhook which session it is about, and nothing else. Needs only the verification key."""

import re
from collections.abc import Mapping
from typing import Any

from accounts.providers.answers import json_object
from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.signing import WINDOW_SECONDS, BadSignature, verify
from reviews_site.processes import Purpose

SANDBOX_HEADER, STRIPE_HEADER = "Platemark-Signature", "Stripe-Signature"
STRIPE_EVENTS = "identity.verification_session."
_TIMESTAMP = re.compile(r"(?:^|,)t=(\d{1,12})(?:,|$)")


class BadMessage(Exception):
    """The message is signed, and not of the form that the provider's reference describes."""


def session_id_in(provider: str, body: bytes, headers: Mapping[str, str], *, now: int) -> str | None:
    """The provider's id of the session that a message is about; None where it is about something else.

    Raises:
        BadSignature: unsigned, altered, signed by another key, or sent more than five minutes before or after `now`.
        BadMessage: signed, but no message.
    """
    if provider == "stripe":
        _verify_stripe(body, headers.get(STRIPE_HEADER, ""), now=now)
        return _stripe_session_id(json_object(body, BadMessage))
    verify(Purpose.WEBHOOK_VERIFICATION, body, headers.get(SANDBOX_HEADER, ""), now=now)
    return _session_id(json_object(body, BadMessage).get("session"))


def _verify_stripe(body: bytes, header: str, *, now: int) -> None:
    # Imported only where it is used, because the SDK is large.
    from stripe import SignatureVerificationError, WebhookSignature

    times = _TIMESTAMP.findall(header)
    # The SDK refuses messages that are too old by its own clock, and not those from the future.
    if len(times) != 1 or abs(now - int(times[0])) > WINDOW_SECONDS:
        raise BadSignature("The signature's time is missing, too old, or from the future.")
    # For a day after a rotation Stripe signs with the old secret too, so each version that we hold may match.
    for version in keyring().versions(Purpose.WEBHOOK_VERIFICATION):
        secret = keyring().get(Purpose.WEBHOOK_VERIFICATION, version).material
        try:
            WebhookSignature.verify_header(body, header, secret.decode(), WINDOW_SECONDS)
        except (SignatureVerificationError, UnicodeDecodeError):
            continue
        return
    raise BadSignature("The signature does not match the body.")


def _stripe_session_id(event: dict[str, Any]) -> str | None:
    event_type, data = event.get("type"), event.get("data")
    if not isinstance(event_type, str):
        raise BadMessage("The event has no type.")
    if not event_type.startswith(STRIPE_EVENTS):
        return None
    session = data.get("object") if isinstance(data, dict) else None
    return _session_id(session.get("id") if isinstance(session, dict) else None)


def _session_id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 128:
        raise BadMessage("The message names no session.")
    return value
