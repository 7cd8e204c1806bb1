"""Pytest plugin: throwaway PostgreSQL and Valkey for the run, migrated and granted once, and a copy for each worker.

It runs before Django reads its settings, which is why it is a plugin and not a fixture.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests import external_cluster
from tests.citus_rules import problems_of_run
from tests.state_folders import remove_folders_of_killed_runs, state_folder

REPOSITORY = Path(__file__).resolve().parents[1]
DATABASES = {
    "default": ("transactional", "platemark"),
    "vault": ("transactional", "vault"),
    "analytical": ("analytical", "analytical"),
}
# What the files of a run take at most: three clusters of servers and three sites, with room to spare.
MEMORY_BYTES = 6 * 1024**3
_running: dict[str, Any] = {}
_folder = ExitStack()
# The superuser's connections to each cluster, and the state that each copy was last known to be the template's in.
_admins: dict[str, "list[psycopg.Connection[Any]]"] = {}
_unchanged: dict[str, tuple[Any, ...]] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """The controller starts the servers; each worker takes its own copy of the databases."""
    _write_to_memory()
    # Each worker has less than a core: threads that wait for each other would only be in the way.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if "PLATEMARK_TEST_SERVERS" not in os.environ:
        if url := getattr(early_config.known_args_namespace, "analytical", None):
            external_cluster.remember(url)
        _start()
    os.environ["DJANGO_SETTINGS_MODULE"] = "reviews_site.settings.test"
    os.environ["PLATEMARK_PROCESS"] = "web"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    for store in DATABASES:
        os.environ[f"DATABASE_{store.upper()}_URL"] = url_of(store, "migrator", database_name(store, worker))
    if "PYTEST_XDIST_WORKER" in os.environ or not _is_controller(early_config):
        copy_databases()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--attack-proof`: see `tests/attacks/conftest.py`; `--analytical`: see `tests/external_cluster.py`."""
    parser.addoption("--attack-proof", action="store_true", help="switch off what each attack attacks, and demand red")
    parser.addoption("--analytical", metavar="URL", help="run the tests of the analytical store on this server")


# What may be skipped, and why. Under CI every other skip fails the run.
ALLOWED_SKIPS = {
    "shared data is missing": "the real data is never committed; a clone without it beside tests the rest",
    "clients of the gateway are not installed": "`make gateway-clients` fetches 340 MB",
    "only root can mount a disk": "a disk that fills up under the servers, and nothing else on the machine",
    "only root can give each process a user of its own": "elsewhere the separation is of credentials only",
}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where Citus would refuse a statement that ran, and under CI on a skip that is not on the list."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or "process" not in _running:
        return
    # A protection that is switched off may let through what code never asks.
    ran = {} if session.config.getoption("--attack-proof") else problems_of_run(admin_connection("analytical"))
    for statement, why in ran.items():
        reporter.write_line(f"Citus would refuse this statement: {'; '.join(why)}\n{statement}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if "CI" not in os.environ:
        return
    reasons = {str(report.longrepr) for report in reporter.stats.get("skipped", [])}
    if odd := [reason for reason in reasons if not any(allowed in reason for allowed in ALLOWED_SKIPS)]:
        reporter.write_line("Skips that are not on the list in tests/servers.py: " + "; ".join(sorted(odd)), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _write_to_memory() -> None:
    """Put temporary files into memory where there is room: making a database's files costs a tenth there."""
    memory = Path("/dev/shm")  # noqa: S108 - only the parent of folders with names that nobody can guess
    if "TMPDIR" not in os.environ and memory.is_mount() and shutil.disk_usage(memory).free > MEMORY_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


def _is_controller(config: pytest.Config) -> bool:
    options = config.known_args_namespace
    return bool(getattr(options, "numprocesses", None) or getattr(options, "tx", None))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The servers end with the process that started them."""
    while _admins:
        for connection in _admins.popitem()[1]:
            connection.close()
    if server := _running.pop("process", None):
        server.stdin.close()
        server.wait(120)
        server.stdout.close()
        _folder.close()
        os.environ.pop("PLATEMARK_TEST_SERVERS", None)


def facts() -> dict[str, Any]:
    """What the servers said when they were ready."""
    found: dict[str, Any] = json.loads(os.environ["PLATEMARK_TEST_SERVERS"])
    return found


def database_name(store: str, worker: str | None = None) -> str:
    """The name of this worker's copy of a store's database."""
    worker = worker or os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"{DATABASES[store][1]}_{worker}"


def url_of(store: str, login: str, database: str | None = None) -> str:
    """The URL of a store of this worker for a login, with the password that the servers made for it."""
    cluster, original = DATABASES[store]
    superuser: str = facts()["superuser"][f"{cluster}/{original}"]
    logins = json.loads((Path(facts()["secrets"]) / "migrator" / "logins.json").read_text())
    if login == "migrator":
        known = (Path(facts()["secrets"]) / "migrator" / f"database_{store}_url").read_text().strip()
        return known.rpartition("/")[0] + "/" + (database or database_name(store))
    credentials = f"{login}:{logins[cluster].get(login, TEST_PASSWORD)}"
    host = superuser.split("@", 1)[1].rpartition("/")[0]
    return f"postgresql://{credentials}@{host}/{database or database_name(store)}"


def superuser_connection(store: str) -> "psycopg.Connection[Any]":
    """A connection of the superuser to this worker's copy of a store."""
    cluster, original = DATABASES[store]
    url: str = facts()["superuser"][f"{cluster}/{original}"].rpartition("/")[0]
    return psycopg.connect(f"{url}/{database_name(store)}", autocommit=True)


def connect(store: str, login: str, database: str | None = None) -> "psycopg.Connection[Any]":
    """Connect as a login. While a test of another worker holds all connections of that login, wait for one.

    Raises:
        psycopg.OperationalError: it is refused for another reason, or none is free after a minute.
    """
    until = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(url_of(store, login, database), autocommit=True)
        except psycopg.OperationalError as problem:
            if "too many connections for role" not in str(problem) or time.monotonic() > until:
                raise
            time.sleep(0.05)


# Roles that no process logs in with yet get this password on the throwaway servers.
TEST_PASSWORD = "throwaway"


def copy_databases(stores: tuple[str, ...] = ("default", "vault", "analytical")) -> None:
    """Make this worker's databases anew from the templates, with the templates' rights."""
    for store in stores:
        original, copy, admins = DATABASES[store][1], database_name(store), admin_connections(store)
        for admin in admins:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(copy)))
        for admin in admins:
            # Copying files takes half the work of writing them through the log.
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER migrator STRATEGY FILE_COPY").format(
                    sql.Identifier(copy), sql.Identifier(original)
                )
            )
            # CREATE DATABASE does not copy the database's own rights (CONNECT, TEMP).
            admin.execute(
                "UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = %s)"
                " WHERE datname = %s",
                [original, copy],
            )
        _unchanged[store] = _state_of(store)


