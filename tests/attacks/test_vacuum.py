"""Attacks by whoever took over the process that has files rewritten: its real logins, every table of every store."""

from collections.abc import Callable, Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState, WrongObjectType

from tests.conftest import Login

_PROGRESS = ("request_id", "store", "state", "reached_at")
# When erasures were over, and what it writes down for itself. Nobody is in it.
SEES: dict[str, set[tuple[str, str, str]]] = {
    "default": {
        ("public.privacy_rights_erasurerequest", "id", "SELECT"),
        ("public.privacy_rights_erasurerequest", "done_at", "SELECT"),
        *(("public.privacy_rights_storeerasure", column, "SELECT") for column in _PROGRESS),
        ("public.privacy_rights_filevacuum", "table", "SELECT"),
        ("public.privacy_rights_filevacuum", "vacuumed_at", "SELECT"),
        ("public.privacy_rights_filevacuum", "vacuumed_at", "UPDATE"),
    },
    "vault": set(),
    "analytical": {
        ("governance.dataset_version", "relation", "SELECT"),
        ("governance.dataset_version", "withdrawn_at", "SELECT"),
    },
}
_MINE = "public.privacy_rights_filevacuum"
# Of the states of erasures it adds its own alone, which row security sees to: test_erasure_progress.py.
ADDS_TO = {"default": {(_MINE, "INSERT INTO {relation} DEFAULT VALUES")}, "vault": set(), "analytical": set()}
# Of PostgreSQL's own: the planner's samples themselves, and what the superuser alone reads.
_RELATIONS = """
SELECT nspname, relname, array_agg(attname::text)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
  AND (nspname !~ '^pg_' AND nspname <> 'information_schema'
       OR relname IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_authid', 'pg_largeobject'))
GROUP BY 1, 2
"""
_BY_COLUMN = {
    "SELECT": "SELECT {column} FROM {relation} LIMIT 1",
    "UPDATE": "UPDATE {relation} SET {column} = DEFAULT",
}
_COUNTS = "SELECT FROM {relation}"
_CHANGES = (
    "DELETE FROM {relation}",
    "TRUNCATE {relation}",
    "INSERT INTO {relation} DEFAULT VALUES",
    "ALTER TABLE {relation} DISABLE ROW LEVEL SECURITY",
    "CREATE RULE theirs AS ON INSERT TO {relation} DO ALSO NOTHING",
)
_FURTHER = (
    "SET ROLE migrator",
    "SET SESSION AUTHORIZATION migrator",
    "GRANT pg_maintain TO vacuum",
    "CREATE TABLE public.loot (line text)",
    "CREATE TEMP TABLE loot (line text)",
    "CREATE FUNCTION public.theirs() RETURNS void LANGUAGE sql AS 'SELECT'",
    "DO 'BEGIN END'",
    "CHECKPOINT",
    "SELECT pg_catalog.pg_switch_wal()",
    "SELECT pg_catalog.pg_read_file('postgresql.conf')",
    "SELECT pg_catalog.lo_create(0)",
    "COPY (SELECT 1) TO PROGRAM 'true'",
)
Connection = psycopg.Connection[Any]


def gets_through(connection: Connection, statement: sql.SQL | sql.Composed) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except (InsufficientPrivilege, WrongObjectType, ObjectNotInPrerequisiteState):
        return False
    except psycopg.Error:
        # It was allowed, and something else was wrong with it.
        return True
    return True


def relations(owner: Connection) -> Iterator[tuple[str, sql.Identifier, list[str]]]:
    for schema, name, columns in owner.execute(_RELATIONS).fetchall():
        yield f"{schema}.{name}", sql.Identifier(schema, name), columns


@pytest.mark.protection("vacuum_login_grants")
@pytest.mark.parametrize("store", SEES)
def test_the_vacuum_login_reads_and_changes_no_column(store: str, login: Login) -> None:
    vacuum = login(store, "vacuum")
    through = {
        (relation, column, verb)
        for relation, identifier, columns in relations(login(store, "migrator"))
        for column in columns
        for verb, template in _BY_COLUMN.items()
        if gets_through(vacuum, sql.SQL(template).format(relation=identifier, column=sql.Identifier(column)))
    }
    assert through == SEES[store]


@pytest.mark.protection("vacuum_login_grants")
@pytest.mark.parametrize("store", SEES)
def test_nor_takes_or_changes_a_table(store: str, login: Login) -> None:
    vacuum = login(store, "vacuum")
    seen = {relation for relation, _, verb in SEES[store] if verb == "SELECT"}
    through = {
        (relation, template)
        for relation, identifier, _ in relations(login(store, "migrator"))
        for template in (_COUNTS, *_CHANGES)
        if gets_through(vacuum, sql.SQL(template).format(relation=identifier))
    }
    # Where it sees a column, it may count the rows.
    assert through == {(relation, _COUNTS) for relation in seen} | ADDS_TO[store]


@pytest.mark.protection("vacuum_login_grants")
@pytest.mark.parametrize("store", SEES)
@pytest.mark.parametrize("statement", _FURTHER)
def test_nor_becomes_more_than_it_is(store: str, statement: LiteralString, login: Login) -> None:
    assert not gets_through(login(store, "vacuum"), sql.SQL(statement))


@pytest.mark.protection("vacuum_login_grants")
@pytest.mark.parametrize("store", SEES)
def test_nor_sees_a_sample_of_the_planner(store: str, login: Login, superuser: Callable[[str], Connection]) -> None:
    superuser(store).execute("ANALYZE")
    samples = "SELECT FROM pg_catalog.pg_stats WHERE schemaname !~ '^(pg_|information_)'"
    assert superuser(store).execute(samples).rowcount > 0
    assert login(store, "vacuum").execute(samples).rowcount == 0
