"""The SQL of the analytical store keeps to what Citus accepts: migrations, functions, row policies and queries.

Each statement that Citus refused is here, and each rule finds it. Queries that tests ran are looked at when a run of
tests ends (`tests/servers.py`).
"""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.loader import MigrationLoader

from analytics.access.company import Environment
from analytics.access.drift.rows import make
from analytics.access.stores import store_grants
from analytics.ingest.models import Visits
from analytics.ingest.store import STORE, announce_load, lock_loads, wait_for_loads
from reviews_site import sql_files
from reviews_site.routing import STORE_OF_APP
from tests import servers
from tests.citus_rules import in_function, problems, problems_of_run, tables
from tests.conftest import Login

REFUSED = {
    "1": 'ALTER TABLE "core"."reviews" ADD COLUMN "stars" integer NULL CHECK ("stars" >= 0)',
    "3": "CREATE POLICY who_asked ON core.reviews AS PERMISSIVE FOR ALL TO x USING (reviewer IN (SELECT person "
    "FROM governance.privacy_request WHERE done_at IS NULL))",
    "4": 'ALTER TABLE "core"."reviews" ALTER COLUMN "text" SET STATISTICS 0',
    "7": "UPDATE core.allowed_uses SET receipt_sent_at = clock_timestamp() WHERE person = $1 AND event_id = $2",
    "7 cast": "DELETE FROM core.user_demographics AS e USING core.allowed_uses AS allowed "
    "WHERE e.person = allowed.person AND (e.payload->>'changed_at')::timestamptz <= allowed.changed_at",
    "7 joined": "DELETE FROM landing.person_events AS e USING core.allowed_uses AS a WHERE e.person = a.person",
    "8": "DELETE FROM derived.review_sentiment WHERE (restaurant_id, review_id) IN "
    "(SELECT * FROM unnest($1::uuid[], $2::uuid[]))",
    "9": "DELETE FROM governance.dataset_token AS token WHERE dataset = 'a' AND NOT EXISTS "
    "(SELECT 1 FROM core.reviews AS r WHERE r.review_id = token.subject AND r.for_datasets)",
    "10": "SELECT * FROM governance.dataset AS d WHERE EXISTS (SELECT FROM core.reviews WHERE reviewer = $1)",
    "10 lateral": "SELECT e.* FROM core.reviews AS r CROSS JOIN LATERAL (SELECT * FROM governance.access_event AS e "
    "WHERE e.restaurant_id = r.restaurant_id ORDER BY e.id DESC LIMIT 3) AS e WHERE r.reviewer = $1",
    "11": "SELECT count(DISTINCT core_reviews.reviewer) FROM core.reviews AS core_reviews GROUP BY ()",
    "12": "CREATE VIEW marts.allowed AS SELECT review_id FROM core.reviews WHERE for_models",
    "12 join": "CREATE OR REPLACE VIEW marts.scores AS SELECT r.review_id, s.score FROM core.reviews AS r LEFT JOIN "
    "derived.review_sentiment AS s ON s.restaurant_id = r.restaurant_id AND r.for_models",
    "12 limit": "CREATE VIEW marts.newest AS SELECT review_id FROM core.reviews ORDER BY posted_at DESC LIMIT 10",
}
# The same work as the code does it.
ACCEPTED = (
    'ALTER TABLE "core"."reviews" ADD COLUMN "stars" integer NULL CONSTRAINT "stars_check" CHECK ("stars" >= 0)',
    "CREATE POLICY one ON core.reviews AS PERMISSIVE FOR SELECT TO x USING (restaurant_id = current_setting('a'))",
    "UPDATE core.allowed_uses SET receipt_sent_at = $3 WHERE person = $1 AND event_id = $2",
    "DELETE FROM landing.person_events AS e USING unnest($1::uuid[]) AS a (person) WHERE e.person = a.person",
    "DELETE FROM derived.review_sentiment WHERE restaurant_id = ANY($1::uuid[]) AND review_id = ANY($2::uuid[])",
    "WITH known AS MATERIALIZED (SELECT review_id AS subject FROM core.reviews) DELETE FROM governance.dataset_token "
    "AS token WHERE NOT EXISTS (SELECT 1 FROM known WHERE known.subject = token.subject)",
    "SELECT count(DISTINCT core_reviews.reviewer) FROM core.reviews AS core_reviews",
    "CREATE OR REPLACE VIEW marts.scores AS SELECT r.review_id, s.score FROM core.reviews AS r LEFT JOIN "
    "derived.review_sentiment AS s ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id",
    # Nothing of the store: PostgreSQL's own catalog may be asked in any way.
    "SELECT 1 FROM pg_class WHERE EXISTS (SELECT FROM pg_attribute)",
)


