"""How the protections of appeals are switched off. Merged in `protections.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from tests.attacks.protections_staffing import everything_allowed, no_steps, nothing, says_nothing, together
from tests.attacks.switches import redefined

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]
TABLE = "accounts_verificationappeal"


def long_ago() -> datetime:
    """A clock that stands still."""
    return datetime(1970, 1, 1, tzinfo=UTC)


def appeal_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    drops = [
        f"ALTER TABLE {TABLE} DROP CONSTRAINT accounts_appeal_{name}"
        for name in ("by_two_people", "decided_whole", "grant_ends")
    ]
    return {
        **_of_proofs(sql, drops),
        "appeal_not_granted_by_the_site": lambda: sql(
            "default",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO web, mail",
            "GRANT SELECT ON accounts_verificationrequest TO mail",
        ),
        "appeal_by_two_people": lambda: sql("default", *drops),
        "appeal_grant_ends": lambda: patch("accounts.identity.appeals.Now", long_ago),
        "appeal_columns": lambda: sql(
            "default", f"GRANT SELECT ON {TABLE} TO web, console, identity, privacy, staffing"
        ),
        "appeal_notifications_by_rights": lambda: sql(
            "default",
            *(
                f"GRANT EXECUTE ON FUNCTION public.{name}() TO PUBLIC"
                for name in ("appeal_notifications", "delete_appeal_statements")
            ),
        ),
        "appeal_notifications_of_those_told": lambda: redefined(
            "default",
            "public.appeal_notifications()",
            "appeal.decided_at IS NOT NULL AND appeal.notified_at IS NULL",
            "true",
        ),
        "appeal_not_silent": lambda: sql("default", f"GRANT UPDATE ON {TABLE} TO staffing"),
        "vault_digesttransfer_stays": lambda: sql(
            "vault",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON vault_digesttransfer TO identity",
            "ALTER TABLE vault_digesttransfer DISABLE TRIGGER vault_digesttransfer_append_only",
        ),
    }


def _of_proofs(sql: Sql, drops: list[str]) -> dict[str, Off]:
    """Those of a decision's proofs, and of who gives them."""
    worker, proofs = "accounts.staffing.appeals", "accounts.staffing.signatures"
    return {
        "appeal_proof": lambda: patch(f"{proofs}.check", nothing),
        "appeal_proof_fresh": lambda: patch(f"{proofs}.FRESH", timedelta(days=900)),
        "appeal_proof_of_this": lambda: patch("accounts.staffing.canonical_form._of", says_nothing),
        "appeal_code_once": lambda: together(
            patch(f"{proofs}._used_steps", no_steps),
            sql("default", "ALTER TABLE accounts_usedcode DROP CONSTRAINT accounts_usedcode_once"),
        ),
        "appeal_second_person": lambda: together(
            patch(f"{worker}.may_decide", everything_allowed), sql("default", *drops)
        ),
        "appeal_never_ones_own": lambda: together(
            patch(f"{worker}.may_propose", everything_allowed), sql("default", *drops)
        ),
        "appeal_decisions_apart": lambda: sql(
            "default", f"GRANT ALL ON {TABLE}, accounts_appealaction TO console, web"
        ),
    }
