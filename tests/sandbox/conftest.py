"""The outside programs, started once for a file, and a person's way through the provider's page."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest

from tests.sandbox import programs
from tests.sandbox.programs import Inbox, Program, Receiver

PASSPORT = {"type": "passport", "country": "AT", "number": "P1234567", "expires_on": "2091-05-30"}
BACK = "http://127.0.0.1:9400/verification/done/"


@pytest.fixture(scope="module")
def provider_process() -> Iterator[Program]:
    """The sandbox provider as a process."""
    with programs.running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def inbox_process() -> Iterator[Inbox]:
    """The mail inbox as a process."""
    with programs.running_inbox() as inbox:
        yield inbox


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Something that takes webhooks."""
    with programs.receiving() as receiver:
        yield receiver


@dataclass
class Customer:
    """A site that uses the provider, and a person whom it sends there."""

    api: httpx.Client
    browser: httpx.Client
    webhook_url: str

    def opens(self, **changes: Any) -> httpx.Response:
        """Ask for a session."""
        wanted = {"reference": str(uuid.uuid4()), "return_url": BACK, "webhook_url": self.webhook_url}
        return self.api.post("/v1/sessions", json=wanted | changes)

    def session(self) -> str:
        """The id of a new session."""
        return str(self.opens().raise_for_status().json()["id"])

    def submits(self, session_id: str, **changes: str) -> httpx.Response:
        """Fill the form in, and send it."""
        page = self.browser.get(f"/verify/{session_id}").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        typed = PASSPORT | changes | {"csrfmiddlewaretoken": unescape(token[1])}
        return self.browser.post(f"/verify/{session_id}", data=typed)

    def reads(self, session_id: str) -> dict[str, Any]:
        """Ask for the outcome."""
        found: dict[str, Any] = self.api.get(f"/v1/sessions/{session_id}").raise_for_status().json()
        return found


@pytest.fixture
def customer(provider_process: Program, receiver: Receiver) -> Iterator[Customer]:
    headers = {"Authorization": f"Bearer {programs.API_SECRET}"}
    with (
        httpx.Client(base_url=provider_process.url, headers=headers, trust_env=False) as api,
        httpx.Client(base_url=provider_process.url, trust_env=False) as browser,
    ):
        yield Customer(api, browser, receiver.url)
