"""`policy verify` finds each object that differs from what code makes, and names what only a superuser can mend."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from analytics.access.company import Environment
from analytics.access.drift import find
from analytics.access.stores import store_grants
from tests.analytics.test_policy_command import migrator

__all__ = ["migrator"]
STORES = store_grants(Environment.DEV)
Owner = psycopg.Connection[Any]
_TRIGGER = "restaurants_review_author_confirmed"
_WEB_CONFIRMS = "RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS 'BEGIN RETURN NEW; END'"

BREAKS = [
    ("default", f"CREATE OR REPLACE FUNCTION {_TRIGGER}() {_WEB_CONFIRMS}"),
    ("default", f"ALTER TABLE restaurants_review DISABLE TRIGGER {_TRIGGER}"),
    ("default", f"ALTER TABLE restaurants_review ENABLE REPLICA TRIGGER {_TRIGGER}"),
    ("default", f"DROP TRIGGER {_TRIGGER} ON restaurants_review"),
    ("default", "DROP FUNCTION is_company_account(uuid) CASCADE"),
    ("default", "ALTER FUNCTION is_company_account(uuid) SECURITY INVOKER"),
    ("default", "CREATE FUNCTION loot() RETURNS text LANGUAGE sql SET search_path = pg_catalog AS 'SELECT 1::text'"),
    ("default", "CREATE TRIGGER loot BEFORE INSERT ON accounts_user EXECUTE FUNCTION accounts_consent_refuse_change()"),
    ("default", "CREATE RULE loot AS ON INSERT TO audit_event DO INSTEAD NOTHING"),
    ("default", "ALTER TABLE audit_event DROP CONSTRAINT audit_event_home_region_check"),
    ("default", "ALTER TABLE audit_event ALTER login SET DEFAULT 'identity'"),
    ("default", "ALTER TABLE audit_event ADD CONSTRAINT loot CHECK (false) NOT VALID"),
    ("default", "DROP INDEX audit_event_about"),
    ("vault", "ALTER TABLE vault_digesterasure DISABLE TRIGGER USER"),
    (
        *(
            "vault",
            "CREATE OR REPLACE FUNCTION vault_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path =",
        ),
        " pg_catalog AS 'BEGIN RETURN NULL; END'",
    ),
    (
        *("analytical", "CREATE OR REPLACE VIEW marts.restaurant_visits WITH (security_invoker, security_barrier) AS "),
        "SELECT restaurant_id, day, visitors + 1 AS visitors, counted_at, takings, currency FROM core.visits",
    ),
    ("analytical", "ALTER POLICY dashboards_speaks_for ON governance.access_event WITH CHECK (true)"),
    ("analytical", "ALTER POLICY one_restaurant ON core.reviews USING (true)"),
    ("analytical", "ALTER POLICY one_restaurant ON core.reviews TO PUBLIC"),
    ("analytical", "GRANT SELECT ON core.restaurants TO forecasts WITH GRANT OPTION"),
    ("analytical", "GRANT EXECUTE ON FUNCTION governance.access_expire(bigint) TO sealer WITH GRANT OPTION"),
]
NAMED = [
    ("default", "ALTER TABLE restaurants_review DISABLE TRIGGER ALL", "internal trigger"),
    ("default", "ALTER TABLE audit_event FORCE ROW LEVEL SECURITY", "relation public.audit_event differs"),
    (
        "default",
        "ALTER TABLE accounts_user ALTER password DROP NOT NULL",
        "column public.accounts_user password differs",
    ),
    ("default", "CREATE SEQUENCE public.loot", "relation public.loot is not made by code"),
    ("default", "CREATE TYPE public.loot AS ENUM ('x')", "type public.loot is not made by code"),
    ("default", "CREATE PUBLICATION loot FOR ALL TABLES", "There is a pg_publication: loot"),
    ("default", "CREATE FUNCTION pg_catalog.loot() RETURNS text LANGUAGE sql AS 'SELECT 1::text'", "pg_catalog.loot()"),
    ("default", "CREATE TABLE pg_catalog.loot (x text)", "relation pg_catalog.loot is not made by code"),
    ("analytical", "SELECT lo_create(424242)", "There is a pg_largeobject_metadata: 424242"),
    (
        *("analytical", "CREATE FUNCTION public.loot() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "),
        *("CREATE EVENT TRIGGER loot ON ddl_command_start EXECUTE FUNCTION public.loot()", "pg_event_trigger: loot"),
    ),
    ("vault", "CREATE FOREIGN DATA WRAPPER loot", "There is a pg_foreign_data_wrapper: loot"),
    ("vault", "CREATE EXTENSION pg_trgm", "There is a pg_extension: pg_trgm"),
    (
        *("default", "SET LOCAL ROLE migrator; CREATE FUNCTION public.loot() RETURNS int LANGUAGE sql AS 'SELECT 1'; "),
        *(
            "ALTER EXTENSION pg_trgm ADD FUNCTION public.loot(); RESET ROLE",
            "function public.loot() is not made by code",
        ),
    ),
    ("vault", "CREATE CAST (text AS money) WITH INOUT", "There is a pg_cast"),
]


@pytest.mark.parametrize(
    ("store", "statement"), [(store, " ".join(parts)) for store, *parts in BREAKS], ids=lambda value: value[:80]
)
def test_a_changed_definition_is_found_and_mended(store: str, statement: str, migrator: Callable[[str], Owner]) -> None:
    connection = migrator(store)
    connection.execute(statement)
    assert find(connection, STORES[store])
    # What one remedy brings to light the next round mends.
    for _ in range(3):
        for finding in find(connection, STORES[store]):
            if finding.remedy:
                connection.execute(finding.remedy)
    assert find(connection, STORES[store]) == []


@pytest.mark.parametrize(
    ("store", "statement", "sentence"),
    [(store, " ".join(parts), sentence) for store, *parts, sentence in NAMED],
    ids=lambda value: value[:80],
)
def test_what_the_migrator_can_not_mend_is_named(
    store: str, statement: str, sentence: str, superuser: Callable[[str], Owner]
) -> None:
    connection = superuser(store)
    connection.execute("BEGIN")
    connection.execute("SET LOCAL allow_system_table_mods = on")
    connection.execute(statement)
    assert any(sentence in finding.says for finding in find(connection, STORES[store])), find(connection, STORES[store])
    connection.execute("ROLLBACK")
