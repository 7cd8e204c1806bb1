"""How the protections of company roles, and of the console's sign-in, are switched off. Merged in `protections.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from reviews_site.policy.decide import ALLOWED, Decision

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]


def everything_allowed(*_who: Any, **_named: Any) -> Decision:
    """Says yes."""
    return ALLOWED


def nothing(*_args: Any, **_named: Any) -> None:
    """Does nothing."""


def everybody(*_args: Any) -> bool:
    """Takes whatever comes."""
    return True


def no_steps(*_args: Any) -> set[int]:
    """Remembers no code."""
    return set()


def says_nothing(_act: Any) -> dict[str, str]:
    """Leaves out of the digest what is asked for."""
    return {}


@contextmanager
def together(*offs: AbstractContextManager[Any]) -> Iterator[None]:
    """Several at once, where one alone would still stop the attack."""
    with ExitStack() as stack:
        for off in offs:
            stack.enter_context(off)
        yield


def staffing_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    drops = [
        f"ALTER TABLE accounts_staffrole DROP CONSTRAINT accounts_staffrole_{name}"
        for name in ("not_by_oneself", "by_two_people", "approvers_by_two", "ends")
    ]
    outcomes = (
        "GRANT ALL ON accounts_signedactionoutcome, accounts_usedcode TO console, web",
        "GRANT ALL ON accounts_roleproposal, accounts_roledecision TO console, web",
    )
    no_rows = [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in ("accounts_user", "mfa_authenticator")]
    settling, proofs = "accounts.staffing.worker", "accounts.staffing.signatures"
    return {
        "staffing_never_oneself": lambda: patch(f"{settling}.may_change", everything_allowed),
        "staffing_second_person": lambda: patch(f"{settling}.may_agree", everything_allowed),
        "staffing_constraints": lambda: sql("default", *drops),
        "staffing_outcomes_apart": lambda: sql("default", *outcomes),
        "staffing_proof": lambda: patch(f"{proofs}.check", nothing),
        "staffing_proof_fresh": lambda: patch(f"{proofs}.FRESH", timedelta(days=900)),
        "staffing_code_once": lambda: patch(f"{proofs}._used_steps", no_steps),
        "staffing_proof_of_this": lambda: patch("accounts.staffing.canonical_form._of", says_nothing),
        "staffing_wrong_proofs_counted": lambda: patch(f"{settling}.WRONG_PROOFS_AN_HOUR", 10**9),
        "staffing_review_ends": lambda: together(
            sql("default", *no_rows), patch("accounts.models.staff.REVIEW_GRACE", timedelta(days=900))
        ),
        "factor_bound": lambda: together(
            patch("accounts.factor_binding.is_bound", everybody), patch(f"{proofs}.is_bound", everybody)
        ),
        "console_session_new_key": lambda: patch(
            "django.contrib.sessions.backends.base.SessionBase.cycle_key", nothing
        ),
        "invitation_ends_sessions": lambda: patch("accounts.actions.staff._end_sessions", nothing),
        "console_step_up": lambda: together(
            patch("accounts.step_up.is_recently_authenticated", everybody),
            patch("analytics.console.views.tables.is_fresh", everybody),
        ),
        "staff_activity_append_only": lambda: sql(
            "default", "GRANT UPDATE, DELETE ON accounts_staffsecurityevent TO console"
        ),
    }
