"""The client of Stripe Identity, over Stripe's own SDK. Believes nothing of an answer before it has looked at it.

What the SDK would do beyond the one call is off: retries (ours have backoff, and are seen), telemetry, redirects,
proxies, and its log, which at level `debug` quotes whole answers. Facts are from the API reference, see ADR 21.
"""

import logging
import os
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import stripe
from django.core.exceptions import ImproperlyConfigured

from accounts.enums import RefusalReason
from accounts.providers.interface import (
    DocumentFacts,
    DocumentType,
    OpenedSession,
    Outcome,
    OutcomeState,
    ProviderError,
    ProviderRefusedUs,
    ProviderUnavailable,
    SessionUnknown,
)
from accounts.providers.transport import call, text

API_VERSION = "2026-10-28.endive"
# Names and addresses are not among these; the report that they stand in comes with the number, and is dropped here.
NUMBER_AND_EXPIRY = ["last_verification_report.document.number", "last_verification_report.document.expiration_date"]
DOCUMENT_TYPES = {"passport": DocumentType.PASSPORT, "id_card": DocumentType.IDENTITY_CARD}

# How a session stands, by Stripe's word for it. What is verified needs a document, and is looked at apart.
STATES = {
    "requires_input": OutcomeState.OPEN,
    "processing": OutcomeState.PENDING,
    "verified": OutcomeState.CONFIRMED,
    "canceled": OutcomeState.FAILED,
}
# What went wrong with a session that asks for input again: for us it ends there, and a new try is a new session.
LAST_ERRORS = {
    "abandoned": (OutcomeState.FAILED, RefusalReason.ABANDONED),
    "consent_declined": (OutcomeState.REFUSED, RefusalReason.CONSENT_DECLINED),
    "country_not_supported": (OutcomeState.REFUSED, RefusalReason.COUNTRY_NOT_CHECKED),
    "device_not_supported": (OutcomeState.FAILED, RefusalReason.DEVICE_NOT_ABLE),
    "document_expired": (OutcomeState.REFUSED, RefusalReason.DOCUMENT_EXPIRED),
    "document_type_not_supported": (OutcomeState.REFUSED, RefusalReason.KIND_NOT_CHECKED),
    "document_unverified_other": (OutcomeState.REFUSED, RefusalReason.NOT_ACCEPTED),
    "under_supported_age": (OutcomeState.REFUSED, RefusalReason.TOO_YOUNG),
}
# Any word that we do not know confirms nobody, and can be tried again.
UNKNOWN_ERROR = (OutcomeState.FAILED, RefusalReason.PROVIDER_FAILED)

_SESSION_ID = re.compile(r"vs_[A-Za-z0-9]{8,100}")
_COUNTRY = re.compile(r"[A-Z]{2}")
# As it is printed: `documents.canonical` brings it into one form.
_NUMBER = re.compile(r"[\w .\-/]{4,40}")
_PAGES = ("https", "verify.stripe.com")


class StripeProvider:
    """Speaks to Stripe with a restricted key; `is_live` refuses answers about test documents, and test keys."""

    def __init__(self, base_url: str, api_key: str, timeout_seconds: float = 5, *, is_live: bool) -> None:
        _refuse_what_tells_too_much(api_key, is_live=is_live)
        _silence_the_sdk()
        self._is_live = is_live
        client = stripe.StripeClient(
            api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": base_url.rstrip("/")},
            http_client=_Transport(timeout_seconds),
            max_network_retries=0,
        )
        self._sessions = client.v1.identity.verification_sessions

    def open_session(self, reference: uuid.UUID, return_url: str, webhook_url: str) -> OpenedSession:
        """The session of `reference`: asked twice within a day, the same one. Where webhooks go is set at Stripe."""
        answer = self._asked(
            lambda: self._sessions.create(
                {
                    "type": "document",
                    "options": {"document": {"allowed_types": list(DOCUMENT_TYPES), "require_live_capture": True}},
                    "return_url": return_url,
                    "client_reference_id": str(reference),
                },
                {"idempotency_key": f"open-{reference}"},
            )
        )
        return OpenedSession(text(answer, "id", _SESSION_ID), _page(text(answer, "url")))

    def outcome(self, session_id: str) -> Outcome:
        """How the session stands."""
        answer = self._retrieved(session_id, expand=NUMBER_AND_EXPIRY)
        status = text(answer, "status")
        if answer.get("redaction") is not None or status not in STATES:
            return Outcome(OutcomeState.FAILED, status, None, RefusalReason.PROVIDER_FAILED)
        state = STATES[status]
        if state is OutcomeState.CONFIRMED:
            return _confirmed(answer)
        if state is not OutcomeState.OPEN:
            return Outcome(state, status, None)
        if (error := answer.get("last_error")) is not None:
            state, cause = LAST_ERRORS.get(_code(error), UNKNOWN_ERROR)
            return Outcome(state, status, None, cause)
        # Each page of Stripe's serves once, so this is another than the one before.
        return Outcome(state, status, None, page=_page(text(answer, "url")) if answer.get("url") else "")

    def forget(self, session_id: str) -> bool:
        """Have everything deleted that the session collected. Stripe takes up to four days; False until it is done."""
        redaction = self._retrieved(session_id).get("redaction")
        if redaction is None:
            # Refused while it is still being checked; the next try finds it further on.
            redaction = self._asked(lambda: self._sessions.redact(session_id), refused=ProviderUnavailable)
            redaction = redaction.get("redaction")
        if not isinstance(redaction, Mapping):
            raise ProviderUnavailable("The provider's redaction is missing or malformed.")
        return text(redaction, "status") == "redacted"

    def _retrieved(self, session_id: str, expand: list[str] | None = None) -> dict[str, Any]:
        if not _SESSION_ID.fullmatch(session_id):
            raise SessionUnknown("This is not the id of a session.")
        answer = self._asked(lambda: self._sessions.retrieve(session_id, {"expand": expand} if expand else {}))
        if answer.get("id") != session_id:
            raise ProviderUnavailable("The provider answered about another session.")
        if self._is_live and answer.get("livemode") is not True:
            raise ProviderRefusedUs("The provider checked a test document. Give the identity worker a live key.")
        return answer

    def _asked(self, ask: Callable[[], Any], *, refused: type[ProviderError] = ProviderRefusedUs) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = ask().to_dict()
            return answer
        except stripe.StripeError as problem:
            refusal = _translated(problem, refused)
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            refusal = ProviderUnavailable("The provider's answer is not what its reference says.")
        # Raised out here, so that it carries nothing of the SDK's error, which quotes the answer.
        raise refusal


