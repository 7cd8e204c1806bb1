"""The two providers as senders of webhooks: each signs in its own way, Stripe with the helper of its own SDK."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from stripe import WebhookSignature

from accounts.models import User, VerificationRequest, VerificationSession
from accounts.providers import webhooks
from reviews_site.crypto import keyring as keys
from reviews_site.crypto.signing import sign
from reviews_site.processes import PROCESSES, Purpose
from tests.accounts.stripe_server import SESSION, shape

# Of nobody's: `whsec_` and what Stripe would make.
STRIPE_SECRETS = {1: "whsec_" + "abcdefghijklmnopqrstuvwxyz012345", 2: "whsec_" + "543210zyxwvutsrqponmlkjihgfedcba"}


@dataclass(frozen=True)
class Sender:
    """One provider: what it is called, how its messages name a session, and how it signs them."""

    name: str
    header: str
    names: Callable[[str], dict[str, Any]]
    signs: Callable[[bytes, int], str]

    def session(self, user: User) -> VerificationSession:
        """A session of the person's at this provider."""
        request = VerificationRequest.objects.create(user=user)
        name = SESSION if self.name == "stripe" else f"session-{request.pk}"
        page = "https://verify.stripe.com/start/x" if self.name == "stripe" else "http://localhost:9401/verify/x"
        return VerificationSession.objects.create(
            request=request, provider=self.name, provider_session_id=name, hosted_url=page
        )

    def message(self, session_id: str) -> bytes:
        """A message about a session."""
        return json.dumps(self.names(session_id)).encode()


def stripe_event(session_id: str, kind: str = "identity.verification_session.verified") -> dict[str, Any]:
    """An event of Stripe's about a session."""
    event = shape("event", type=kind)
    event["data"]["object"]["id"] = session_id
    return event


def stripe_signs(body: bytes, at: int, version: int = 2) -> str:
    """Stripe's header, made by the SDK."""
    return str(WebhookSignature.generate_signature_header(body.decode(), STRIPE_SECRETS[version], at))


SANDBOX = Sender(
    "sandbox",
    webhooks.SANDBOX_HEADER,
    lambda session_id: {"session": session_id},
    lambda body, at: sign(Purpose.WEBHOOK_VERIFICATION, body, at=at),
)
STRIPE = Sender("stripe", webhooks.STRIPE_HEADER, stripe_event, stripe_signs)
SENDERS = {sender.name: sender for sender in (SANDBOX, STRIPE)}


def hear(sender: Sender, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Set the site up for a provider; for Stripe, with its secrets in the web process's keyring."""
    settings.IDENTITY_PROVIDER = sender.name
    if sender is STRIPE:
        versions = {str(number): base64.b64encode(text.encode()).decode() for number, text in STRIPE_SECRETS.items()}
        written = json.dumps({Purpose.WEBHOOK_VERIFICATION: {"current": 2, "versions": versions}})
        ring = keys.parse(written, PROCESSES["web"].purposes)
        monkeypatch.setattr(webhooks, "keyring", lambda: ring)
