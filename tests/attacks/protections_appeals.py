"""How the protections of appeals are switched off. Merged in `protections.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from unittest.mock import patch

from tests.attacks.protections_staffing import everything_allowed, no_steps, nothing, says_nothing, together

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]
TABLE = "accounts_verificationappeal"


def long_ago() -> datetime:
    """A clock that stands still."""
    return datetime(1970, 1, 1, tzinfo=UTC)


def everybodys_letters() -> str:
    """The function of the letters, telling the address of whoever has ever appealed."""
    asked = str(import_module("accounts.migrations.0021_appeal_letters").FORWARD)
    found = asked.partition("REVOKE")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return found.replace("appeal.decided_at IS NOT NULL AND appeal.told_at IS NULL", "true")


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
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO web, site",
            "GRANT SELECT ON accounts_verificationrequest TO site",
        ),
        "appeal_by_two_people": lambda: sql("default", *drops),
        "appeal_grant_ends": lambda: patch("accounts.identity.appeals.Now", long_ago),
        "appeal_columns": lambda: sql(
            "default", f"GRANT SELECT ON {TABLE} TO web, console, identity, rights, staffing"
        ),
        "appeal_letters_by_rights": lambda: sql(
            "default",
            *(
                f"GRANT EXECUTE ON FUNCTION public.{name}() TO PUBLIC"
                for name in ("appeal_letters", "forget_appeal_words")
            ),
        ),
        "appeal_letters_of_those_told": lambda: sql("default", everybodys_letters()),
        "appeal_not_silent": lambda: sql("default", f"GRANT UPDATE ON {TABLE} TO staffing"),
        "vault_moving_stays": lambda: sql(
            "vault",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON vault_moving TO identity",
            "ALTER TABLE vault_moving DISABLE TRIGGER vault_moving_append_only",
        ),
    }


def _of_proofs(sql: Sql, drops: list[str]) -> dict[str, Off]:
    """Those of a decision's proofs, and of who gives them."""
    worker, proofs = "accounts.staffing.appeals", "accounts.staffing.proofs"
    return {
        "appeal_proof": lambda: patch(f"{proofs}.check", nothing),
        "appeal_proof_fresh": lambda: patch(f"{proofs}.FRESH", timedelta(days=900)),
        "appeal_proof_of_this": lambda: patch("accounts.staffing.wording._of", says_nothing),
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
        "appeal_decisions_apart": lambda: sql("default", f"GRANT ALL ON {TABLE}, accounts_appealact TO console, web"),
    }
