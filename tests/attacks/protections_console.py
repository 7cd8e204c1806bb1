"""How the protections of the company's console and of the process `query` are switched off.

Merged in `protections.py`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from reviews_site.policy.decide import ALLOWED, Decision

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]


def everybody(_request: Any) -> bool:
    """Has everything that one could ask for."""
    return True


def everything_allowed(*_who: Any, **_named: Any) -> Decision:
    """Says yes."""
    return ALLOWED


def first_time(*_heard: Any, **_named: Any) -> bool:
    """Has never heard of it."""
    return True


def as_text(_adapter: Any, text: str) -> str:
    """Seals nothing."""
    return text


def nobody(_user_id: Any) -> bool:
    """Finds nobody."""
    return False


def nothing(*_args: Any, **_named: Any) -> None:
    """Looks at nothing."""


def console_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    make_staff = (
        "GRANT INSERT, UPDATE ON accounts_staffrole, accounts_staffinvitation TO console, web",
        "GRANT SELECT ON accounts_staffrole, accounts_staffinvitation TO console, web",
    )
    read_staff = "GRANT SELECT ON console_session, accounts_staffrole, accounts_staffinvitation TO web"
    all_people = [
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in ("accounts_user", "account_emailaddress")
    ]
    forgets_lookups = "CREATE RULE forgets AS ON INSERT TO accounts_customerlookup DO INSTEAD NOTHING"
    unmasked = (
        "DO $$ BEGIN EXECUTE replace(replace(pg_get_functiondef('public.customer_record(text, uuid)'::regprocedure),"
        " 'pg_catalog.left(person.email, 1)', 'person.email'), 'u.email = pg_catalog.lower',"
        " 'u.email LIKE pg_catalog.lower'); END $$"
    )
    return {
        "console_second_factor": lambda: patch("analytics.console.gate.has_second_factor", everybody),
        "console_permission": lambda: patch("analytics.console.gate.may", everything_allowed),
        "console_staff_only": lambda: sql("default", *all_people),
        "console_makes_nobody_staff": lambda: sql("default", *make_staff),
        "console_sessions_apart": lambda: sql("default", read_staff),
        "company_factors_apart": lambda: sql("default", "ALTER TABLE mfa_authenticator DISABLE ROW LEVEL SECURITY"),
        "company_signs_in_at_the_console": lambda: patch("accounts.adapter.is_company_account", nobody),
        "second_factor_sealed": lambda: patch("accounts.second_factor.SecondFactorAdapter.encrypt", as_text),
        "console_pages_not_kept": lambda: patch("analytics.console.gate.never_store", nothing),
        "customer_record_counted": lambda: sql("default", forgets_lookups),
        "customer_record_masked": lambda: sql("default", unmasked),
        "role_assertion_signed": lambda: patch("analytics.access.query.questions.signing.verify", nothing),
        "role_assertion_fresh": lambda: patch("analytics.access.query.questions.WINDOW_SECONDS", 10**9),
        "role_assertion_once": lambda: patch("analytics.access.query.questions.NonceCache.first_time", first_time),
        "look_as_own_role_in_prod": lambda: patch("analytics.console.views.tables.may_look_as", everything_allowed),
    }
