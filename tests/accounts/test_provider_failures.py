"""Whatever goes wrong at a provider confirms nobody, is tried again, and the person can read on and try again.

The real clients of both providers, over HTTP: the sandbox's protocol and Stripe's, from a server that misbehaves.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import VerificationState
from accounts.identity import clients, outcomes, polling, sessions
from accounts.models import User, VerificationRequest, VerificationSession, VerificationStatus
from accounts.providers.interface import IdentityProvider, ProviderUnavailable
from accounts.providers.sandbox import SandboxProvider
from accounts.providers.stripe_identity import StripeProvider
from accounts.selectors import verification_of
from accounts.vault.models import IdentityDigest
from tests.accounts.factors import signed_in_twice_over
from tests.accounts.stripe_server import KEY, SESSION, StripeServer, shape
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
# The clients' patience: short only with a server that stays silent for much longer.
TIMEOUT_SECONDS, SHORT_TIMEOUT_SECONDS, SILENT_SECONDS = 60, 0.3, 60
OPENED = {"sandbox": {"id": SESSION, "url": "{base}/verify/x", "status": "open"}, "stripe": shape("open")}
PASSPORT = {"type": "passport", "country": "AT", "number": "P1234567", "expires_on": "2091-05-30"}
CONFIRMED = {
    "sandbox": {"id": SESSION, "reference": "r", "status": "confirmed", "reason": "", "document": PASSPORT},
    "stripe": shape("verified"),
}
DELETED = {"sandbox": {"id": SESSION, "is_deleted": True}, "stripe": shape("redacted")}
# What the server says, and its status. `None` never answers.
FAILURES: dict[str, tuple[bytes | None, int]] = {
    "silence": (None, 200),
    "an error": (b"P1234567", 500),
    "out of order": (b"<html>P1234567", 503),
    "too many requests": (b'{"error": {"type": "rate_limit"}}', 429),
    "no JSON": (b"P1234567", 200),
    "another thing": (b'[{"status": "confirmed", "number": "P1234567"}]', 200),
    "an empty object": (b"{}", 200),
    "too long": (b'{"id": "' + b"x" * 70_000 + b'"}', 200),
    "elsewhere": (b"", 302),
}


@pytest.fixture(params=["sandbox", "stripe"])
def provider(
    request: pytest.FixtureRequest, server: StripeServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> str:
    """The name of the provider that is set; its real client speaks to the server."""
    name = str(request.param)

    def make_client() -> IdentityProvider:
        timeout = SHORT_TIMEOUT_SECONDS if server.pause_seconds else TIMEOUT_SECONDS
        if name == "stripe":
            return StripeProvider(server.url, KEY, timeout, is_live=False)
        return SandboxProvider(server.url, "secret", timeout)

    settings.IDENTITY_PROVIDER = name
    monkeypatch.setattr(clients, "provider", make_client)
    return name


def says(server: StripeServer, to: str, failure: str) -> None:
    body, status = FAILURES[failure]
    if body is None:
        server.pause_seconds = SILENT_SECONDS
    server.says(to, body or b"{}", status, Location=f"{server.url}/elsewhere")


def recovered(server: StripeServer, provider: str) -> None:
    """The provider is well again."""
    server.pause_seconds = 0
    server.replies.clear()
    opened = {key: str(value).replace("{base}", server.url) for key, value in OPENED[provider].items() if key == "url"}
    server.says("create", {**OPENED[provider], **opened})
    server.says("retrieve", CONFIRMED[provider])
    server.says("redact", DELETED[provider])


@pytest.mark.parametrize("failure", FAILURES)
def test_an_opening_that_fails_waits_and_is_made_up_for(
    client: Client, diner: User, server: StripeServer, provider: str, failure: str
) -> None:
    request = VerificationRequest.objects.create(user=diner, requested_at=timezone.now() - timedelta(minutes=1))
    says(server, "create", failure)
    with playing("identity"):
        with pytest.raises(ProviderUnavailable):  # which Celery tries again, with backoff
            sessions.open_session(request.pk)
        assert polling.poll() == 0
    assert not VerificationSession.objects.exists()
    signed_in_twice_over(client, diner)
    assert "Starting the check" in client.get("/verification/").content.decode()
    recovered(server, provider)
    with playing("identity"):
        assert polling.poll() == 1
    assert verification_of(diner).state is VerificationState.OPEN


@pytest.mark.parametrize("failure", FAILURES)
def test_an_outcome_that_fails_confirms_nobody_and_is_made_up_for(
    client: Client, diner: User, server: StripeServer, provider: str, failure: str
) -> None:
    session = _session(diner, provider)
    says(server, "retrieve", failure)
    with playing("identity"), pytest.raises(ProviderUnavailable) as caught:
        outcomes.fetch_outcome(session.pk)
    assert "1234567" not in f"{caught.value!r}"
    assert not IdentityDigest.objects.exists() and not VerificationStatus.objects.exists()
    signed_in_twice_over(client, diner)
    page = client.get("/verification/done/").content.decode()
    assert "Asking how your check went" in page and "you can leave this page" in page
    recovered(server, provider)
    VerificationSession.objects.update(polled_at=timezone.now() - timedelta(minutes=1))
    with playing("identity"):
        assert polling.poll() == 1
    session.refresh_from_db()
    assert (session.state, session.provider_deletion) == ("confirmed", "done")
    assert "You are confirmed" in client.get("/verification/").content.decode()


@pytest.mark.parametrize("failure", ["an error", "another thing"])
def test_one_that_never_recovers_is_given_up_after_a_day_and_the_person_may_try_again(
    client: Client, diner: User, server: StripeServer, provider: str, failure: str
) -> None:
    _session(diner, provider)
    says(server, "retrieve", failure)
    day_ago = timezone.now() - timedelta(hours=25)
    VerificationSession.objects.update(opened_at=day_ago, polled_at=day_ago)
    with playing("identity"):
        polling.poll()
    session = VerificationSession.objects.get()
    assert (session.state, session.reason) == ("failed", "provider_failed")
    signed_in_twice_over(client, diner)
    page = client.get("/verification/").content.decode()
    assert "Try again" in page and "Nothing was kept" in page


def test_a_message_that_comes_twice_late_or_before_another_changes_nothing(
    diner: User, server: StripeServer, provider: str
) -> None:
    session = _session(diner, provider)
    recovered(server, provider)
    with playing("identity"):
        for _ in range(3):  # settled by the first; the later ones are what an old or a repeated webhook makes of it
            outcomes.fetch_outcome(session.pk)
    session.refresh_from_db()
    assert session.state == "confirmed"
    assert len([asked for asked in server.asked if asked.verb == "GET"]) <= 2
    assert IdentityDigest.objects.count() == 1


def test_a_try_that_was_not_enough_and_then_a_confirmation_in_the_same_session(
    client: Client, diner: User, server: StripeServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Stripe's `requires_input` with an error, then `verified`: nothing is redacted in between."""
    settings.IDENTITY_PROVIDER = "stripe"
    monkeypatch.setattr(clients, "provider", lambda: StripeProvider(server.url, KEY, TIMEOUT_SECONDS, is_live=False))
    session = _session(diner, "stripe")
    signed_in_twice_over(client, diner)
    for body, state in (
        (shape("unverified", last_error={"code": "document_expired"}), "open"),
        ("processing", "pending"),
    ):
        server.says("retrieve", body)
        with playing("identity"):
            outcomes.fetch_outcome(session.pk)
        session.refresh_from_db()
        assert (session.state, session.provider_deletion) == (state, "due")
        if state == "open":
            assert "This document has expired" in client.get("/verification/").content.decode()
            assert client.get("/verification/continue/")["Location"] == shape("unverified")["url"]
        server.replies.clear()
    server.says("retrieve", "verified")
    server.says("redact", "redacting")
    with playing("identity"):
        outcomes.fetch_outcome(session.pk)
    session.refresh_from_db()
    assert (session.state, session.reason, session.provider_deletion) == ("confirmed", "", "started")
    assert [asked.verb for asked in server.asked] == ["GET", "GET", "GET", "GET", "POST"]


def _session(user: User, provider: str) -> VerificationSession:
    request = VerificationRequest.objects.create(user=user)
    opened_at = timezone.now() - timedelta(minutes=2)
    return VerificationSession.objects.create(
        request=request,
        provider=provider,
        provider_session_id=SESSION,
        hosted_url="https://provider.example/x",
        opened_at=opened_at,
        polled_at=opened_at,
    )
