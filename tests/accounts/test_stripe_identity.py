"""The client of Stripe Identity: Stripe's own SDK over real HTTP, against recorded answers, nonsense and silence."""

import logging
import socket
import uuid
from datetime import date

import pytest
import stripe
from django.core.exceptions import ImproperlyConfigured

from accounts.enums import RefusalReason
from accounts.providers.interface import (
    DocumentFacts,
    DocumentType,
    OpenedSession,
    Outcome,
    OutcomeState,
    ProviderRefusedUs,
    ProviderUnavailable,
    SessionUnknown,
)
from accounts.providers.stripe_identity import API_VERSION, StripeProvider
from accounts.providers.transport import MAX_ANSWER_BYTES
from tests.accounts.stripe_server import KEY, SESSION, StripeServer, document, shape
from tests.sandbox import programs

BACK = "https://platemark.example/verification/done/"
FACTS = DocumentFacts(DocumentType.PASSPORT, "AT", "P1234567", date(2091, 5, 1))


@pytest.fixture
def provider(server: StripeServer) -> StripeProvider:
    return StripeProvider(server.url, KEY, timeout_seconds=60, is_live=False)


def test_opens_a_session_and_tells_our_reference_and_no_more(server: StripeServer, provider: StripeProvider) -> None:
    server.says("create", "open")
    reference = uuid.uuid4()
    opened = provider.open_session(reference, BACK, "https://platemark.example/webhooks/identity/")
    assert opened == OpenedSession(SESSION, "https://verify.stripe.com/start/test_YWNjdF8xTnVOQUkBHEjv")
    [asked] = server.asked
    assert (asked.verb, asked.path) == ("POST", "/v1/identity/verification_sessions")
    assert asked.sent == {
        "type": ["document"],
        "options[document][allowed_types][0]": ["passport"],
        "options[document][allowed_types][1]": ["id_card"],
        "options[document][require_live_capture]": ["true"],
        "return_url": [BACK],
        "client_reference_id": [str(reference)],
    }
    assert asked.headers["Idempotency-Key"] == f"open-{reference}"
    assert asked.headers["Stripe-Version"] == API_VERSION == stripe.api_version
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


def test_the_sdk_says_nothing_of_this_machine(server: StripeServer, provider: StripeProvider) -> None:
    server.says("retrieve", "open", Request_Id="req_1")
    for _ in range(2):  # what it measured of one call it would tell with the next
        provider.outcome(SESSION)
    for asked in server.asked:
        assert "X-Stripe-Client-Telemetry" not in asked.headers
        assert socket.gethostname() not in str(asked.headers)
        assert "telemetry_id" not in str(asked.headers)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("open", Outcome(OutcomeState.OPEN, page=shape("open")["url"])),
        ("processing", Outcome(OutcomeState.PENDING)),
        ("verified", Outcome(OutcomeState.CONFIRMED, FACTS)),
        ("unverified", Outcome(OutcomeState.OPEN, None, RefusalReason.NOT_ACCEPTED, shape("unverified")["url"])),
        ("canceled", Outcome(OutcomeState.FAILED, None, RefusalReason.CANCELED)),
        ("redacting", Outcome(OutcomeState.FAILED, None, RefusalReason.PROVIDER_FAILED)),
        ("redacted", Outcome(OutcomeState.FAILED, None, RefusalReason.PROVIDER_FAILED)),
    ],
)
def test_reads_each_state(server: StripeServer, provider: StripeProvider, name: str, outcome: Outcome) -> None:
    server.says("retrieve", name)
    assert provider.outcome(SESSION) == outcome
    expanded = [value for values in server.asked[0].sent.values() for value in values]
    assert expanded == [f"last_verification_report.document.{name}" for name in ("number", "expiration_date")]


@pytest.mark.parametrize("state", ["a_state_of_tomorrow", "verified "])
def test_a_state_that_we_do_not_know_confirms_nobody(
    server: StripeServer, provider: StripeProvider, state: str
) -> None:
    server.says("retrieve", shape("verified", status=state))
    assert provider.outcome(SESSION).state is OutcomeState.FAILED


