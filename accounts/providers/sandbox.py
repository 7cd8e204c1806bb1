"""The client of the sandbox provider's HTTP API."""

import json
import re
import uuid
from datetime import date
from typing import Any

from accounts.enums import RefusalReason
from accounts.providers.answers import (
    COUNTRY,
    NUMBER,
    error_for_status,
    json_object,
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
    ProviderUnavailable,
)
from accounts.providers.transport import call

# What the sandbox may say. That a document is in use, we alone know.
_REASONS = frozenset(RefusalReason) - {RefusalReason.DOCUMENT_IN_USE}
_SESSION_ID = re.compile(r"[A-Za-z0-9_-]{8,128}")


class SandboxProvider:
    """Speaks to the provider at `base_url`; each step of a call may take `timeout_seconds`."""

    def __init__(self, base_url: str, api_secret: str, timeout_seconds: float = 5) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_secret = api_secret
        self._timeout_seconds = timeout_seconds

    def open_session(self, reference: uuid.UUID, return_url: str, webhook_url: str) -> OpenedSession:
        body = {"reference": str(reference), "return_url": return_url, "webhook_url": webhook_url}
        answer = self._call("POST", "", body)
        return OpenedSession(text(answer, "id", _SESSION_ID), page_url(answer, self._base_url))

    def outcome(self, session_id: str) -> Outcome:
        require_session_id(session_id, _SESSION_ID)
        answer = self._call("GET", f"/{session_id}")
        require_session(answer, session_id)
        return _outcome(answer)

    def delete_data(self, session_id: str) -> bool:
        require_session_id(session_id, _SESSION_ID)
        answer = self._call("POST", f"/{session_id}/delete", {})
        require_session(answer, session_id)
        if not isinstance(answer.get("is_deleted"), bool):
            raise ProviderUnavailable("The provider doesn't say whether it has deleted the session's document.")
        return bool(answer["is_deleted"])

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        answer = call(
            method,
            f"{self._base_url}/v1/sessions{path}",
            headers={"Authorization": f"Bearer {self._api_secret}", "Content-Type": "application/json"},
            content=None if body is None else json.dumps(body),
            timeout_seconds=self._timeout_seconds,
        )
        if answer.status not in {200, 201}:
            raise error_for_status(answer.status)
        return json_object(answer.content)


def _outcome(answer: dict[str, Any]) -> Outcome:
    try:
        state = OutcomeState(text(answer, "status"))
    except ValueError:
        raise ProviderUnavailable("The provider named a state that we do not know.") from None
    document = answer.get("document")
    if (document is not None) != (state is OutcomeState.CONFIRMED):
        raise ProviderUnavailable("The provider's document does not go with its state.")
    return Outcome(state, _document(document) if document is not None else None, _reason(answer.get("code")))


def _reason(code: Any) -> RefusalReason | None:
    return RefusalReason(code) if isinstance(code, str) and code in _REASONS else None


def _document(document: Any) -> DocumentFacts:
    if not isinstance(document, dict):
        raise ProviderUnavailable("The provider's document is not a JSON object.")
    try:
        return DocumentFacts(
            type=DocumentType(text(document, "type")),
            country=text(document, "country", COUNTRY),
            number=text(document, "number", NUMBER),
            expires_on=_last_day(document),
        )
    except ValueError:
        # Without the cause, which would quote the document.
        raise ProviderUnavailable("The provider's document is of an unknown type, or its date is none.") from None


def _last_day(document: dict[str, Any]) -> date | None:
    if "expires_on" in document and document["expires_on"] is None:
        return None
    return date.fromisoformat(text(document, "expires_on"))
