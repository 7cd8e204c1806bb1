"""How the protections of sessions, second factors and step-up are switched off. Merged in `protections.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.models import Q

from accounts.models import Session

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]


def as_it_is(session_key: str) -> str:
    """Keeps the key itself."""
    return session_key


def whenever() -> Q:
    """Any session, of any age."""
    return Q()


def nothing(*_args: Any, **_named: Any) -> None:
    """Does nothing."""


def everybody(_request: Any) -> bool:
    """Lets anybody pass."""
    return True


def any_origin(_credential: Any) -> None:
    """Takes a passkey that was used anywhere."""


def the_same(_user: Any) -> str:
    """What ties a session to a password, tied to nothing."""
    return "the same"


def without_asking(_stage: Any) -> tuple[None, bool]:
    """Goes on as though nobody had a second factor."""
    return None, True


def whatever_comes(*_args: Any, **_named: Any) -> bool:
    """Takes any codes."""
    return True


def unlimited(*_args: Any, **_named: Any) -> Callable[[], None]:
    """Counts nothing."""
    return nothing


def ends_anybodys(*, session_id: str, by: Any) -> bool:
    """Ends whatever session it is told to."""
    return bool(Session.objects.filter(session_key=session_id).delete()[0])


@contextmanager
def sessions_outlive_passwords() -> Iterator[None]:
    """Both ways in which a change of the password ends sessions."""
    with ExitStack() as stack:
        stack.enter_context(patch("accounts.models.User.get_session_auth_hash", the_same))
        stack.enter_context(patch("accounts.actions.security.end_other_sessions", nothing))
        yield


@contextmanager
def asks_no_owner() -> Iterator[None]:
    """Both rooms with pages of owners."""
    with ExitStack() as stack:
        for room in ("analytics.dashboards.views", "restaurants.views.visits"):
            stack.enter_context(patch(f"{room}.require_second_factor", nothing))
        yield


def session_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    activity = "GRANT UPDATE, DELETE, TRUNCATE ON accounts_securityevent TO web"
    return {
        "session_keys_hashed": lambda: patch("reviews_site.web.sessions.session_digest", as_it_is),
        "session_limits": lambda: patch("reviews_site.web.sessions.live_sessions", whenever),
        "session_age_kept": lambda: patch("reviews_site.web.sessions._SIGNED_IN", "forgotten"),
        "session_fixation": lambda: patch("django.contrib.sessions.backends.base.SessionBase.cycle_key", nothing),
        "sessions_end_with_the_password": sessions_outlive_passwords,
        "sessions_own_only": lambda: patch("accounts.actions.security.end_session", ends_anybodys),
        "step_up": lambda: patch("accounts.step_up.is_recently_authenticated", everybody),
        "second_factor_at_sign_in": lambda: patch("allauth.mfa.stages.AuthenticateStage.handle", without_asking),
        "second_factor_before_the_check": lambda: patch("accounts.views.verification.require_second_factor", nothing),
        "second_factor_of_owners": asks_no_owner,
        "second_factor_rate_limited": lambda: patch("allauth.mfa.base.forms.check_rate_limit", unlimited),
        "security_activity_append_only": lambda: sql("default", activity),
        "address_confirmed_at_both": lambda: patch("accounts.actions.addresses.AddressChange.takes", whatever_comes),
        "passkey_origin": lambda: patch("accounts.factor_forms.refuse_other_origins", any_origin),
    }
