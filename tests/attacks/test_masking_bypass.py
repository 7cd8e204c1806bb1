"""Attacks on masks by whoever may run SQL of their own: with real logins, each way that is known to read past a mask.

A mask here is another column, and a role is granted the one and not the other. So each attempt ends in "permission
denied", or in nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests import servers
from tests.attacks.refusal import refusal
from tests.conftest import Login

Connection = psycopg.Connection[Any]
PEOPLE = "core.user_demographics"
# What every role that sees masks has in common: the year, the gender and the text are not theirs.
ORACLES = [
    f"SELECT person FROM {PEOPLE} WHERE birth_year = 1903",
    f"SELECT person FROM {PEOPLE} WHERE gender LIKE 'w%'",
    f"SELECT person FROM {PEOPLE} ORDER BY birth_year",
    f"SELECT count(*) FROM {PEOPLE} GROUP BY birth_year",
    f"SELECT count(*) FROM {PEOPLE} HAVING max(birth_year) > 1900",
    f"SELECT CAST(gender AS integer) FROM {PEOPLE}",
    f"SELECT person FROM {PEOPLE} WHERE 1 / (birth_year - 1903) = 1",
    f"SELECT person FROM {PEOPLE} p WHERE p::text LIKE '%1903%'",
    f"SELECT row_to_json(p) FROM {PEOPLE} p",
    f"SELECT (p).birth_year FROM {PEOPLE} p",
    f"SELECT p.person FROM {PEOPLE} p JOIN (VALUES (1903)) AS v (birth_year) USING (birth_year)",
    f"SELECT p.person FROM {PEOPLE} p NATURAL JOIN (VALUES (1903)) AS v (birth_year)",
    f"SELECT * FROM {PEOPLE} TABLESAMPLE SYSTEM (100)",
    f"WITH loot AS (SELECT birth_year FROM {PEOPLE}) SELECT count(*) FROM loot",
    f"SELECT 1 WHERE EXISTS (SELECT FROM {PEOPLE} WHERE birth_year = 1903)",
    f"EXPLAIN SELECT person FROM {PEOPLE} WHERE birth_year = 1903",
    f"EXPLAIN (ANALYZE) SELECT person FROM {PEOPLE} WHERE birth_year = 1903",
    f"COPY {PEOPLE} (birth_year) TO STDOUT",
    f"COPY (SELECT gender FROM {PEOPLE}) TO STDOUT",
    f"DECLARE loot CURSOR WITH HOLD FOR SELECT birth_year FROM {PEOPLE}",
    f"PREPARE loot AS SELECT birth_year FROM {PEOPLE} ;; EXECUTE loot",
    "SELECT restaurant_id FROM core.reviews WHERE text LIKE '%soup%'",
    "SELECT restaurant_id FROM core.reviews ORDER BY text",
]


@pytest.fixture
def somebody(superuser: Callable[[str], Connection]) -> Iterator[None]:
    """One person whose year of birth nobody may find out, and statistics that know it."""
    connection = superuser("analytical")
    connection.execute(
        f"INSERT INTO {PEOPLE} (person, birth_year, gender, region, changed_at, event_id, loaded_at)"
        " SELECT gen_random_uuid(), 1903, 'woman', 'AT-5', now(), gen_random_uuid(), now() FROM generate_series(1, 50)"
    )
    connection.execute(
        "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,"
        " posted_at, loaded_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 4,"
        " 'The soup of Frau Berger.', 'en', now(), now(), now())"
    )
    connection.execute("ANALYZE")
    yield
    servers.copy_databases(("analytical",))


def attempt(connection: Connection, statement: str) -> None:
    """Each part of it, as an attacker would: reading only is a default that one can switch off."""
    connection.execute("SET default_transaction_read_only = off")
    with connection.transaction(force_rollback=True):
        for part in statement.split(" ;; "):
            if part.startswith("COPY"):
                with connection.cursor().copy(part) as copy:
                    list(copy)
            else:
                connection.execute(part)


@pytest.mark.protection("analytical_column_grants")
@pytest.mark.parametrize("statement", ORACLES)
def test_no_oracle_tells_what_a_mask_hides(statement: str, somebody: None, login: Login) -> None:
    with refusal(InsufficientPrivilege):
        attempt(login("analytical", "data_scientist"), statement)


@pytest.mark.protection("no_temporary_objects")
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE loot AS SELECT 1",
        "CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_nobody_brings_a_table_or_a_function(statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "data_scientist"), statement)


@pytest.mark.protection("no_procedural_language")
def test_nobody_writes_a_block_of_code(login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "data_scientist"), "DO $$ BEGIN PERFORM 1; END $$")


@pytest.mark.protection("no_role_change")
@pytest.mark.parametrize("statement", ["SET ROLE loader", "SELECT set_config('role', 'loader', false)"])
def test_nobody_becomes_another(statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "data_scientist"), statement)


@pytest.mark.protection("no_large_objects")
@pytest.mark.parametrize("statement", ["SELECT lo_from_bytea(0, 'loot')", "SELECT lo_create(0)"])
def test_nobody_stores_data_in_large_objects(statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "data_scientist"), statement)


@pytest.mark.protection("row_security_enforced")
def test_nobody_switches_row_security_off(login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(login("analytical", "dashboards"), "SET row_security = off ;; SELECT rating FROM core.reviews")


@pytest.mark.protection("masked_statistics")
def test_statistics_of_a_masked_column_are_closed(somebody: None, login: Login) -> None:
    connection = login("analytical", "data_scientist")
    told = connection.execute("SELECT most_common_vals FROM pg_stats WHERE attname IN ('birth_year', 'gender')")
    assert told.fetchall() == []


@pytest.mark.protection("masked_statistics")
def test_the_table_of_statistics_is_closed(login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        login("analytical", "data_scientist").execute("SELECT stavalues1 FROM pg_statistic")


@pytest.mark.protection("row_security")
@pytest.mark.parametrize("spoofed", ["", "00000000-0000-0000-0000-000000000000"])
def test_a_setting_that_names_every_restaurant_is_no_key_to_all_of_them(
    spoofed: str, somebody: None, login: Login
) -> None:
    """Whoever runs SQL can set the setting, to one restaurant at a time; nothing that it takes is "all"."""
    connection = login("analytical", "dashboards")
    with connection.transaction():
        connection.execute("SELECT set_config('platemark.restaurant_id', %s, true)", [spoofed])
        assert connection.execute("SELECT rating FROM core.reviews").fetchall() == []
