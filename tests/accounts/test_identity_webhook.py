"""The providers' webhook: believed when signed, and believed no more than that something changed. The same for both."""

import json
import time
from typing import Any

import pytest
from django.test import Client

from accounts.models import User, VerificationSession, VerificationStatus
from tests.accounts.senders import SENDERS, STRIPE, Sender, hear, stripe_event, stripe_signs
from tests.accounts.stripe_server import SESSION

pytestmark = pytest.mark.django_db
HOOK = "/webhooks/identity/"
FETCH = "accounts.identity.fetch_outcome"
Messages = list[tuple[str, tuple[str, ...], str]]


@pytest.fixture(params=SENDERS)
def sender(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Sender:
    found = SENDERS[request.param]
    hear(found, monkeypatch, settings)
    return found


@pytest.fixture
def session(diner: User, sender: Sender) -> VerificationSession:
    return sender.session(diner)


def call(client: Client, sender: Sender, body: bytes, *, header: str | None = None) -> int:
    """The status of a call, signed now unless the test brings its own header."""
    if header is None:
        header = sender.signs(body, int(time.time()))
    headers = {sender.header: header} if header else {}
    answer: Any = client.generic("POST", HOOK, body, content_type="application/json", headers=headers)
    return int(answer.status_code)


def naming(sender: Sender, session: VerificationSession) -> bytes:
    return sender.message(session.provider_session_id)


def test_a_signed_call_makes_the_identity_worker_look(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    assert call(client, sender, naming(sender, session)) == 204
    assert sent == [(FETCH, (str(session.pk),), "accounts.identity")]
    assert not VerificationStatus.objects.exists()


def test_what_else_it_says_is_not_read(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    body = json.dumps(sender.names(session.provider_session_id) | {"status": "confirmed", "user": "me"}).encode()
    assert call(client, sender, body) == 204
    assert sent[0][1] == (str(session.pk),)
    assert not VerificationStatus.objects.exists()


def test_an_unknown_session_is_answered_the_same_and_wakes_nobody(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    assert call(client, sender, sender.message("somebody-elses")) == 204
    assert sent == []


def test_a_session_of_another_provider_is_not_known(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    VerificationSession.objects.update(provider="another")
    assert call(client, sender, naming(sender, session)) == 204
    assert sent == []


def test_a_repeated_call_is_harmless(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    body = naming(sender, session)
    header = sender.signs(body, int(time.time()))
    assert [call(client, sender, body, header=header) for _ in range(2)] == [204, 204]
    assert len(set(sent)) == 1


@pytest.mark.parametrize("seconds_ago", [301, 86_400, -330])
def test_a_message_of_another_time_is_refused(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages, seconds_ago: int
) -> None:
    body = naming(sender, session)
    assert call(client, sender, body, header=sender.signs(body, int(time.time()) - seconds_ago)) == 400
    assert sent == []


@pytest.mark.parametrize("seconds_ago", [290, -200])
def test_clocks_may_differ_a_little(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages, seconds_ago: int
) -> None:
    body = naming(sender, session)
    assert call(client, sender, body, header=sender.signs(body, int(time.time()) - seconds_ago)) == 204


def test_an_altered_message_is_refused(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    header = sender.signs(sender.message("another-session"), int(time.time()))
    assert call(client, sender, naming(sender, session), header=header) == 400
    assert sent == []


def test_the_provider_is_asked_to_retry_while_the_broker_is_down(
    client: Client, sender: Sender, session: VerificationSession, broker_down: None
) -> None:
    assert call(client, sender, naming(sender, session)) == 503


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'"text"', b"{}", b"null", b"[" * 20_000])
def test_bad_bodies_are_refused_even_when_signed(client: Client, sender: Sender, sent: Messages, body: bytes) -> None:
    assert call(client, sender, body) == 400
    assert sent == []


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "v1=" + "0" * 64, "t=9999999999,v1=" + "0" * 64, "t=x,v1=,,"])
def test_bad_signatures_are_refused(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages, header: str
) -> None:
    assert call(client, sender, naming(sender, session), header=header) == 400
    assert call(client, sender, b"\xff", header=f"t={int(time.time())},v1=" + "0" * 64) == 400
    assert sent == []


def test_a_long_body_is_refused_unread(client: Client, sender: Sender, sent: Messages) -> None:
    assert call(client, sender, b" " * 33_000) == 413
    assert sent == []


def test_it_is_public_and_needs_no_form_of_ours(
    client: Client, sender: Sender, session: VerificationSession, sent: Messages
) -> None:
    client.handler.enforce_csrf_checks = True
    assert call(client, sender, naming(sender, session)) == 204


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_wrong_methods(client: Client, method: str) -> None:
    assert getattr(client, method)(HOOK).status_code == 405


class TestStripe:
    """What Stripe alone has: kinds of events, two secrets for a day, several signatures in a header."""

    @pytest.fixture(autouse=True)
    def hears_stripe(self, monkeypatch: pytest.MonkeyPatch, settings: Any, diner: User) -> None:
        hear(STRIPE, monkeypatch, settings)
        STRIPE.session(diner)

    @pytest.mark.parametrize(
        "kind", ["created", "processing", "requires_input", "canceled", "verified", "redacted", "one_of_tomorrow"]
    )
    def test_each_event_about_a_session_makes_the_worker_look(self, client: Client, sent: Messages, kind: str) -> None:
        body = json.dumps(stripe_event(SESSION, f"identity.verification_session.{kind}")).encode()
        assert call(client, STRIPE, body) == 204
        assert [task for task, _, _ in sent] == [FETCH]

    def test_events_about_something_else_are_taken_and_wake_nobody(self, client: Client, sent: Messages) -> None:
        body = json.dumps(stripe_event(SESSION, "payment_intent.succeeded")).encode()
        assert call(client, STRIPE, body) == 204
        assert sent == []

    def test_both_secrets_count_while_one_takes_over_from_the_other(self, client: Client, sent: Messages) -> None:
        body = STRIPE.message(SESSION)
        for version in (1, 2):
            assert call(client, STRIPE, body, header=stripe_signs(body, int(time.time()), version)) == 204
        assert len(sent) == 2

    def test_one_good_signature_among_several_is_enough(self, client: Client, sent: Messages) -> None:
        body = STRIPE.message(SESSION)
        good = stripe_signs(body, int(time.time()))
        when, _, signature = good.partition(",")
        assert call(client, STRIPE, body, header=f"{when},v0={'0' * 64},v1={'0' * 64},{signature}") == 204

    def test_a_second_time_in_the_header_is_refused(self, client: Client, sent: Messages) -> None:
        body = STRIPE.message(SESSION)
        old = stripe_signs(body, int(time.time()) - 900)
        assert call(client, STRIPE, body, header=f"t={int(time.time())},{old}") == 400
        assert call(client, STRIPE, body, header=f"{old},t={int(time.time())}") == 400
        assert sent == []

    def test_the_sandboxs_signature_counts_for_nothing(self, client: Client, sent: Messages) -> None:
        from tests.accounts.senders import SANDBOX

        body = SANDBOX.message(SESSION)
        assert call(client, SANDBOX, body) == 400
        assert sent == []

    def test_a_secret_that_is_no_text_verifies_nothing(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, sent: Messages
    ) -> None:
        monkeypatch.undo()
        body = STRIPE.message(SESSION)
        assert call(client, STRIPE, body) == 400
