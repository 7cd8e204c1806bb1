"""How the protections of the doors are switched off: same answers, same times, limits. Merged in `protections.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.test import override_settings

Off = Callable[[], AbstractContextManager[Any]]


def nothing(*_args: Any, **_named: Any) -> None:
    """Does nothing."""


def knows(_form: Any, email: str) -> str:
    """Says of an address whether it has an account."""
    return f"known: {email}"


@contextmanager
def at_once() -> Iterator[None]:
    """An unknown address at sign-in, and a known one at signup, without the slow hash."""
    with ExitStack() as stack:
        backend = "allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack"
        stack.enter_context(patch(backend, nothing))
        stack.enter_context(patch("accounts.actions.users.register_dry_run", nothing))
        stack.enter_context(patch("accounts.views.constant_time.wait", nothing))
        yield


@contextmanager
def uncounted() -> Iterator[None]:
    """Goes on where it can't count."""
    with override_settings(ACCOUNT_RATE_LIMITS=False), patch("accounts.adapter.count_failure", nothing):
        yield


def door_protections() -> dict[str, Off]:
    """The table."""
    return {
        "cross_site_posts": lambda: patch("django.middleware.csrf.CsrfViewMiddleware.process_view", nothing),
        "same_time_for_everybody": at_once,
        "same_answer_for_everybody": lambda: override_settings(ACCOUNT_PREVENT_ENUMERATION=False),
        "closed_without_counters": uncounted,
        "sign_in_limits": lambda: override_settings(ACCOUNT_RATE_LIMITS=False),
    }
