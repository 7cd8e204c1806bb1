"""Attacks with the registrar's own login: it owns the schemas of datasets, and nothing else of the store."""

import uuid
from collections.abc import Callable
from contextlib import suppress

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.analytics.dataset_documents import COMMITTED, PEOPLE, write_facts
from tests.conftest import Login

READS = [
    "SELECT text FROM core.reviews",
    "SELECT positive_sentence FROM derived.review_sentiment",
    "SELECT r FROM core.reviews r",
    "SELECT payload FROM landing.review_events",
    "SELECT payload FROM landing.quarantine",
    "SELECT statistics FROM core.allowed_uses",
    "SELECT home_region FROM governance.privacy_request",
    "SELECT digest FROM governance.erased_person",
    "SELECT reader_id FROM governance.access_event",
    "SELECT mac FROM governance.access_seal",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT * FROM governance.people_touched('x', now(), now())",
    "COPY (SELECT text FROM core.reviews) TO STDOUT",
]
CHANGES = [
    "ALTER TABLE core.reviews ADD loot text",
    "ALTER TABLE core.reviews DISABLE ROW LEVEL SECURITY",
    "ALTER POLICY registrar_reads ON core.reviews USING (true)",
    "CREATE POLICY all_rows ON core.reviews TO registrar USING (true)",
    "ALTER TABLE governance.access_event DISABLE TRIGGER USER",
    "DROP TABLE core.reviews CASCADE",
    "DELETE FROM core.reviews",
    "UPDATE derived.review_sentiment SET score = 0",
    "INSERT INTO governance.access_event SELECT * FROM governance.access_event",
    "UPDATE governance.dataset_version SET accepted_by = 'somebody', accepted_until = now()",
    "UPDATE governance.dataset_request SET policy = '{}'",
    "UPDATE governance.dataset_token SET subject = gen_random_uuid()",
    "UPDATE core.allowed_uses SET datasets = true",
    "UPDATE governance.privacy_request SET done_at = now()",
    "CREATE TABLE core.loot (text text)",
    "CREATE TEMP TABLE loot (text text)",
    "CREATE SCHEMA loot",
    "ALTER SCHEMA core OWNER TO registrar",
    "ALTER ROLE registrar CREATEROLE",
    "CREATE ROLE accomplice",
    "GRANT loader TO registrar",
    "SET ROLE migrator",
    "SET ROLE loader",
]
FUNCTIONS = [
    "CREATE FUNCTION marts_business.spy(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "CREATE FUNCTION marts_business.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DO 'BEGIN PERFORM 1; END'",
]


def attempt(connection: "psycopg.Connection[tuple[object, ...]]", statement: str) -> None:
    with connection.transaction(force_rollback=True):
        if statement.startswith("COPY"):
            with connection.cursor().copy(statement) as copy:
                list(copy)
        else:
            connection.execute(statement)


@pytest.mark.protection("registrar_grants")
@pytest.mark.parametrize("statement", READS)
def test_it_reads_only_columns_that_datasets_can_be_made_of(statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "registrar"), statement)


@pytest.mark.protection("registrar_grants")
@pytest.mark.parametrize("statement", CHANGES)
def test_it_changes_nothing_outside_of_its_schemas(statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "registrar"), statement)


@COMMITTED
@pytest.mark.protection("registrar_grants")
@pytest.mark.parametrize("grant", ["SELECT (text)", "SELECT (text, rating)", "SELECT", "ALL"])
def test_it_grants_itself_nothing_more(grant: str, login: Login) -> None:
    write_facts()
    connection = login("analytical", "registrar")
    # Where it holds a part of what it grants, PostgreSQL only warns.
    with suppress(InsufficientPrivilege):
        connection.execute(f"GRANT {grant} ON core.reviews TO registrar")
    with pytest.raises(InsufficientPrivilege):
        connection.execute("SELECT text FROM core.reviews")


@pytest.mark.protection("no_procedural_language")
@pytest.mark.parametrize("statement", FUNCTIONS)
def test_it_writes_no_function_even_in_its_own_schemas(statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "registrar"), statement)


@COMMITTED
@pytest.mark.protection("refusal_for_registrar")
@pytest.mark.parametrize("table", ["core.reviews", "core.user_demographics", "derived.review_sentiment"])
def test_it_reads_no_row_after_its_use_in_datasets_was_refused(
    table: str, login: Login, superuser: Callable[[str], "psycopg.Connection[tuple[object, ...]]"]
) -> None:
    write_facts()
    column = "person" if table == "core.user_demographics" else "review_id"
    hidden = uuid.UUID(int=1005 if column == "person" else 2005)
    superuser("analytical").execute(f"UPDATE {table} SET for_datasets = false WHERE {column} = %s", [hidden])
    found = {row[0] for row in login("analytical", "registrar").execute(f"SELECT {column} FROM {table}").fetchall()}
    assert len(found) == PEOPLE - 1 and hidden not in found
