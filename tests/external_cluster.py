"""The analytical store of a run on servers that somebody else started, PostgreSQL or a Citus cluster.

    make test ARGS="--analytical postgresql://postgres:…@coordinator:5432"
    ANALYTICAL_NODES=postgresql://postgres:…@worker:5432,…    the workers of a cluster

The URLs are the superuser's. Nodes have to let each other in, see `docs/operations.md`. What is there of an earlier run
is removed; a database that is not of a run stops it.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from reviews_site.deployment.process_secrets import MIGRATOR

_SCRIPTS = Path(__file__).resolve().parents[1] / "deploy" / "postgres"
_MARK = "Made by a run of Platemark's tests."
_URLS = "PLATEMARK_TEST_ANALYTICAL"
Connection = psycopg.Connection[tuple[object, ...]]


def remember(coordinator: str) -> None:
    """Keep the servers' URLs for this run and its workers. Processes of the run are not told of the nodes."""
    nodes = os.environ.pop("ANALYTICAL_NODES", "").split(",")
    os.environ[_URLS] = ",".join(url.strip().rstrip("/") for url in (coordinator, *nodes) if url.strip())


def urls() -> list[str]:
    """The superuser's URLs without a database, the coordinator's first. Empty where the run has its own servers."""
    return [url for url in os.environ.get(_URLS, "").split(",") if url]


def has_nodes() -> bool:
    """Whether the store is on several nodes."""
    return len(urls()) > 1


def host() -> str:
    """The coordinator's place in a URL."""
    return urls()[0].rpartition("@")[2]


def admins() -> Iterator[Connection]:
    """The superuser's connections to each server, the coordinator's first."""
    for url in urls():
        yield psycopg.connect(f"{url}/postgres", autocommit=True)


def use(secrets: Path, superusers: dict[str, str], password: str) -> None:
    """Make the store's empty database on every server, and lead each process of the run there.

    Args:
        superusers: URLs by cluster and database, of which those of the analytical cluster are exchanged.
        password: that of the migrator.
    """
    old = superusers["analytical/analytical"].rpartition("/")[0].rpartition("@")[2]
    for name in superusers:
        if name.startswith("analytical/"):
            superusers[name] = f"{urls()[0]}/{name.partition('/')[2]}"
    for file in secrets.glob("*/database_*_url"):
        file.write_text(file.read_text().replace(f"@{old}/", f"@{host()}/"))
    for url in urls():
        _make(url, "analytical", password)
    with psycopg.connect(f"{urls()[0]}/analytical", autocommit=True) as coordinator:
        if _install_citus(coordinator):
            _join(coordinator, urls())


def close_template(name: str) -> None:
    """Let nobody into the database that copies are made of: on Citus a daemon would stay in it."""
    for admin in admins():
        with admin:
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
            admin.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s", [name])


def select(items: Iterable[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests of the store, and the others.

    On several nodes a login has connections of its own to each, which see what another wrote once it is committed:
    there every test of the store commits.
    """
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("django_db")
        stores = marker.kwargs.get("databases") or () if marker else ()
        is_kept = "analytical" in stores or item.nodeid.startswith("tests/analytics/")
        (kept if is_kept else left).append(item)
        if is_kept and "analytical" in stores and has_nodes():
            item.add_marker(pytest.mark.django_db(transaction=True, databases=stores), append=False)
    return kept, left


def _make(url: str, name: str, password: str) -> None:
    with psycopg.connect(f"{url}/postgres", autocommit=True) as admin:
        found = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchall()
        if found and found != [(_MARK,)]:
            raise pytest.UsageError(f"There is a database {name} on {url.rpartition('@')[2]}, and no test made it.")
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [MIGRATOR]).fetchall():
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(sql.Identifier(MIGRATOR)))
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(MIGRATOR), sql.Literal(password)))
        admin.execute((_SCRIPTS / "cluster.sql").read_bytes())
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER migrator").format(sql.Identifier(name)))
        admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(_MARK)))
    for database in ("postgres", "template1", name):
        with psycopg.connect(f"{url}/{database}", autocommit=True) as connection:
            connection.execute((_SCRIPTS / "database.sql").read_bytes())


def _install_citus(coordinator: Connection) -> bool:
    if not coordinator.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'citus'").fetchall():
        return False
    for url in urls():
        with psycopg.connect(f"{url}/analytical", autocommit=True) as node:
            node.execute("CREATE EXTENSION IF NOT EXISTS citus")
    return True


def _join(coordinator: Connection, nodes: Sequence[str]) -> None:
    coordinator.execute("ALTER SYSTEM SET citus.propagate_set_commands = 'local'")
    coordinator.execute("SELECT pg_reload_conf()")
    places = [urlsplit(url) for url in nodes]
    coordinator.execute("SELECT citus_set_coordinator_host(%s, %s)", [places[0].hostname, places[0].port or 5432])
    for place in places[1:]:
        coordinator.execute("SELECT citus_add_node(%s, %s)", [place.hostname, place.port or 5432])
