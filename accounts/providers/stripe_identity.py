"""The client of Stripe Identity, over Stripe's own SDK.

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

import stripe
from django.core.exceptions import ImproperlyConfigured

from accounts.enums import RefusalReason
from accounts.providers.answers import (
    COUNTRY,
    NUMBER,
    error_for_status,
    page_url,
    require_session,
    require_session_id,
    text,
)
from accounts.providers.interface import (
    DocumentFacts,
    DocumentType,
    OpenedSession,
    Outcome,
    OutcomeState,
    ProviderError,
    ProviderRefusedUs,
    ProviderUnavailable,
)
from accounts.providers.transport import call

API_VERSION = "2026-10-28.endive"
# Names and addresses are not among these. The report that holds them comes with the number, and is dropped here.
NUMBER_AND_EXPIRY = ["last_verification_report.document.number", "last_verification_report.document.expiration_date"]
DOCUMENT_TYPES = {"passport": DocumentType.PASSPORT, "id_card": DocumentType.IDENTITY_CARD}

# Our state for each of Stripe's. A verified session needs a document, which is validated separately.
STATES = {
    "requires_input": OutcomeState.OPEN,
    "processing": OutcomeState.PENDING,
    "verified": OutcomeState.CONFIRMED,
    "canceled": OutcomeState.FAILED,
}
# Errors after which Stripe asks for input again, in the same session. All that Stripe lists are here, also those of
# checks that we don't ask for. Where no other document would help, the session ends for us, so that it is redacted.
LAST_ERRORS = {
    "abandoned": (OutcomeState.OPEN, RefusalReason.ABANDONED),
    "consent_declined": (OutcomeState.REFUSED, RefusalReason.CONSENT_DECLINED),
    "country_not_supported": (OutcomeState.OPEN, RefusalReason.COUNTRY_NOT_SUPPORTED),
    "device_not_supported": (OutcomeState.OPEN, RefusalReason.DEVICE_NOT_SUPPORTED),
    "document_expired": (OutcomeState.OPEN, RefusalReason.DOCUMENT_EXPIRED),
    "document_type_not_supported": (OutcomeState.OPEN, RefusalReason.TYPE_NOT_SUPPORTED),
    "document_unverified_other": (OutcomeState.OPEN, RefusalReason.NOT_ACCEPTED),
    "email_unverified_other": (OutcomeState.OPEN, RefusalReason.CONTACT_NOT_CONFIRMED),
    "email_verification_declined": (OutcomeState.OPEN, RefusalReason.CONTACT_NOT_CONFIRMED),
    "id_number_insufficient_document_data": (OutcomeState.OPEN, RefusalReason.ID_NUMBER_NOT_ACCEPTED),
    "id_number_mismatch": (OutcomeState.OPEN, RefusalReason.ID_NUMBER_NOT_ACCEPTED),
    "id_number_unverified_other": (OutcomeState.OPEN, RefusalReason.ID_NUMBER_NOT_ACCEPTED),
    "phone_unverified_other": (OutcomeState.OPEN, RefusalReason.CONTACT_NOT_CONFIRMED),
    "phone_verification_declined": (OutcomeState.OPEN, RefusalReason.CONTACT_NOT_CONFIRMED),
    "selfie_document_missing_photo": (OutcomeState.OPEN, RefusalReason.PHOTO_MISSING),
    "selfie_face_mismatch": (OutcomeState.OPEN, RefusalReason.SELFIE_MISMATCH),
    "selfie_manipulated": (OutcomeState.OPEN, RefusalReason.SELFIE_NOT_ACCEPTED),
    "selfie_unverified_other": (OutcomeState.OPEN, RefusalReason.SELFIE_NOT_ACCEPTED),
    "under_supported_age": (OutcomeState.REFUSED, RefusalReason.TOO_YOUNG),
}
# An error that we don't know confirms nobody, and the person can try again.
UNKNOWN_ERROR = (OutcomeState.OPEN, RefusalReason.NOT_FINISHED)

_SESSION_ID = re.compile(r"vs_[A-Za-z0-9]{8,100}")
_PAGES = "https://verify.stripe.com"


class StripeProvider:
    """Speaks to Stripe with a restricted key; `is_live` refuses answers about test documents, and test keys."""

    def __init__(self, base_url: str, api_key: str, timeout_seconds: float = 5, *, is_live: bool) -> None:
        _check_configuration(api_key, is_live=is_live)
        _silence_sdk()
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
        # The idempotency key holds for a day. Where webhooks go is set at Stripe.
        answer = self._call(
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
        return OpenedSession(text(answer, "id", _SESSION_ID), page_url(answer, _PAGES))

    def outcome(self, session_id: str) -> Outcome:
        answer = self._retrieve(session_id, expand=NUMBER_AND_EXPIRY)
        status = text(answer, "status")
        if answer.get("redaction") is not None or status not in STATES:
            return Outcome(OutcomeState.FAILED, reason=RefusalReason.PROVIDER_FAILED)
        state = STATES[status]
        if state is OutcomeState.CONFIRMED:
            return _confirmed(answer)
        if state is OutcomeState.FAILED:
            return Outcome(state, reason=RefusalReason.CANCELED)
        if state is not OutcomeState.OPEN:
            return Outcome(state)
        reason = None
        if (error := answer.get("last_error")) is not None:
            state, reason = LAST_ERRORS.get(_error_code(error), UNKNOWN_ERROR)
        if state.is_final:
            return Outcome(state, reason=reason)
        # Each of Stripe's pages opens once, so this is another than before.
        return Outcome(state, reason=reason, page=page_url(answer, _PAGES) if answer.get("url") else "")

    def delete_data(self, session_id: str) -> bool:
        # Stripe takes up to four days.
        redaction = self._retrieve(session_id).get("redaction")
        if redaction is None:
            # Refused while the document is still being checked, so a refusal is worth trying again.
            answer = self._call(lambda: self._sessions.redact(session_id), refusal=ProviderUnavailable)
            redaction = answer.get("redaction")
        if not isinstance(redaction, Mapping):
            raise ProviderUnavailable("The provider's redaction is missing or malformed.")
        return text(redaction, "status") == "redacted"

    def _retrieve(self, session_id: str, expand: list[str] | None = None) -> dict[str, Any]:
        require_session_id(session_id, _SESSION_ID)
        answer = self._call(lambda: self._sessions.retrieve(session_id, {"expand": expand} if expand else {}))
        require_session(answer, session_id)
        if self._is_live and answer.get("livemode") is not True:
            raise ProviderRefusedUs("The provider checked a test document. Give the identity worker a live key.")
        return answer

    def _call(self, request: Callable[[], Any], *, refusal: type[ProviderError] | None = None) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = request().to_dict()
            return answer
        except stripe.StripeError as problem:
            error = error_for_status(problem.http_status or 0)
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            error = ProviderUnavailable("The provider's answer is not what its reference says.")
        if refusal and isinstance(error, ProviderRefusedUs):
            error = refusal(str(error))
        # Raised here and not above, so that it has no context: the SDK's error quotes the answer.
        raise error


class _Transport(stripe.HTTPClient):
    """Lets the SDK send through the transport of all providers."""

    name = "httpx"

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__()
        self._timeout_seconds = timeout_seconds

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_kwargs: Any
    ) -> tuple[Any, int, Mapping[str, str]]:
        answer = call(
            method.upper(), url, headers=headers or {}, content=post_data, timeout_seconds=self._timeout_seconds
        )
        return answer.content, answer.status, answer.headers

    def close(self) -> None:
        """Do nothing: each call closes its own connection."""


def _silence_sdk() -> None:
    stripe.enable_telemetry = False  # the only switch; telemetry would write a file, and name this machine
    logging.getLogger("stripe").disabled = True  # it quotes answers at level debug, and addresses at info


def _check_configuration(api_key: str, *, is_live: bool) -> None:
    if os.environ.get("STRIPE_LOG"):
        raise ImproperlyConfigured("STRIPE_LOG makes the SDK print documents. Remove it from the environment.")
    prefix = "rk_live_" if is_live else "rk_"
    if not api_key.startswith(prefix):
        raise ImproperlyConfigured(
            f"The provider's secret must be a restricted key, {prefix}…: see docs/operations.md."
        )


def _confirmed(answer: Mapping[str, Any]) -> Outcome:
    document = _verified_document(answer)
    if document is None:
        return Outcome(OutcomeState.REFUSED, reason=RefusalReason.TYPE_NOT_SUPPORTED)
    for name in ("number", "expiration_date"):
        if name not in document:
            raise ProviderRefusedUs(f"The provider leaves out the {name}: its key lacks the right to read it.")
    for name in ("number", "type", "issuing_country"):
        if name in document and document[name] is None:
            return Outcome(OutcomeState.FAILED, reason=RefusalReason.DOCUMENT_UNREADABLE)
    document_type = DOCUMENT_TYPES.get(text(document, "type"))
    if document_type is None:
        return Outcome(OutcomeState.REFUSED, reason=RefusalReason.TYPE_NOT_SUPPORTED)
    facts = DocumentFacts(
        type=document_type,
        country=text(document, "issuing_country", COUNTRY),
        number=text(document, "number", NUMBER),
        expires_on=_first_day(document["expiration_date"]),
    )
    return Outcome(OutcomeState.CONFIRMED, facts)


def _verified_document(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The report's document; None where something else than a document was verified, such as an identity number."""
    report = answer.get("last_verification_report")
    if isinstance(report, Mapping) and "document" in report and report["document"] is None:
        return None
    document = report.get("document") if isinstance(report, Mapping) else None
    if not isinstance(document, Mapping) or text(document, "status") != "verified":
        raise ProviderUnavailable("The provider confirmed without a report of a verified document.")
    return document


def _first_day(value: Any) -> date | None:
    """The first day that an expiration date can mean; None where there is none on a document that Stripe verified."""
    try:
        if value is None or value["year"] is None:
            return None
        return date(value["year"], value["month"] or 1, value["day"] or 1)
    except (KeyError, TypeError, ValueError, OverflowError):
        # Without the cause, which would quote the document.
        raise ProviderUnavailable("The provider's date is none.") from None


def _error_code(error: Any) -> str:
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, str) else ""