def restore_databases() -> None:
    """Make those of this worker's databases anew in which anything was written, if only to be rolled back."""
    for store in DATABASES:
        for admin in admin_connections(store):
            admin.execute(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s",
                [database_name(store)],
            )
        if _unchanged.get(store) != _state_of(store):
            copy_databases((store,))


def _state_of(store: str) -> tuple[Any, ...]:
    """What tells whether a store was written to: rows of tables and catalogue, counted by each server, and settings.

    A backend hands in its counts before it is gone from `pg_stat_activity`.
    """
    asked = (
        "SELECT d.oid, d.datacl::text, coalesce(s.tup_inserted + s.tup_updated + s.tup_deleted, 0),"
        " ARRAY(SELECT (setrole, setconfig)::text FROM pg_db_role_setting WHERE setdatabase = d.oid ORDER BY 1)"
        " FROM pg_database d LEFT JOIN pg_stat_database s ON s.datid = d.oid WHERE d.datname = %s"
    )
    name = database_name(store)
    return tuple(admin.execute(asked, [name]).fetchone() for admin in admin_connections(store))


def admin_connection(store: str) -> "psycopg.Connection[Any]":
    """The superuser's one connection to a store's cluster; to its coordinator, where it is on several nodes."""
    return admin_connections(store)[0]


def admin_connections(store: str) -> "list[psycopg.Connection[Any]]":
    """The superuser's connections to each server of a store."""
    cluster = DATABASES[store][0]
    if cluster not in _admins and cluster == "analytical" and external_cluster.urls():
        _admins[cluster] = list(external_cluster.admins())
    elif cluster not in _admins:
        _admins[cluster] = [psycopg.connect(facts()["superuser"][f"{cluster}/postgres"], autocommit=True)]
    return _admins[cluster]


def _start() -> None:
    remove_folders_of_killed_runs()
    folder = _folder.enter_context(state_folder("tests"))
    environment = {**os.environ, "PLATEMARK_VAR": str(folder)}
    server = subprocess.Popen(
        [sys.executable, "-m", "reviews_site.devserver", "servers", "--throwaway"],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    _running["process"] = server
    line = server.stdout.readline() if server.stdout else ""
    if not line:
        raise pytest.UsageError("The test servers did not start: run `python -m reviews_site.devserver servers`.")
    os.environ["PLATEMARK_TEST_SERVERS"] = _with_external(json.loads(line)) if external_cluster.urls() else line
    _prepare(environment)
    if external_cluster.urls():
        external_cluster.close_template("analytical")


def _with_external(servers: dict[str, Any]) -> str:
    """The servers of the run, of which the analytical one is somebody else's."""
    secrets = Path(servers["secrets"])
    url = (secrets / "migrator" / "database_analytical_url").read_text()
    external_cluster.use(secrets, servers["superuser"], url.rpartition("@")[0].rpartition(":")[2])
    return json.dumps(servers)


def _prepare(environment: dict[str, str]) -> None:
    environment = {
        **environment,
        "PLATEMARK_PROCESS": "migrator",
        "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise pytest.UsageError(f"The test databases could not be prepared:\n{done.stdout}{done.stderr}")
    for cluster, original in (("transactional", "platemark"), ("analytical", "analytical")):
        with psycopg.connect(facts()["superuser"][f"{cluster}/{original}"], autocommit=True) as connection:
            _let_tests_switch(connection)


def _let_tests_switch(connection: psycopg.Connection[Any]) -> None:
    """Let the owner's connection, which tests use, take the part of any login; and give roles without login one."""
    roles = connection.execute("SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname !~ '^(pg_|postgres|migrator)'")
    for role, can_login in roles.fetchall():
        name = sql.Identifier(role)
        connection.execute(sql.SQL("GRANT {} TO migrator WITH INHERIT FALSE, SET TRUE").format(name))
        if not can_login:
            connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(TEST_PASSWORD)))
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'no_process'").fetchall():
        connection.execute("CREATE ROLE no_process NOLOGIN")
    connection.execute("GRANT no_process TO migrator WITH INHERIT FALSE, SET TRUE")