@pytest.mark.parametrize("left_out", ["number", "expiration_date"])
def test_a_key_that_may_not_read_numbers_is_a_fault_of_the_settings(
    server: StripeServer, provider: StripeProvider, left_out: str
) -> None:
    server.says("retrieve", document(**{left_out: ...}))
    with pytest.raises(ProviderRefusedUs, match="its key lacks the right"):
        provider.outcome(SESSION)


@pytest.mark.parametrize(
    "body",
    [
        *[b"", b"<html>P1234567", b"\xff", b"[" * 50_000, b"null", b'"text"', b"7"],
        b'{"a": "' + b"x" * MAX_ANSWER_BYTES + b'"}',
        *[[], {}, [shape("verified")]],
        shape("verified", id="vs_1AnotherSession"),
        shape("verified", status=None),
        shape("verified", last_verification_report=None),
        shape("verified", last_verification_report="vr_1NuNAmLkdIwHu7ixW7dpzGqM"),
        shape("verified", last_verification_report={"object": "identity.verification_report"}),
        shape("open", url="https://example.com/verify"),
        shape("open", url="http://verify.stripe.com/start/x"),
        shape("open", url=7),
        *[document(status="unverified"), document(status=None)],
        *[document(type=...), document(issuing_country="Austria"), document(issuing_country=...)],
        *[document(number=1234567), document(number="P1234567\n"), document(number="P" * 41), document(number="")],
        *[document(expiration_date="2091-05-01"), document(expiration_date={"year": 2091, "month": 5})],
        *[document(expiration_date={"year": 2091, "month": 13, "day": 1}), document(expiration_date=[2091, 5, 1])],
    ],
)
def test_an_outcome_that_makes_no_sense(server: StripeServer, provider: StripeProvider, body: object) -> None:
    server.says("retrieve", body)
    with pytest.raises(ProviderUnavailable) as caught:
        provider.outcome(SESSION)
    _tells_nothing(caught.value)


@pytest.mark.parametrize("changes", [{"id": "a/b"}, {"id": None}, {"url": None}, {"url": "javascript:alert(1)"}])
def test_an_opening_that_makes_no_sense(
    server: StripeServer, provider: StripeProvider, changes: dict[str, object]
) -> None:
    server.says("create", shape("open", **changes))
    with pytest.raises(ProviderUnavailable):
        provider.open_session(uuid.uuid4(), BACK, "")


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        *[(429, "error_429", ProviderUnavailable), (500, "error_500", ProviderUnavailable)],
        *[(500, b"<html>P1234567", ProviderUnavailable), (502, b"", ProviderUnavailable)],
        *[(409, "error_400", ProviderUnavailable), (408, "error_500", ProviderUnavailable)],
        *[(302, b"", ProviderUnavailable), (204, b"", ProviderUnavailable)],
        *[(400, "error_400", ProviderRefusedUs), (401, "error_401", ProviderRefusedUs)],
        *[(403, "error_403", ProviderRefusedUs), (404, "error_404", SessionUnknown)],
        (400, {"error": "P1234567", "error_description": "P1234567"}, ProviderUnavailable),
    ],
)
def test_other_answers(
    server: StripeServer, provider: StripeProvider, status: int, body: object, error: type[Exception]
) -> None:
    server.says("retrieve", body, status, Location=f"{server.url}/elsewhere")
    with pytest.raises(error) as caught:
        provider.outcome(SESSION)
    _tells_nothing(caught.value)
    # One call, one try: trying again is the worker's business, and nothing follows a redirect.
    assert len(server.asked) == 1


def _tells_nothing(error: BaseException) -> None:
    """Neither an error's text nor what it was made of quotes the answer."""
    seen: BaseException | None = error
    while seen is not None:
        assert "1234567" not in f"{seen!r} {vars(seen)}"
        seen = seen.__cause__ or seen.__context__


