"""The client of the sandbox provider's HTTP API. Believes nothing of an answer before it has looked at it."""

import json
import re
import uuid
from datetime import date
from typing import Any
from urllib.parse import urlsplit

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
from accounts.providers.transport import call, text

MAXIMUM_REASON_CHARACTERS = 300

_SESSION_ID = re.compile(r"[A-Za-z0-9_-]{8,128}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"[A-Z0-9]{4,20}")


class SandboxProvider:
    """Speaks to the provider at `base_url`; each step of a call may take `timeout_seconds`."""

    def __init__(self, base_url: str, api_secret: str, timeout_seconds: float = 5) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_secret = api_secret
        self._timeout_seconds = timeout_seconds

    def open_session(self, reference: uuid.UUID, return_url: str, webhook_url: str) -> OpenedSession:
        """The session of `reference`: asked twice, the same one."""
        wanted = {"reference": str(reference), "return_url": return_url, "webhook_url": webhook_url}
        answer = self._call("POST", "/v1/sessions", wanted)
        session_id, url = text(answer, "id", _SESSION_ID), text(answer, "url")
        # The browser is sent there, so it has to be a page of the provider's.
        if urlsplit(url)[:2] != urlsplit(self._base_url)[:2]:
            raise ProviderUnavailable("The provider named a page on another host than its own.")
        return OpenedSession(session_id, url)

    def outcome(self, session_id: str) -> Outcome:
        """How the session stands."""
        if not _SESSION_ID.fullmatch(session_id):
            raise SessionUnknown("This is not the id of a session.")
        answer = self._call("GET", f"/v1/sessions/{session_id}")
        if answer.get("id") != session_id:
            raise ProviderUnavailable("The provider answered about another session.")
        return _outcome(answer)

    def forget(self, session_id: str) -> bool:
        """Have the document deleted. The sandbox does so at once."""
        if not _SESSION_ID.fullmatch(session_id):
            raise SessionUnknown("This is not the id of a session.")
        answer = self._call("POST", f"/v1/sessions/{session_id}/forget", {})
        if answer.get("id") != session_id or not isinstance(answer.get("is_forgotten"), bool):
            raise ProviderUnavailable("The provider does not say whether it has forgotten the session.")
        return bool(answer["is_forgotten"])

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._api_secret}"}
        content = None
        if body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(body)
        answer = call(
            method, self._base_url + path, headers=headers, content=content, timeout_seconds=self._timeout_seconds
        )
        _require_success(answer.status)
        return _json_object(answer.content)


def _require_success(status: int) -> None:
    if status in {200, 201}:
        return
    if status == 404:
        raise SessionUnknown("The provider does not know this session.")
    if 400 <= status < 500 and status not in {408, 409, 429}:
        raise ProviderRefusedUs(f"The provider refused our request with {status}: check its address and secret.")
    raise ProviderUnavailable(f"The provider answered {status}.")


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        # No cause is shown: the parser's error holds the text that it read.
        raise ProviderUnavailable("The provider's answer is not JSON.") from None
    if not isinstance(value, dict):
        raise ProviderUnavailable("The provider's answer is not a JSON object.")
    return value


def _outcome(answer: dict[str, Any]) -> Outcome:
    try:
        state = OutcomeState(text(answer, "status"))
    except ValueError:
        raise ProviderUnavailable("The provider named a state that we do not know.") from None
    reason, document = answer.get("reason"), answer.get("document")
    if not isinstance(reason, str) or len(reason) > MAXIMUM_REASON_CHARACTERS:
        raise ProviderUnavailable("The provider's reason is not a short text.")
    if (document is not None) != (state is OutcomeState.CONFIRMED):
        raise ProviderUnavailable("The provider's document does not go with its state.")
    return Outcome(state, reason, _document(document) if document is not None else None)


def _document(document: Any) -> DocumentFacts:
    if not isinstance(document, dict):
        raise ProviderUnavailable("The provider's document is not a JSON object.")
    try:
        return DocumentFacts(
            type=DocumentType(text(document, "type")),
            country=text(document, "country", _COUNTRY),
            number=text(document, "number", _NUMBER),
            expires_on=date.fromisoformat(text(document, "expires_on")),
        )
    except ValueError:
        # No cause is shown: it would quote the document.
        raise ProviderUnavailable("The provider's document is of an unknown type, or its date is none.") from None
