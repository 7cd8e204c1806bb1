"""Attack: every login tries every verb on every relation and column, in each environment, with real statements.

What gets through has to be what the table of roles and grants says: nothing extra, nothing missing. Before it begins,
somebody adds a column to every table by hand: nobody may read it.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState, WrongObjectType
from psycopg.pq import DiagnosticField

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.definitions import Grant, StoreGrants
from analytics.access.drift import find
from analytics.access.stores import store_grants
from tests import servers
from tests.conftest import Login

BY_HAND = "added_by_hand"
_RELATIONS = """
SELECT nspname, relname, relkind, array_agg(attname::text)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
  AND (nspname !~ '^pg_' AND nspname <> 'information_schema' OR relname = 'pg_statistic')
GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
# Defaults, because they fit every type. Nothing is changed: no row is met, or none can be inserted empty.
_BY_COLUMN = {
    "SELECT": "SELECT {column} FROM {relation} LIMIT 0",
    "INSERT": "INSERT INTO {relation} ({column}) VALUES (DEFAULT)",
    "UPDATE": "UPDATE {relation} SET {column} = DEFAULT WHERE false",
}
# PostgreSQL runs these for whoever has the right on any column. Whom it refuses them, it refuses each column.
_BY_ANY_COLUMN = {
    "SELECT": "SELECT FROM {relation} LIMIT 0",
    "INSERT": "INSERT INTO {relation} DEFAULT VALUES",
}
_WHOLE = {
    "DELETE": "DELETE FROM {relation} WHERE false",
    "TRUNCATE": "TRUNCATE {relation}",
    "MAINTAIN": "REINDEX TABLE {relation}",
}
Connection = psycopg.Connection[Any]


@pytest.fixture
def applied(login: Login) -> Iterator[Callable[[str, Environment], StoreGrants]]:
    """`applied("analytical", PROD)`: the store as `policy apply` leaves it, a column added by hand to each table."""
    changed: list[str] = []

    def apply(alias: str, environment: Environment) -> StoreGrants:
        changed.append(alias)
        owner, store = login(alias, "migrator"), store_grants(environment)[alias]
        for schema, relation, kind, _ in owner.execute(_RELATIONS).fetchall():
            if kind == "r" and schema != "pg_catalog":
                owner.execute(
                    sql.SQL("ALTER TABLE {} ADD {} text").format(
                        sql.Identifier(schema, relation), sql.Identifier(BY_HAND)
                    )
                )
        for finding in find(owner, store):
            if finding.remedy:
                owner.execute(finding.remedy)
        return store

    yield apply
    servers.copy_databases(tuple(changed))


@pytest.mark.protection("grant_matrix")
@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("alias", ["default", "vault", "analytical"])
def test_what_gets_through_is_what_the_table_says(
    alias: str, environment: Environment, applied: Callable[[str, Environment], StoreGrants], login: Login
) -> None:
    store = applied(alias, environment)
    relations = login(alias, "migrator").execute(_RELATIONS).fetchall()
    found: set[Grant] = set()
    for name in sorted({*store.logins, *store.shut_out, *COMPANY_ROLES}):
        found |= set(_what_gets_through(name, alias, relations, login))
    wanted = {
        Grant(grant.login, grant.relation, grant.verb, column)
        for grant in store.grants
        for column in _columns_of(grant, relations)
    }
    assert sorted(found - wanted) == []
    assert sorted(wanted - found) == []


def _columns_of(grant: Grant, relations: list[tuple[str, str, str, list[str]]]) -> list[str]:
    if grant.column or grant.verb in _WHOLE:
        return [grant.column]
    return next(columns for schema, name, _, columns in relations if f"{schema}.{name}" == grant.relation)


def _what_gets_through(
    name: str, alias: str, relations: list[tuple[str, str, str, list[str]]], login: Login
) -> Iterator[Grant]:
    try:
        connection = login(alias, name)
    except psycopg.OperationalError as problem:
        assert "permission denied for database" in str(problem)
        return
    # As an attacker would: it is only a default.
    connection.execute("SET default_transaction_read_only = off")
    for schema, relation, kind, columns in relations:
        tried = partial(_gets_through, connection, is_view=kind == "v")
        for verb, template in _WHOLE.items():
            if tried(_statement(template, schema, relation)):
                yield Grant(name, f"{schema}.{relation}", verb)
        for verb, template in _BY_COLUMN.items():
            any_column = _BY_ANY_COLUMN.get(verb)
            if any_column and not tried(_statement(any_column, schema, relation)):
                continue
            for column in columns:
                if tried(_statement(template, schema, relation, column)):
                    yield Grant(name, f"{schema}.{relation}", verb, column)


@cache
def _statement(template: str, schema: str, relation: str, column: str = "none") -> bytes:
    """One message is an implicit transaction, which ends where it is refused."""
    named, of_column = sql.Identifier(schema, relation), sql.Identifier(column)
    return (sql.SQL(template).format(relation=named, column=of_column) + sql.SQL("; ROLLBACK")).as_bytes()


def _gets_through(connection: Connection, statement: bytes, *, is_view: bool) -> bool:
    # By libpq alone: there are some hundred thousand statements, and most of them fail.
    result = connection.pgconn.exec_(statement)
    state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
    if state == InsufficientPrivilege.sqlstate:
        # Where the right was there and a row policy refused the row, the right was there.
        return b"row-level security" in result.error_message
    if state in (WrongObjectType.sqlstate, ObjectNotInPrerequisiteState.sqlstate):
        return False
    # It was allowed, or something else was wrong with it: an empty row, a trigger. What can't be written through
    # a view is refused before anybody looks at rights.
    return not state or not is_view


@pytest.mark.protection("grant_matrix")
def test_a_column_added_by_hand_is_reported(applied: Callable[[str, Environment], StoreGrants], login: Login) -> None:
    store = applied("analytical", Environment.PROD)
    said = [finding.says for finding in find(login("analytical", "migrator"), store)]
    assert f"core.reviews.{BY_HAND} has no class: no model has it. Nobody is granted it." in said