@pytest.mark.parametrize("session_id", ["", "vs_", "vs_a/b_longer", "../verification_sessions", "vs_" + "a" * 200])
def test_what_is_no_id_is_not_asked_for(server: StripeServer, provider: StripeProvider, session_id: str) -> None:
    with pytest.raises(SessionUnknown):
        provider.outcome(session_id)
    assert server.asked == []


def test_nobody_there_and_nobody_answering() -> None:
    nobody = StripeProvider(f"http://127.0.0.1:{programs.free_port()}", KEY, 0.5, is_live=False)
    with pytest.raises(ProviderUnavailable, match="ConnectError"):
        nobody.outcome(SESSION)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = StripeProvider(f"http://127.0.0.1:{silent.getsockname()[1]}", KEY, 0.2, is_live=False)
        with pytest.raises(ProviderUnavailable, match="ReadTimeout"):
            provider.outcome(SESSION)


@pytest.mark.parametrize(
    ("found", "answered", "is_done", "verbs"),
    [
        ("verified", "redacting", False, ["GET", "POST"]),
        ("verified", "redacted", True, ["GET", "POST"]),
        ("redacting", None, False, ["GET"]),
        ("redacted", None, True, ["GET"]),
    ],
)
def test_has_the_session_deleted_and_says_when_it_is(
    server: StripeServer,
    provider: StripeProvider,
    found: str,
    answered: str | None,
    is_done: bool,
    verbs: list[str],
) -> None:
    server.says("retrieve", found)
    if answered:
        server.says("redact", answered)
    assert provider.delete_data(SESSION) is is_done
    assert [asked.verb for asked in server.asked] == verbs
    assert server.asked[-1].path.removesuffix("/redact").endswith(SESSION)
    # What is only to be deleted is not read first.
    assert server.asked[0].sent == {}


def test_what_can_not_be_deleted_yet_is_tried_again(server: StripeServer, provider: StripeProvider) -> None:
    server.says("retrieve", "processing")
    server.says("redact", "error_400", 400)
    with pytest.raises(ProviderUnavailable):
        provider.delete_data(SESSION)


@pytest.mark.parametrize("body", [{}, shape("redacting", redaction=None), shape("redacting", redaction="redacted")])
def test_a_deletion_that_makes_no_sense_is_none(server: StripeServer, provider: StripeProvider, body: object) -> None:
    server.says("retrieve", "verified")
    server.says("redact", body)
    with pytest.raises(ProviderUnavailable):
        provider.delete_data(SESSION)


@pytest.mark.parametrize(
    ("key", "is_live"), [("sk_test_" + "x" * 32, False), ("sk_live_" + "x" * 32, True), (KEY, True), ("", False)]
)
def test_a_key_that_may_do_everything_is_refused_and_in_production_one_for_tests(key: str, is_live: bool) -> None:
    with pytest.raises(ImproperlyConfigured, match="restricted key") as caught:
        StripeProvider("https://api.stripe.com", key, is_live=is_live)
    assert "xxxx" not in str(caught.value)


def test_in_production_a_test_document_confirms_nobody(server: StripeServer) -> None:
    live = StripeProvider(server.url, "rk_live_of_nobody_" + "x" * 24, is_live=True)
    server.says("retrieve", "verified")
    with pytest.raises(ProviderRefusedUs, match="a test document"):
        live.outcome(SESSION)
    server.replies.clear()
    server.says("retrieve", document() | {"livemode": True})
    assert live.outcome(SESSION).document == FACTS


def test_the_sdk_is_not_asked_to_print_what_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_LOG", "debug")
    with pytest.raises(ImproperlyConfigured, match="STRIPE_LOG"):
        StripeProvider("https://api.stripe.com", KEY, is_live=False)


def test_the_sdks_log_is_quiet_however_loud_ours_is(
    server: StripeServer, provider: StripeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.says("retrieve", "verified")
    provider.outcome(SESSION)
    assert "1234567" not in caplog.text and "Rosen" not in caplog.text
    assert [record for record in caplog.records if record.name == "stripe"] == []