class _Transport(stripe.HTTPClient):
    """The SDK's way out, through the transport that every provider's client uses."""

    name = "httpx"

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__()
        self._timeout_seconds = timeout_seconds

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_named: Any
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Status, headers and content of one call."""
        answer = call(
            method.upper(), url, headers=headers or {}, content=post_data, timeout_seconds=self._timeout_seconds
        )
        return answer.content, answer.status, answer.headers

    def close(self) -> None:
        """Each call closes its own connection."""


def _silence_the_sdk() -> None:
    stripe.enable_telemetry = False  # it has no other switch; it would write a file, and name this machine
    logging.getLogger("stripe").disabled = True  # it quotes answers at level debug, and addresses at info


def _refuse_what_tells_too_much(api_key: str, *, is_live: bool) -> None:
    if os.environ.get("STRIPE_LOG"):
        raise ImproperlyConfigured("STRIPE_LOG makes the SDK print documents. Take it out of the environment.")
    wanted = "rk_live_" if is_live else "rk_"
    if not api_key.startswith(wanted):
        raise ImproperlyConfigured(
            f"The provider's secret must be a restricted key, {wanted}…: see docs/operations.md."
        )


def _translated(problem: stripe.StripeError, refused: type[ProviderError]) -> ProviderError:
    """Our word for an error of the SDK's. Its own text quotes the answer, so nothing of it is taken but the status."""
    status = problem.http_status or 0
    if status == 404:
        return SessionUnknown("The provider does not know this session.")
    if 400 <= status < 500 and status not in {408, 409, 429}:
        return refused(f"The provider refused our request with {status}: see docs/operations.md on its key.")
    return ProviderUnavailable(f"The provider answered {status}." if status else "The provider's answer can't be read.")


def _confirmed(answer: Mapping[str, Any]) -> Outcome:
    report = answer.get("last_verification_report")
    document = report.get("document") if isinstance(report, Mapping) else None
    if not isinstance(document, Mapping) or text(document, "status") != "verified":
        raise ProviderUnavailable("The provider confirmed without a report of a verified document.")
    for name in ("number", "expiration_date"):
        if name not in document:
            raise ProviderRefusedUs(f"The provider leaves out the {name}: its key lacks the right to read it.")
        if document[name] is None:
            return Outcome(OutcomeState.FAILED, "verified", None, RefusalReason.DOCUMENT_UNREADABLE)
    kind = DOCUMENT_TYPES.get(text(document, "type"))
    if kind is None:
        return Outcome(OutcomeState.REFUSED, "verified", None, RefusalReason.KIND_NOT_CHECKED)
    facts = DocumentFacts(
        type=kind,
        country=text(document, "issuing_country", _COUNTRY),
        number=text(document, "number", _NUMBER),
        expires_on=_day(document["expiration_date"]),
    )
    return Outcome(OutcomeState.CONFIRMED, "verified", facts)


def _day(value: Any) -> date:
    try:
        return date(value["year"], value["month"], value["day"])
    except (KeyError, TypeError, ValueError, OverflowError):
        # No cause is shown: it would quote the document.
        raise ProviderUnavailable("The provider's date is none.") from None


def _code(error: Any) -> str:
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, str) else ""


def _page(url: str) -> str:
    """The address of Stripe's page, once it is one: the browser is sent there."""
    if urlsplit(url)[:2] != _PAGES:
        raise ProviderUnavailable("The provider named a page on another host than its own.")
    return url
