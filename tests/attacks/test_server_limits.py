"""Attacks of each login on the others: it holds them up, fills the server, or looks at how much there is.

Every statement runs on a real connection of that login, as injected SQL would.
"""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from analytics.access.company import Environment
from analytics.access.stores import store_grants
from tests import servers
from tests.conftest import Login

STORES = store_grants(Environment.DEV)
IN_EVERY_STORE = pytest.mark.parametrize("store", STORES)
HOLDS_UP = [
    "SELECT pg_advisory_lock(7013000000000000001)",
    "SELECT pg_advisory_lock(1, 2)",
    "SELECT pg_advisory_lock_shared(7013000000000000001)",
    "SELECT pg_try_advisory_lock(7013000000000000001)",
    "SELECT pg_advisory_xact_lock(1, 2)",
    "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000))",
    "SELECT pg_terminate_backend(pg_backend_pid())",
    "SELECT pg_cancel_backend(pg_backend_pid())",
    "SELECT lo_create(0)",
    "CREATE TEMPORARY TABLE loot (x text)",
    "SET temp_file_limit = -1",
    "PREPARE TRANSACTION 'x'",
]
COUNTS_ROWS = [
    "SELECT n_live_tup FROM pg_stat_user_tables",
    "SELECT seq_tup_read FROM pg_stat_xact_all_tables",
    "SELECT pg_stat_get_live_tuples(1259)",
    "SELECT pg_table_size(1259)",
    "SELECT reltuples FROM pg_class",
    "SELECT tup_returned FROM pg_stat_database",
]
# Statements that hold on to what they took, and the seconds that a session may do so.
MAX_SETTINGS = {
    "statement_timeout": 6 * 3600,
    "lock_timeout": 60,
    "idle_in_transaction_session_timeout": 600,
    "transaction_timeout": 6 * 3600,
    "temp_file_limit": 20 * 2**20,
}
_SETTINGS = (
    "SELECT name, setting::bigint / CASE unit WHEN 'ms' THEN 1000 ELSE 1 END FROM pg_settings WHERE name = ANY(%s)"
)


def taken(connection: "psycopg.Connection[Any]", statements: Iterable[str]) -> list[str]:
    """Those of the statements that the login may run."""
    found = []
    connection.execute("SET default_transaction_read_only = off")
    for statement in statements:
        connection.execute("BEGIN")
        with suppress(InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState):
            connection.execute(statement)
            found.append(statement)
        connection.execute("ROLLBACK")
    return found


@IN_EVERY_STORE
@pytest.mark.protection("closed_functions")
def test_no_login_holds_others_up(store: str, login: Login) -> None:
    assert {name: found for name in STORES[store].logins if (found := taken(login(store, name), HOLDS_UP))} == {}


@IN_EVERY_STORE
@pytest.mark.protection("closed_statistics")
def test_no_login_sees_how_many_rows_there_are(store: str, login: Login) -> None:
    assert {name: found for name in STORES[store].logins if (found := taken(login(store, name), COUNTS_ROWS))} == {}


@IN_EVERY_STORE
@pytest.mark.protection("login_limits")
def test_every_session_begins_with_limits(store: str, login: Login) -> None:
    for name in STORES[store].logins:
        found = dict(login(store, name).execute(_SETTINGS, [list(MAX_SETTINGS)]).fetchall())
        assert found.keys() == MAX_SETTINGS.keys()
        assert {setting: value for setting, value in found.items() if not 0 < value <= MAX_SETTINGS[setting]} == {}, (
            name
        )


@pytest.mark.protection("temporary_files")
def test_a_large_sort_ends_at_the_bound_of_temporary_files(login: Login) -> None:
    connection = login("analytical", "executive")
    connection.execute("SET work_mem = '64kB'; SET statement_timeout = 0")
    with pytest.raises(psycopg.errors.ConfigurationLimitExceeded):
        connection.execute(
            "SELECT count(*) FROM (SELECT g::text || repeat('x', 90000) AS x FROM generate_series(1, 4000) AS g"
            " ORDER BY x OFFSET 1)"
        )


@pytest.mark.protection("connection_limits")
@pytest.mark.parametrize(
    ("store", "name"), [("default", "rewrapper"), ("analytical", "executive"), ("vault", "vacuum")]
)
def test_a_login_takes_its_own_connections_and_no_more(store: str, name: str, login: Login) -> None:
    """So many that others and the owner would find none."""
    most = STORES[store].connections[name] + 1
    with ExitStack() as opened, pytest.raises(psycopg.OperationalError, match="too many connections for role"):
        for _ in range(most):
            opened.enter_context(psycopg.connect(servers.url_of(store, name)))
    assert login(store, "migrator").execute("SELECT 1").fetchone() == (1,)


@IN_EVERY_STORE
@pytest.mark.protection("connection_limits")
def test_all_logins_together_leave_the_owner_a_reserve(store: str, login: Login) -> None:
    owner = login(store, "migrator")
    limits = dict(owner.execute("SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname !~ '^pg_'").fetchall())
    of_logins = {name: limits[name] for name in (*STORES[store].logins, *STORES[store].shut_out)}
    assert min(of_logins.values()) > 0
    shown = owner.execute(
        "SELECT current_setting('max_connections'), current_setting('reserved_connections')"
    ).fetchone()
    assert shown and sum(of_logins.values()) <= int(shown[0]) - int(shown[1]) - 3
    assert int(shown[1]) >= 1


@IN_EVERY_STORE
@pytest.mark.protection("maintenance_databases_closed")
@pytest.mark.parametrize("base", ["postgres", "template1"])
def test_no_login_enters_a_database_that_no_grant_speaks_of(store: str, base: str) -> None:
    for name in (*STORES[store].logins, "migrator"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            servers.connect(store, name, base).close()
