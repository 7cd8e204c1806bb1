"""`policy apply` makes the databases what the table says; `policy verify` finds each way in which they are not."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from analytics.access.drift import find
from analytics.access.grants import STORES
from analytics.access.management.commands.policy import psycopg_connection
from analytics.access.roles import passwords_from
from tests.conftest import Login

Owner = psycopg.Connection[Any]

BREAKS = [
    ("default", "GRANT UPDATE ON accounts_verificationstatus TO web"),
    ("default", "GRANT SELECT (payload) ON outbox_event TO web"),
    ("default", "REVOKE SELECT ON restaurants_restaurant FROM web"),
    ("default", "GRANT SELECT ON accounts_user TO PUBLIC"),
    ("default", "GRANT CREATE ON SCHEMA public TO PUBLIC"),
    ("default", "GRANT EXECUTE ON FUNCTION audit_refuse_change() TO PUBLIC"),
    ("vault", "GRANT DELETE ON vault_identityproof TO identity"),
    ("analytical", "GRANT SELECT (birth_year) ON core.user_demographics TO data_scientist"),
    ("analytical", "GRANT SELECT ON core.reviews TO dashboards"),
    ("analytical", "ALTER TABLE core.reviews DISABLE ROW LEVEL SECURITY"),
    ("analytical", "CREATE POLICY open_door ON core.reviews TO dashboards USING (true)"),
    ("analytical", "DROP POLICY one_restaurant ON derived.review_sentiment"),
    ("analytical", "ALTER VIEW marts.masked_reviews SET (security_barrier = false)"),
    ("analytical", "ALTER VIEW marts.masked_reviews RESET (security_invoker)"),
]


@pytest.fixture
def migrator(login: Login) -> Iterator[Callable[[str], Owner]]:
    """`migrator("vault")`: the owner's connection, in a transaction that is taken back at the end."""
    opened: list[Owner] = []

    def connect(store: str) -> Owner:
        opened.append(login(store, "migrator"))
        opened[-1].execute("BEGIN")
        return opened[-1]

    yield connect
    for connection in opened:
        connection.execute("ROLLBACK")


def differences(connection: Owner, store: str) -> list[str]:
    return [finding.says for finding in find(connection, STORES[store])]


@pytest.mark.parametrize("store", STORES)
def test_the_databases_are_what_the_table_says(store: str, migrator: Callable[[str], Owner]) -> None:
    assert differences(migrator(store), store) == []


@pytest.mark.parametrize(("store", "statement"), BREAKS, ids=[statement for _, statement in BREAKS])
def test_a_difference_is_found_and_mended(store: str, statement: str, migrator: Callable[[str], Owner]) -> None:
    connection = migrator(store)
    connection.execute(statement)
    assert differences(connection, store)
    for finding in find(connection, STORES[store]):
        connection.execute(finding.remedy)
    assert differences(connection, store) == []


def test_a_table_without_a_line_is_reported(migrator: Callable[[str], Owner]) -> None:
    connection = migrator("analytical")
    connection.execute("CREATE TABLE core.by_hand (email text)")
    assert differences(connection, "analytical") == [
        "core.by_hand has no line in the table of grants: nobody but its owner reads it."
    ]


def test_a_table_of_another_owner_is_reported(superuser: Callable[[str], Owner]) -> None:
    connection = superuser("vault")
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE public.foreign_body (id int)")
    assert "public.foreign_body belongs to postgres." in differences(connection, "vault")
    connection.execute("ROLLBACK")


@pytest.mark.django_db(databases=["default", "analytical"])
def test_the_command_fails_where_they_differ() -> None:
    call_command("policy", "verify", store=["default", "analytical"])
    psycopg_connection("analytical").execute("GRANT SELECT ON core.reviews TO dashboards")
    with pytest.raises(CommandError, match="differ"):
        call_command("policy", "verify", store=["default", "analytical"])


def test_others_have_no_way_into_the_vault(login: Login) -> None:
    for name in ("web", "relay", "site"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            login("vault", name)


def test_sessions_of_dashboards_are_read_only_and_short(login: Login) -> None:
    connection = login("analytical", "dashboards")
    assert connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
    assert connection.execute("SHOW statement_timeout").fetchone() == ("5s",)
    assert connection.execute("SHOW search_path").fetchone() == ("pg_catalog, pg_temp",)


def test_passwords_are_kept_as_scram_verifiers(superuser: Callable[[str], Owner]) -> None:
    for store, names in (("default", ["web", "identity", "relay", "site"]), ("analytical", ["dashboards", "loader"])):
        statement = "SELECT rolname FROM pg_authid WHERE rolname = ANY(%s) AND rolpassword LIKE 'SCRAM-SHA-256$%%'"
        assert {row[0] for row in superuser(store).execute(statement, [names])} == set(names)


def test_without_passwords_there_is_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="POLICY_LOGINS_FILE"):
        passwords_from(None)
    with pytest.raises(ImproperlyConfigured, match="can't be read"):
        passwords_from(settings.BASE_DIR / "no-such-file.json")
