"""The provider's client against the real sandbox provider, and against servers that answer nonsense, late or never."""

import json
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from accounts.enums import RefusalReason
from accounts.providers.interface import (
    DocumentFacts,
    DocumentType,
    Outcome,
    OutcomeState,
    ProviderRefusedUs,
    ProviderUnavailable,
    SessionUnknown,
)
from accounts.providers.sandbox import SandboxProvider
from accounts.providers.transport import MAX_ANSWER_BYTES
from sandbox.identity_provider.decisions import REASONS
from tests.sandbox import programs
from tests.sandbox.conftest import Customer
from tests.sandbox.programs import Program, wait_for

BACK = "http://127.0.0.1:9400/verification/done/"
NOWHERE = "http://127.0.0.1:9/webhooks/identity/"
FACTS = DocumentFacts(DocumentType.PASSPORT, "AT", "P1234567", date(2091, 5, 30))
SESSION = "session-0001"
DOCUMENT = {"type": "passport", "country": "AT", "number": "P1234567", "expires_on": "2091-05-30"}
OPENED = {"id": SESSION, "url": "{base}/verify/x", "status": "open"}
READ = {"id": SESSION, "reference": "r", "status": "confirmed", "reason": "", "document": DOCUMENT}

Answering = Callable[..., SandboxProvider]


@pytest.fixture(scope="module")
def provider_process() -> Iterator[Program]:
    with programs.running_provider() as provider:
        yield provider


@pytest.fixture
def provider(provider_process: Program) -> SandboxProvider:
    return SandboxProvider(provider_process.url, programs.API_SECRET)


def open_session(provider: SandboxProvider) -> str:
    return provider.open_session(uuid.uuid4(), BACK, NOWHERE).id


def submit(provider_process: Program, session_id: str, number: str) -> None:
    """Be the person on the hosted page."""
    with httpx.Client(base_url=provider_process.url) as browser:
        person = Customer(browser, browser, NOWHERE)
        assert person.submits(session_id, number=number).status_code == 303


def test_opens_a_session_once_for_a_reference(provider: SandboxProvider, provider_process: Program) -> None:
    reference = uuid.uuid4()
    opened = provider.open_session(reference, BACK, NOWHERE)
    assert opened.url == f"{provider_process.url}/verify/{opened.id}"
    assert provider.open_session(reference, BACK, NOWHERE) == opened
    assert provider.outcome(opened.id) == Outcome(OutcomeState.OPEN)


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("P1234567", Outcome(OutcomeState.CONFIRMED, FACTS)),
        ("REFUSE1", Outcome(OutcomeState.REFUSED, None, RefusalReason.NOT_ACCEPTED)),
        ("FAIL1", Outcome(OutcomeState.FAILED, None, RefusalReason.PROVIDER_FAILED)),
        ("SELFIE1", Outcome(OutcomeState.REFUSED, None, RefusalReason.SELFIE_MISMATCH)),
        ("KIND1", Outcome(OutcomeState.REFUSED, None, RefusalReason.TYPE_NOT_SUPPORTED)),
        ("DECLINE1", Outcome(OutcomeState.REFUSED, None, RefusalReason.CONSENT_DECLINED)),
        ("AGAIN1", Outcome(OutcomeState.OPEN, None, RefusalReason.DOCUMENT_UNREADABLE)),
        ("DELAY1", Outcome(OutcomeState.PENDING)),
    ],
)
def test_reads_the_outcome(provider: SandboxProvider, provider_process: Program, number: str, outcome: Outcome) -> None:
    session_id = open_session(provider)
    submit(provider_process, session_id, number)
    assert provider.outcome(session_id) == outcome
    if outcome.state is OutcomeState.PENDING:
        assert not outcome.state.is_final
        wait_for(lambda: provider.outcome(session_id).state is OutcomeState.CONFIRMED)


def test_the_reasons_of_the_sandbox_are_ours() -> None:
    assert {*REASONS} - {""} < set(RefusalReason)


@pytest.mark.parametrize("code", ["document_in_use", "a_word_of_tomorrow", 7, None, ["too_young"]])
def test_a_reason_that_is_not_the_providers_is_none(answers: Answering, code: object) -> None:
    found = answers(READ | {"status": "refused", "document": None, "code": code}).outcome(SESSION)
    assert found == Outcome(OutcomeState.REFUSED)


def test_a_document_without_an_end(answers: Answering) -> None:
    found = answers(READ | {"document": DOCUMENT | {"expires_on": None}}).outcome(SESSION)
    assert found.document and found.document.expires_on is None


def test_the_provider_forgets_a_document_once_the_check_has_ended(
    provider: SandboxProvider, provider_process: Program
) -> None:
    session_id = open_session(provider)
    submit(provider_process, session_id, "DELAY2")
    with pytest.raises(ProviderUnavailable, match="409"):
        provider.delete_data(session_id)
    wait_for(lambda: provider.outcome(session_id).state is OutcomeState.CONFIRMED)
    assert [provider.delete_data(session_id) for _ in range(2)] == [True, True]
    with pytest.raises(ProviderUnavailable, match="does not go with its state"):
        provider.outcome(session_id)
    with pytest.raises(SessionUnknown):
        provider.delete_data("nobody-knows-this")


@pytest.mark.parametrize("changes", [{"id": "session-0002"}, {"is_deleted": "yes"}, {"is_deleted": None}])
def test_a_deletion_that_makes_no_sense_is_none(answers: Answering, changes: dict[str, object]) -> None:
    with pytest.raises(ProviderUnavailable):
        answers({"id": SESSION, "is_deleted": True} | changes).delete_data(SESSION)


