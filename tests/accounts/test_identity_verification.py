"""From asking to confirmed, with the real provider: its page, its signed webhook, and its answers to the worker."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.test import Client

from accounts.identity import clients
from accounts.models import User, VerificationRequest
from accounts.tasks import identity as tasks
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose
from tests.accounts.factors import signed_in_twice_over
from tests.conftest import AsProcess, playing
from tests.sandbox import programs
from tests.sandbox.conftest import Customer
from tests.sandbox.programs import Program, Receiver, wait_for

Messages = list[tuple[str, tuple[str, ...], str]]


def as_text(process: str, purpose: Purpose) -> str:
    """A process's key as the provider is told it."""
    with playing(process):
        return base64.b64encode(keyring().get(purpose).material).decode()


@pytest.fixture
def provider(db: None, settings: Any) -> Iterator[Program]:
    secrets = {
        "PROVIDER_API_SECRET": as_text("identity", Purpose.PROVIDER_SECRET),
        "PROVIDER_WEBHOOK_SECRET": as_text("web", Purpose.WEBHOOK_VERIFICATION),
    }
    with programs.running_provider(**secrets) as program:
        settings.PROVIDER_URL = program.url
        clients.provider.cache_clear()
        yield program
    clients.provider.cache_clear()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Takes the webhooks, since no server listens for the test's client."""
    with programs.receiving() as receiver:
        settings.BASE_URL = receiver.url.removesuffix("/webhooks/identity/")
        yield receiver


def fill_in(hosted_url: str, number: str) -> str:
    """Be the person on the provider's page; where it sends them back to."""
    base, _, session_id = hosted_url.rpartition("/verify/")
    with httpx.Client(base_url=base, trust_env=False) as browser:
        return str(Customer(browser, browser, "").submits(session_id, number=number).headers["Location"])


@pytest.mark.django_db(databases=["default", "vault"])
def test_from_asking_to_confirmed(
    client: Client, diner: User, provider: Program, receiver: Receiver, sent: Messages, as_process: AsProcess
) -> None:
    signed_in_twice_over(client, diner)
    client.post("/verification/start/")
    with as_process("identity"):
        tasks.open_session(str(VerificationRequest.objects.get().pk))
    back = fill_in(client.get("/verification/continue/")["Location"], number="P 765-4321")
    assert back.endswith("/verification/done/")

    [(headers, body)] = wait_for(lambda: receiver.received)
    signed = {"Platemark-Signature": headers["Platemark-Signature"]}
    answer: Any = client.generic("POST", "/webhooks/identity/", body, headers=signed)
    assert answer.status_code == 204
    [session_id] = [arguments[0] for task, arguments, _ in sent if task == "accounts.identity.fetch_outcome"]
    with as_process("identity"):
        tasks.fetch_outcome(session_id)
    assert "You are confirmed" in client.get("/verification/").content.decode()
