"""How the protections of identity checks are switched off. Merged in `protections.py`."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from reviews_site.crypto import signing
from reviews_site.crypto.hashing import SlowDigest

Off = Callable[[], AbstractContextManager[Any]]


def nothing(*_args: Any, **_named: Any) -> None:
    """Protects nothing."""


def whenever(purpose: Any, body: bytes, header: str, *, now: int) -> None:
    """A verifier that does not look at the time."""
    signing.verify(purpose, body, header, now=now, window_seconds=10**12)


def any_page(answer: Any, origin: str) -> str:
    """Accept the page whatever host it is on."""
    return str(answer["url"])


def fast(_purpose: Any, message: bytes, *, version: int) -> SlowDigest:
    """A digest that anybody can make, of every number that there is."""
    return SlowDigest(version=version, digest=hashlib.sha256(message).digest())


@contextmanager
def all_of(*changes: tuple[str, Any]) -> Iterator[None]:
    """Several things replaced at once."""
    with ExitStack() as stack:
        for target, by in changes:
            stack.enter_context(patch(target, by))
        yield


def identity_protections() -> dict[str, Off]:
    """The table."""
    return {
        "webhook_signature": lambda: all_of(
            ("accounts.providers.webhooks.verify", nothing), ("accounts.providers.webhooks._verify_stripe", nothing)
        ),
        "webhook_timestamp": lambda: all_of(
            ("accounts.providers.webhooks.verify", whenever), ("accounts.providers.webhooks.WINDOW_SECONDS", 10**12)
        ),
        "document_forgotten": lambda: patch("accounts.identity.digests.slow_digest", fast),
        "left_sessions_are_told": lambda: patch("accounts.identity.polling.delete_abandoned_at_provider", nothing),
        "document_forgotten_by_provider": lambda: patch("accounts.identity.outcomes.delete_at_provider", nothing),
        "provider_sdk_silent": lambda: patch("accounts.providers.stripe_identity._silence_sdk", nothing),
        "provider_page_host": lambda: patch("accounts.providers.stripe_identity.page_url", any_page),
    }
