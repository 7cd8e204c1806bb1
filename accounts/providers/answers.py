"""Validates what providers answer. Nothing is trusted before it was looked at, and no error repeats a value."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from accounts.providers.interface import ProviderError, ProviderRefusedUs, ProviderUnavailable, SessionUnknown

COUNTRY = re.compile(r"[A-Z]{2}")
# As it is printed: `accounts.identity.documents` brings it into its canonical form.
NUMBER = re.compile(r"[\w .\-/]{4,40}")


def json_object(content: bytes, error: type[Exception] = ProviderUnavailable) -> dict[str, Any]:
    """The JSON object that a provider sent. Anything else raises `error`, without the parser's, which quotes it."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise error("What the provider sent is not JSON.") from None
    if not isinstance(value, dict):
        raise error("What the provider sent is not a JSON object.")
    return value


def text(answer: Mapping[str, Any], name: str, pattern: re.Pattern[str] = re.compile(r".{1,2000}")) -> str:
    """The text of a field.

    Raises:
        ProviderUnavailable: it is missing, no text, or doesn't match the pattern.
    """
    value = answer.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ProviderUnavailable(f"The provider's {name} is missing or malformed.")
    return value


def page_url(answer: Mapping[str, Any], origin: str) -> str:
    """The address of the provider's page, to which the browser is sent.

    Raises:
        ProviderUnavailable: it is missing, or not on `origin`.
    """
    url = text(answer, "url")
    if urlsplit(url)[:2] != urlsplit(origin)[:2]:
        raise ProviderUnavailable("The provider named a page on another host than its own.")
    return url


def require_session_id(session_id: str, pattern: re.Pattern[str]) -> None:
    """Raise `SessionUnknown` for what can't be a session's id, so that it gets into no URL."""
    if not pattern.fullmatch(session_id):
        raise SessionUnknown("This is not the id of a session.")


def require_session(answer: Mapping[str, Any], session_id: str) -> None:
    """Raise `ProviderUnavailable` unless the answer is about this session."""
    if answer.get("id") != session_id:
        raise ProviderUnavailable("The provider answered about another session.")


def error_for_status(status: int) -> ProviderError:
    """The error that an HTTP status stands for."""
    if status == 404:
        return SessionUnknown("The provider does not know this session.")
    if 400 <= status < 500 and status not in {408, 409, 429}:
        return ProviderRefusedUs(f"The provider refused our request with {status}: see docs/operations.md.")
    return ProviderUnavailable(f"The provider answered {status}." if status else "The provider's answer is unreadable.")