@pytest.mark.parametrize("number", REFUSED)
def test_each_statement_that_was_refused_is_found(number: str) -> None:
    assert [problem.partition(":")[0] for problem in problems(REFUSED[number])][:1] != []
    assert number.split()[0] in problems(REFUSED[number])[0].partition(":")[0].split(", ")


@pytest.mark.parametrize("statement", ACCEPTED)
def test_what_stands_in_their_place_is_not(statement: str) -> None:
    assert problems(statement) == []


def functions() -> Iterator[tuple[str, str]]:
    for name, text in sql_files.statements(STORE):
        for number, body in enumerate(re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)):
            if "create_distributed_table" not in body:
                yield f"{name} {number}", body


@pytest.mark.parametrize(("name", "body"), list(functions()))
def test_functions_keep_to_it(name: str, body: str) -> None:
    statements = list(in_function(body))
    assert statements or "RETURN NEW" in body or "CHECKPOINT" in body or "EXECUTE format" in body, name
    assert {statement: found for statement in statements if (found := problems(statement))} == {}


def test_views_keep_to_it() -> None:
    """12 as well: the next view whose condition hides rows that stand in no row policy is found here."""
    views = [text for _, text in sql_files.statements(STORE) if "CREATE OR REPLACE VIEW" in text]
    statements = [view for text in views for view in re.findall(r"CREATE OR REPLACE VIEW.*?;", text, re.DOTALL)]
    assert len(statements) > 5
    assert [problem for statement in statements for problem in problems(statement)] == []


def test_row_policies_keep_to_it() -> None:
    policies = store_grants(Environment.PROD)[STORE].row_policies
    assert {policy.relation: found for policy in policies if (found := problems(make(policy).split(";")[0]))} == {}


@pytest.mark.django_db(databases=[STORE])
def test_migrations_keep_to_it() -> None:
    labels = {label for label, store in STORE_OF_APP.items() if store == STORE}
    loader = MigrationLoader(None)
    found = {}
    for app, name in sorted(key for key in loader.disk_migrations if key[0] in labels):
        out = StringIO()
        call_command("sqlmigrate", app, name, database=STORE, stdout=out)
        if refused := problems(re.sub(r"--[^\n]*", "", out.getvalue())):
            found[app, name] = refused
    assert found == {}


@pytest.mark.django_db(databases=[STORE])
@pytest.mark.parametrize("null", [True, False])
def test_a_migration_that_adds_a_number_names_its_check(null: bool) -> None:
    """1: by Django's own operation, on the store as it is; PostgreSQL would give the check the same name."""
    field = models.PositiveIntegerField(null=null, default=None if null else 0)
    field.set_attributes_from_name("children")
    with connections[STORE].schema_editor(collect_sql=True) as editor:
        editor.add_field(Visits, field)
    assert any("CHECK" in statement for statement in editor.collected_sql)
    assert [problem for statement in editor.collected_sql for problem in problems(statement)] == []
    with connections[STORE].schema_editor() as editor:
        editor.add_field(Visits, field)
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE '%children%' AND contype = 'c'")
        assert cursor.fetchall() == [("visits_children_check",)]


def test_tables_that_writers_may_not_write_as_a_whole_are_copied_to_no_node() -> None:
    """6: whoever changes a copied table locks it on the first node, which takes a right on the whole of it."""
    store = store_grants(Environment.PROD)[STORE]
    writers = {
        (grant.login, grant.relation)
        for grant in store.grants
        if grant.relation in tables()[1] and grant.verb in ("INSERT", "UPDATE", "DELETE")
    }
    whole = {(grant.login, grant.relation) for grant in store.grants if grant.verb == "DELETE" and not grant.column}
    assert writers
    assert writers <= whole


@pytest.mark.django_db(databases=[STORE])
@pytest.mark.parametrize("begin", [announce_load, lock_loads, wait_for_loads])
def test_a_transaction_that_writes_both_kinds_of_tables_uses_one_connection_a_node(begin: object) -> None:
    """5: set for the transaction alone, before anything of it is written."""
    with connections[STORE].cursor() as cursor:
        begin(cursor)  # type: ignore[operator]  # each takes a cursor
        cursor.execute("SELECT current_setting('citus.multi_shard_modify_mode')")
        assert cursor.fetchone() == ("sequential",)


def test_a_statement_that_only_ran_is_found_at_the_end_of_a_run(login: Login) -> None:
    """Of any process, through any driver: PostgreSQL counts it."""
    marked = "SELECT restaurant_id AS tried_by_the_test_of_rules FROM core.visits GROUP BY (), 1"
    login("analytical", "forecasts").execute(marked)
    admin = servers.admin_connection(STORE)
    try:
        found = [query for query in problems_of_run(admin) if "tried_by_the_test_of_rules" in query]
        assert len(found) == 1
    finally:
        admin.execute(
            "SELECT pg_stat_statements_reset(0, 0, queryid) FROM pg_stat_statements"
            " WHERE query LIKE '%tried_by_the_test_of_rules%'"
        )
