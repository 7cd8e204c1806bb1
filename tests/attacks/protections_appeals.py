"""How the protections of appeals are switched off. Merged in `protections.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from unittest.mock import patch

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
        "appeal_not_granted_by_the_site": lambda: sql(
            "default",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO web, site",
            "GRANT SELECT ON accounts_verificationrequest TO site",
        ),
        "appeal_by_two_people": lambda: sql("default", *drops),
        "appeal_grant_ends": lambda: patch("accounts.identity.appeals.Now", long_ago),
        "appeal_columns": lambda: sql("default", f"GRANT SELECT ON {TABLE} TO web, console, identity, rights"),
        "appeal_letters_by_rights": lambda: sql(
            "default",
            *(
                f"GRANT EXECUTE ON FUNCTION public.{name}() TO PUBLIC"
                for name in ("appeal_letters", "forget_appeal_words")
            ),
        ),
        "appeal_letters_of_those_told": lambda: sql("default", everybodys_letters()),
        "appeal_not_silent": lambda: sql("default", f"GRANT UPDATE ON {TABLE} TO console"),
        "vault_moving_stays": lambda: sql(
            "vault",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON vault_moving TO identity",
            "ALTER TABLE vault_moving DISABLE TRIGGER vault_moving_append_only",
        ),
    }
