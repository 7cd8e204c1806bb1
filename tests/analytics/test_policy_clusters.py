"""`policy verify` looks at the whole cluster, and names what only its superuser can mend with the statement for it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from analytics.access.company import Environment
from analytics.access.drift import find
from analytics.access.stores import store_grants
from tests import servers

STORES = store_grants(Environment.DEV)
Owner = psycopg.Connection[Any]
OF_THE_SUPERUSER = [
    ("default", "CREATE ROLE loot LOGIN", 'DROP ROLE "loot"'),
    ("default", "CREATE ROLE loot SUPERUSER", 'DROP ROLE "loot"'),
    ("default", "ALTER ROLE web SUPERUSER", 'ALTER ROLE "web" NOSUPERUSER'),
    ("default", "ALTER ROLE web BYPASSRLS", 'ALTER ROLE "web" NOBYPASSRLS'),
    ("default", "ALTER ROLE migrator CREATEDB", 'ALTER ROLE "migrator" NOCREATEDB'),
    ("default", "ALTER ROLE web REPLICATION", 'ALTER ROLE "web" NOREPLICATION'),
    ("analytical", "GRANT pg_read_all_data TO executive", 'REVOKE "pg_read_all_data" FROM "executive"'),
    ("analytical", "GRANT pg_write_server_files TO migrator", 'REVOKE "pg_write_server_files" FROM "migrator"'),
    (
        *("analytical", "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO executive"),
        'REVOKE EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) FROM "executive"',
    ),
    (
        *("analytical", "GRANT SET ON PARAMETER session_replication_role TO executive"),
        'REVOKE SET ON PARAMETER session_replication_role FROM "executive"',
    ),
    (
        "vault",
        "REVOKE SET ON PARAMETER temp_file_limit FROM migrator",
        'GRANT SET ON PARAMETER temp_file_limit TO "migrator"',
    ),
    ("vault", "GRANT SELECT ON pg_authid TO PUBLIC", 'REVOKE SELECT ON "pg_catalog"."pg_authid" FROM PUBLIC'),
    ("vault", "GRANT SELECT (reltuples) ON pg_class TO PUBLIC", "Run deploy/postgres/database.sql"),
    ("default", "ALTER ROLE ALL SET search_path = loot", 'ALTER ROLE ALL RESET "search_path"'),
    ("default", "GRANT CONNECT ON DATABASE postgres TO web", 'REVOKE CONNECT ON DATABASE "postgres" FROM "web"'),
    (
        "default",
        "GRANT TEMPORARY ON DATABASE template1 TO PUBLIC",
        'REVOKE TEMPORARY ON DATABASE "template1" FROM PUBLIC',
    ),
]


def differences(connection: Owner, store: str) -> list[str]:
    return [finding.says for finding in find(connection, STORES[store])]


@pytest.mark.parametrize(("store", "statement", "answer"), OF_THE_SUPERUSER, ids=[it[1] for it in OF_THE_SUPERUSER])
def test_what_the_superuser_has_to_mend_is_named_with_the_statement(
    store: str, statement: str, answer: str, superuser: Callable[[str], Owner]
) -> None:
    connection = superuser(store)
    connection.execute("BEGIN")
    connection.execute(statement)
    assert [(it.remedy, it.by_superuser) for it in find(connection, STORES[store])] == [("", answer)]
    if not answer.startswith("Run "):
        connection.execute(answer)
        assert differences(connection, store) == []
    connection.execute("ROLLBACK")


def test_an_unknown_database_is_named(superuser: Callable[[str], Owner], monkeypatch: pytest.MonkeyPatch) -> None:
    """This worker's copies of the other stores, as if nobody knew them."""
    known = SimpleNamespace(DATABASES={}, POLICY_OTHER_DATABASES=["platemark*"])
    monkeypatch.setattr("analytics.access.drift.databases.settings", known)
    said = differences(superuser("default"), "default")
    assert f"The database {servers.database_name('vault')} of migrator is in no table." in " ".join(said)
