"""What is different where the store is a cluster, with an extension in the place of Citus that brings the same objects.

Citus itself is not on a developer's machine. The stand-in plans nothing: it refuses what is tested here, and writes
down what it was asked. `docs/scale.md` says what was tried on a real cluster.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import DatabaseError, connections
from psycopg import sql

from analytics.access.company import Environment
from analytics.access.drift import find
from analytics.access.drift.correction import correct
from analytics.access.driver import psycopg_connection
from analytics.access.stores import store_grants
from analytics.datasets.grants import with_registered
from analytics.ingest.store import STORE
from privacy_rights.erasure import vacuum
from reviews_site import sql_files
from reviews_site.analytical_engine import cluster
from reviews_site.web.management.commands import prepare
from tests import servers
from tests.citus_rules import tables
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", STORE])
FOLDER = Path(__file__).parent / "citus_stand_in"
Superuser = psycopg.Connection[Any]


@pytest.fixture
def superuser() -> Iterator[Superuser]:
    """The superuser, on a store that became a cluster of a coordinator and two workers."""
    with servers.superuser_connection(STORE) as connection:
        connection.execute("SELECT set_config('extension_control_path', %s, false)", [f"{FOLDER}:$system"])
        connection.execute("CREATE EXTENSION citus")
        connection.execute("INSERT INTO pg_dist_node VALUES ('one', 5432, 0), ('two', 5432, 1), ('three', 5432, 2)")
        name = sql.Identifier(servers.database_name(STORE))
        setting = sql.SQL("ALTER DATABASE {} SET citus.propagate_set_commands = 'local'")
        connection.execute(setting.format(name))
        connections[STORE].close()
        yield connection


def calls(superuser: Superuser) -> list[str]:
    return [what for (what,) in superuser.execute("SELECT what FROM citus.calls ORDER BY number").fetchall()]


def findings() -> list[str]:
    store = with_registered(store_grants(Environment.PROD)[STORE])
    return [finding.says for finding in find(psycopg_connection(STORE), store)]


def test_tables_are_spread_over_the_nodes_once(superuser: Superuser) -> None:
    """And again after a restore, whose tables are on the coordinator alone: whoever prepares it runs the same files."""
    sql_files.apply(STORE)
    spread, copied = tables()
    expected = {f"distributed {name} by restaurant_id" for name in spread} | {f"copied {name}" for name in copied}
    assert set(calls(superuser)) == expected
    sql_files.apply(STORE)
    assert len(calls(superuser)) == len(expected)
    assert cluster.tables_on_nodes(psycopg_connection(STORE)) == spread | copied


def test_nothing_that_came_with_the_extension_is_taken_for_ours(superuser: Superuser) -> None:
    """2: its schemas, views, tables, functions and event trigger; two of its views are PUBLIC's."""
    # The fixture's own setting is one; ALTER SYSTEM is where it belongs.
    found = [says for says in findings() if not says.startswith("Every session in")]
    assert [says for says in found if "citus" in says or "pg_dist" in says or "run_command" in says] == []
    # What somebody adds beside it is found as ever.
    superuser.execute("CREATE VIEW public.citus_more AS SELECT 1")
    superuser.execute("CREATE TABLE citus.more (x integer)")
    assert {says.split()[0] for says in findings() if "more" in says} >= {"public.citus_more", "citus.more"}


def test_samples_of_texts_are_switched_off_on_every_node(superuser: Superuser) -> None:
    """4: on the coordinator without passing it on, then on each part of the table."""
    sql_files.apply(STORE)
    connection = psycopg_connection(STORE)
    connection.execute("SET citus.enable_ddl_propagation = off")
    connection.execute("ALTER TABLE core.reviews ALTER COLUMN text SET STATISTICS 100")
    connection.execute("RESET citus.enable_ddl_propagation")
    with pytest.raises(DatabaseError, match="unsupported"), connections[STORE].cursor() as cursor:
        cursor.execute("ALTER TABLE core.reviews ALTER COLUMN text SET STATISTICS 0")
    assert "Samples of core.reviews.text are kept." in findings()
    correct(with_registered(store_grants(Environment.PROD)[STORE]), {})
    assert "Samples of core.reviews.text are kept." not in findings()
    assert calls(superuser)[-1] == 'ALTER TABLE core.reviews_1 ALTER COLUMN "text" SET STATISTICS 0'