def test_errors_of_the_provider_can_be_tried_again(provider: SandboxProvider, provider_process: Program) -> None:
    session_id = open_session(provider)
    submit(provider_process, session_id, "ERROR1")
    for _ in range(2):
        with pytest.raises(ProviderUnavailable, match="answered 500"):
            provider.outcome(session_id)
    assert provider.outcome(session_id).state is OutcomeState.CONFIRMED


@pytest.mark.parametrize("session_id", ["nobody-knows-this", "", "../sessions", "a" * 200, "x?y=z-long"])
def test_unknown_session(provider: SandboxProvider, session_id: str) -> None:
    with pytest.raises(SessionUnknown):
        provider.outcome(session_id)


def test_wrong_secret(provider_process: Program) -> None:
    stranger = SandboxProvider(provider_process.url, "another secret altogether")
    with pytest.raises(ProviderRefusedUs, match="401"):
        stranger.outcome(SESSION)
    with pytest.raises(ProviderRefusedUs, match="401"):
        open_session(stranger)


def test_a_request_that_is_never_accepted(provider: SandboxProvider) -> None:
    with pytest.raises(ProviderRefusedUs, match="422"):
        provider.open_session(uuid.uuid4(), "https://example.com/", NOWHERE)


def test_nobody_there() -> None:
    with pytest.raises(ProviderUnavailable, match="ConnectError"):
        SandboxProvider(f"http://127.0.0.1:{programs.free_port()}", "secret").outcome(SESSION)


def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = SandboxProvider(f"http://127.0.0.1:{silent.getsockname()[1]}", "secret", timeout_seconds=0.2)
        with pytest.raises(ProviderUnavailable, match="ReadTimeout"):
            provider.outcome(SESSION)


@contextmanager
def answering(body: bytes, status: int, pause_seconds: float, headers: dict[str, str]) -> Iterator[str]:
    """A server with one answer to everything, byte by byte where there is a pause; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            base = b"http://" + self.headers["Host"].encode()
            whole = body.replace(b"{base}", base)
            step = 1 if pause_seconds else len(whole) or 1
            for start in range(0, len(whole), step):
                time.sleep(pause_seconds)
                self.wfile.write(whole[start : start + step])

        do_POST = do_GET  # noqa: N815  # the name is the base class's

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: Any) -> None:
            """The client hangs up on purpose."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def answers() -> Iterator[Answering]:
    """`answers(body)`: a client of a server that gives this answer."""
    with ExitStack() as stack:

        def client(
            body: object,
            *,
            status: int = 200,
            pause_seconds: float = 0,
            headers: dict[str, str] | None = None,
            timeout_seconds: float = 60,
        ) -> SandboxProvider:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            server: AbstractContextManager[str] = answering(raw, status, pause_seconds, headers or {})
            return SandboxProvider(stack.enter_context(server), "secret", timeout_seconds)

        yield client


def test_the_answers_below_are_wrong_in_one_thing_each(answers: Answering) -> None:
    assert answers(READ).outcome(SESSION) == Outcome(OutcomeState.CONFIRMED, FACTS)
    assert answers(OPENED).open_session(uuid.uuid4(), BACK, NOWHERE).id == SESSION


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff",
        b"[" * 50_000,
        b" " * (MAX_ANSWER_BYTES + 1),
        [],
        {},
        READ | {"id": "session-0002"},
        READ | {"status": "splendid"},
        READ | {"status": None},
        READ | {"status": "pending"},
        READ | {"document": None},
        READ | {"document": "P1234567"},
        *[READ | {"document": {name: value for name, value in DOCUMENT.items() if name != left}} for left in DOCUMENT],
        READ | {"document": DOCUMENT | {"type": "library_card"}},
        READ | {"document": DOCUMENT | {"country": "Austria"}},
        READ | {"document": DOCUMENT | {"number": "P1234567\n"}},
        READ | {"document": DOCUMENT | {"number": 1234567}},
        READ | {"document": DOCUMENT | {"expires_on": "31.12.2099"}},
    ],
)
def test_an_outcome_that_makes_no_sense(answers: Answering, body: object) -> None:
    with pytest.raises(ProviderUnavailable) as caught:
        answers(body).outcome(SESSION)
    assert "1234567" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [{"id": "a/b"}, {"id": None}, {"url": None}, {"url": "https://example.com/"}, {"url": "javascript:alert(1)"}],
)
def test_an_opening_that_makes_no_sense(answers: Answering, changes: dict[str, object]) -> None:
    with pytest.raises(ProviderUnavailable):
        answers(OPENED | changes).open_session(uuid.uuid4(), BACK, NOWHERE)


@pytest.mark.parametrize("status", [204, 302, 408, 429, 502])
def test_other_answers_can_be_tried_again(answers: Answering, status: int) -> None:
    with pytest.raises(ProviderUnavailable, match=str(status)):
        answers(b"", status=status, headers={"Location": "{base}/elsewhere"}).outcome(SESSION)


def test_an_answer_that_drips(answers: Answering) -> None:
    # Each byte comes in time; the whole answer would take three minutes.
    began = time.monotonic()
    with pytest.raises(ProviderUnavailable, match="too slow"):
        answers(b" " * 1800, pause_seconds=0.1, timeout_seconds=1).outcome(SESSION)
    assert time.monotonic() - began < 120


def test_an_answer_that_unpacks_to_more(answers: Answering) -> None:
    with pytest.raises(ProviderUnavailable, match="not JSON"):
        answers(b"\x1f\x8b\x08packed", headers={"Content-Encoding": "gzip"}).outcome(SESSION)


def test_a_number_is_never_printed() -> None:
    outcome = Outcome(OutcomeState.CONFIRMED, FACTS)
    assert "P1234567" not in f"{FACTS} {FACTS!r} {outcome} {outcome!r}"
