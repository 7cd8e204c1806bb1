"""The webhook: signed, naming the session alone, the same when repeated, tried again, and going nowhere else."""

import hashlib
import hmac
import json
import re
import time

import pytest

from sandbox.identity_provider.sessions import Session
from sandbox.identity_provider.webhooks import SIGNATURE_HEADER, deliver, signature
from tests.sandbox.conftest import BACK, Customer
from tests.sandbox.programs import WEBHOOK_KEY, Receiver, free_port, wait_for


def verified(headers: dict[str, str], body: bytes, key: bytes = WEBHOOK_KEY) -> bool:
    """What a customer does with a webhook, written out again here."""
    match = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Platemark-Signature"])
    assert match
    expected = hmac.new(key, match[1].encode() + b"." + body, hashlib.sha256).hexdigest()
    return abs(time.time() - int(match[1])) < 60 and hmac.compare_digest(expected, match[2])


@pytest.mark.parametrize("number", ["P1234567", "REFUSE1", "FAIL1", "DELAY1", "ERROR1"])
def test_a_decision_is_sent_once_and_names_the_session_alone(
    customer: Customer, receiver: Receiver, number: str
) -> None:
    session_id = customer.session()
    customer.submits(session_id, number=number)
    headers, body = wait_for(lambda: receiver.received)[0]
    assert json.loads(body) == {"session": session_id}
    assert headers["Content-Type"] == "application/json"
    assert verified(headers, body)
    assert not verified(headers, body + b" ")
    assert not verified(headers, body, key=bytes(32))
    assert customer.api.get(f"/v1/sessions/{session_id}").status_code in {200, 500}
    assert len(receiver.received) == 1


def test_a_repetition_names_the_same_session(customer: Customer, receiver: Receiver) -> None:
    receiver.statuses = [503]
    session_id = customer.session()
    customer.submits(session_id)
    (_, first), (headers, second) = wait_for(lambda: receiver.received[1:] and receiver.received)
    assert first == second == json.dumps({"session": session_id}).encode()
    assert verified(headers, second)


def test_the_signature_of_a_known_message() -> None:
    assert signature(WEBHOOK_KEY, b'{"session": "abc"}', at=1_700_000_000) == (
        "t=1700000000,v1=" + hmac.new(WEBHOOK_KEY, b'1700000000.{"session": "abc"}', "sha256").hexdigest()
    )
    assert SIGNATURE_HEADER == "Platemark-Signature"


def test_it_gives_up_after_the_last_wait(receiver: Receiver) -> None:
    receiver.statuses = [500] * 9
    assert not deliver(Session("session-1", "r", BACK, receiver.url), key=WEBHOOK_KEY, waits_seconds=(0, 0))
    assert len(receiver.received) == 3


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [307]
    assert not deliver(Session("session-1", "r", BACK, receiver.url), key=WEBHOOK_KEY, waits_seconds=())
    assert len(receiver.received) == 1


def test_nobody_there() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/"
    assert not deliver(Session("session-1", "r", BACK, nowhere), key=WEBHOOK_KEY, waits_seconds=(0,))