def test_prepare_stops_where_dashboards_would_silently_read_nothing(
    superuser: Superuser, as_process: AsProcess
) -> None:
    """13: the migrator may not set it, so the sentence has the superuser's statement."""
    assert list(cluster.problems(psycopg_connection(STORE))) == []
    name = sql.Identifier(servers.database_name(STORE))
    superuser.execute(sql.SQL("ALTER DATABASE {} RESET citus.propagate_set_commands").format(name))
    superuser.execute("DELETE FROM pg_dist_node WHERE groupid = 0")
    connections[STORE].close()
    assert list(cluster.problems(psycopg_connection(STORE))) == [cluster.SILENT, cluster.NO_COORDINATOR]
    with as_process("migrator"), pytest.raises(CommandError, match="dashboards would read no row"):
        prepare.Command()._check_cluster()
    assert cluster.SILENT.partition(" As the superuser:")[0] in findings()


def test_each_node_is_asked_for_what_public_has_there(superuser: Superuser) -> None:
    """13: defaults of PostgreSQL, which the coordinator passes on to nobody. The stand-in answers yes to each."""
    found = findings()
    assert [f"On {host}:5432: PUBLIC may write plpgsql." in found for host in ("two", "three")] == [True, True]


def on_nodes() -> set[str]:
    return {says for says in findings() if says.startswith("On ")}


OPENED_ON_A_NODE = (
    "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC",
    "GRANT TEMP ON DATABASE {} TO PUBLIC",
    "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC",
    "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO loader",
    "ALTER DEFAULT PRIVILEGES FOR ROLE migrator GRANT SELECT ON TABLES TO loader",
)


@pytest.mark.parametrize("statement", OPENED_ON_A_NODE)
def test_each_node_is_asked_by_its_url(statement: str, settings: Any) -> None:
    """13, 14: for what PUBLIC and logins have there. The store itself plays the node here."""
    settings.ANALYTICAL_NODES = [servers.url_of(STORE, "migrator")]
    before = on_nodes()
    with servers.superuser_connection(STORE) as node:
        node.execute(sql.SQL(statement).format(sql.Identifier(servers.database_name(STORE))))
    assert len(on_nodes() - before) == 1


def test_a_node_that_is_missing_or_does_not_answer_is_a_finding(superuser: Superuser, settings: Any) -> None:
    settings.ANALYTICAL_NODES = ["postgresql://migrator@localhost/nowhere?port=1"]
    found = findings()
    assert "A node of ANALYTICAL_NODES can't be asked: OperationalError." in found
    assert "ANALYTICAL_NODES names 1 of 2 workers." in found


def test_an_erasure_reaches_samples_and_log_of_each_node(settings: Any) -> None:
    """13: as the migrator, by the node's URL. The store itself plays the node here."""
    asked = "SELECT pg_relation_filenode('pg_statistic'), pg_walfile_name(pg_current_wal_lsn())"
    with servers.superuser_connection(STORE) as node:
        file, log = node.execute(asked).fetchall()[0]
        assert vacuum.vacuum_node("a node", servers.url_of(STORE, "migrator"))
        later_file, later_log = node.execute(asked).fetchall()[0]
    assert later_file != file and later_log > log
    assert not vacuum.vacuum_node("a node", servers.url_of(STORE, "dashboards")), "It has no right to."
    settings.ANALYTICAL_NODES = ["postgresql://migrator@localhost/nowhere?port=1"]
    assert vacuum.vacuum().left == ("analytical node 1",)


def test_erasures_wait_for_nodes_that_no_setting_names(superuser: Superuser) -> None:
    assert vacuum._nodes() == {"analytical node 1": "", "analytical node 2": ""}
    assert not vacuum.vacuum_node("analytical node 1", "")


def test_plain_postgresql_is_no_cluster() -> None:
    connection = psycopg_connection(STORE)
    assert not cluster.is_cluster(connection)
    assert (cluster.tables_on_nodes(connection), list(cluster.problems(connection))) == (frozenset(), [])
