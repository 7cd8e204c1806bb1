"""The provider's webhook: believed when signed, and believed no more than that something changed."""

import json
import time
from typing import Any

import pytest
from django.test import Client

from accounts.models import User, VerificationSession, VerificationStatus
from reviews_site.crypto.signing import sign
from reviews_site.processes import Purpose
from tests.accounts.conftest import opened_session

pytestmark = pytest.mark.django_db
HOOK = "/webhooks/identity/"
Messages = list[tuple[str, tuple[str, ...], str]]


@pytest.fixture
def session(diner: User) -> VerificationSession:
    return opened_session(diner)


def call(client: Client, body: bytes, *, header: str | None = None) -> int:
    """The status of a call, signed now unless the test brings its own header."""
    if header is None:
        header = sign(Purpose.WEBHOOK_VERIFICATION, body, at=int(time.time()))
    headers = {"Platemark-Signature": header} if header else {}
    answer: Any = client.generic("POST", HOOK, body, content_type="application/json", headers=headers)
    return int(answer.status_code)


def naming(session: VerificationSession) -> bytes:
    return json.dumps({"session": session.provider_session_id}).encode()


def test_a_signed_call_makes_the_identity_worker_look(
    client: Client, session: VerificationSession, sent: Messages
) -> None:
    assert call(client, naming(session)) == 204
    assert sent == [("accounts.identity.fetch_outcome", (str(session.pk),), "accounts.identity")]
    assert not VerificationStatus.objects.exists()


def test_what_else_it_says_is_not_read(client: Client, session: VerificationSession, sent: Messages) -> None:
    body = json.dumps({"session": session.provider_session_id, "status": "confirmed", "user": "me"}).encode()
    assert call(client, body) == 204
    assert sent[0][1] == (str(session.pk),)
    assert not VerificationStatus.objects.exists()


def test_an_unknown_session_is_answered_the_same_and_wakes_nobody(
    client: Client, session: VerificationSession, sent: Messages
) -> None:
    assert call(client, b'{"session": "somebody-elses"}') == 204
    assert sent == []


def test_a_repeated_call_is_harmless(client: Client, session: VerificationSession, sent: Messages) -> None:
    body = naming(session)
    header = sign(Purpose.WEBHOOK_VERIFICATION, body, at=int(time.time()))
    assert [call(client, body, header=header) for _ in range(2)] == [204, 204]
    assert len(set(sent)) == 1


def test_the_provider_is_told_to_come_again_while_the_broker_is_down(
    client: Client, session: VerificationSession, broker_down: None
) -> None:
    assert call(client, naming(session)) == 503


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'"text"', b"{}", b"null", b"\xff"])
def test_bad_bodies_are_refused_even_when_signed(client: Client, sent: Messages, body: bytes) -> None:
    assert call(client, body) == 400
    assert sent == []


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "v1=" + "0" * 64, "t=9999999999,v1=" + "0" * 64])
def test_bad_signatures_are_refused(client: Client, session: VerificationSession, sent: Messages, header: str) -> None:
    assert call(client, naming(session), header=header) == 400
    assert sent == []


def test_a_long_body_is_refused_unread(client: Client, sent: Messages) -> None:
    assert call(client, b" " * 5000) == 413
    assert sent == []


def test_it_is_public_and_needs_no_form_of_ours(session: VerificationSession, client: Client, sent: Messages) -> None:
    client.handler.enforce_csrf_checks = True
    assert call(client, naming(session)) == 204


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_wrong_methods(client: Client, method: str) -> None:
    assert getattr(client, method)(HOOK).status_code == 405
