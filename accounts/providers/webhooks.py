"""What a provider's webhook names: the session, and nothing else of what it says. Needs the verification key alone."""

import json
import re
from collections.abc import Mapping
from typing import Any

from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.signing import WINDOW_SECONDS, BadSignature, verify
from reviews_site.processes import Purpose

SANDBOX_HEADER, STRIPE_HEADER = "Platemark-Signature", "Stripe-Signature"
STRIPE_EVENTS = "identity.verification_session."
_SENT_AT = re.compile(r"(?:^|,)t=(\d{1,12})(?:,|$)")


class BadMessage(Exception):
    """Signed, and not of the form that the provider's reference describes."""


def session_named(provider: str, body: bytes, headers: Mapping[str, str], *, now: int) -> str | None:
    """The provider's id of the session that a message is about; None where it is about something else.

    Raises:
        BadSignature: unsigned, altered, signed by another key, or sent more than five minutes before or after `now`.
        BadMessage: signed, and no message.
    """
    if provider == "stripe":
        _verify_stripe(body, headers.get(STRIPE_HEADER, ""), now=now)
        return _of_stripe(_json(body))
    verify(Purpose.WEBHOOK_VERIFICATION, body, headers.get(SANDBOX_HEADER, ""), now=now)
    return _name(_json(body).get("session"))


def _verify_stripe(body: bytes, header: str, *, now: int) -> None:
    # Imported where it is used: a site with another provider does not carry it.
    from stripe import SignatureVerificationError, WebhookSignature

    times = _SENT_AT.findall(header)
    # The SDK looks for messages that are too old, by its own clock, and not for ones from the future.
    if len(times) != 1 or abs(now - int(times[0])) > WINDOW_SECONDS:
        raise BadSignature("The signature's time is missing, too old, or from the future.")
    # Stripe signs with the old secret too for a day after it was rolled, so each version that we hold may fit.
    for version in keyring().versions(Purpose.WEBHOOK_VERIFICATION):
        secret = keyring().get(Purpose.WEBHOOK_VERIFICATION, version).material
        try:
            WebhookSignature.verify_header(body, header, secret.decode(), WINDOW_SECONDS)
        except (SignatureVerificationError, UnicodeDecodeError):
            continue
        return
    raise BadSignature("The signature does not match the body.")


def _of_stripe(event: dict[str, Any]) -> str | None:
    kind, data = event.get("type"), event.get("data")
    if not isinstance(kind, str):
        raise BadMessage("The event has no type.")
    if not kind.startswith(STRIPE_EVENTS):
        return None
    found = data.get("object") if isinstance(data, dict) else None
    return _name(found.get("id") if isinstance(found, dict) else None)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 128:
        raise BadMessage("The message names no session.")
    return value


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("The message is not JSON.") from None
    if not isinstance(found, dict):
        raise BadMessage("The message is not a JSON object.")
    return found
