"""A primary and a streaming replica of it, both real, with the transactional store's tables in them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db.utils import ConnectionHandler
from psycopg import sql

from reviews_site.deployment.child import identities
from reviews_site.deployment.paths import Paths
from reviews_site.devserver.postgres import Cluster, programs
from reviews_site.settings.databases import database
from tests import servers

DATABASE = "platemark"
PASSWORD = "throwaway"
_UID_OFFSET = 93


@dataclass
class Replicated:
    """The two servers. `primary` is Django's connection as the superuser, `url` web's to the replica."""

    primary: Any
    url: str
    standby: Cluster
    superuser: "psycopg.Connection[Any]"

    def pause(self) -> None:
        """Let the replica receive what is written, and not apply it."""
        self.superuser.execute("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self._ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        """Let the replica apply everything that was written until now."""
        with self.primary.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()")
            (written,) = cursor.fetchone()
        self.superuser.execute("SELECT pg_wal_replay_resume()")
        wait_until(lambda: self._ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written]))

    def _ask(self, question: str, values: list[str] | None = None) -> Any:
        return (self.superuser.execute(question, values).fetchone() or (None,))[0]


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that happens soon.

    Raises:
        TimeoutError: it did not.
    """
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("It did not happen.")
        time.sleep(0.02)


@contextmanager
def replicated(folder: Path) -> Iterator[Replicated]:
    """Start both servers below a folder, and stop them at the end."""
    primary, standby = (_cluster(name, folder) for name in ("primary", "standby"))
    lock = os.open(os.devnull, os.O_RDONLY)
    try:
        initdb = primary.initialise()
        if initdb.wait(60):
            raise RuntimeError(primary.log.read_text())
        primary.adopt()
        _launch(primary, lock)
        _fill(primary)
        _run("pg_basebackup", "--dbname", primary.superuser_url(""), "-D", standby.data, "-R", "-c", "fast")
        standby.data.chmod(0o700)
        _launch(standby, lock)
        with psycopg.connect(standby.superuser_url(DATABASE), autocommit=True) as superuser:
            yield Replicated(
                ConnectionHandler({"default": database(primary.superuser_url(DATABASE), "the primary")})["default"],
                standby.url("web", PASSWORD, DATABASE),
                standby,
                superuser,
            )
    finally:
        for cluster in (standby, primary):
            stop(cluster)
        os.close(lock)


def stop(cluster: Cluster) -> None:
    """Stop a server and its sessions, if it runs."""
    if cluster.process is not None and cluster.process.poll() is None:
        cluster.process.send_signal(signal.SIGINT)
        cluster.process.wait(60)


def _cluster(name: str, folder: Path) -> Cluster:
    where = Paths(folder, folder / "run")
    for path in (where.cluster(name).parent, where.log, where.run):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o711)
    users = identities(folder)
    return Cluster(name, (DATABASE,), where, users.of(_UID_OFFSET), users.with_passwd_entry(), PASSWORD)


def _launch(cluster: Cluster, lock: int) -> None:
    cluster.launch(lock)
    wait_until(cluster.is_ready)


def _fill(primary: Cluster) -> None:
    """Make the roles of the run's servers, and this worker's copy of the store, on the primary."""
    admin = servers.admin_connection("default")
    with psycopg.connect(primary.superuser_url("postgres"), autocommit=True) as connection:
        for (name,) in admin.execute("SELECT rolname FROM pg_roles WHERE oid >= 16384").fetchall():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), PASSWORD))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER migrator").format(sql.Identifier(DATABASE)))
    dump = primary.where.var / "store.dump"
    source = admin.info.get_parameters() | {"dbname": servers.database_name("default"), "password": admin.info.password}
    _run("pg_dump", "--format=custom", "--file", dump, psycopg.conninfo.make_conninfo(**source))
    _run("pg_restore", "--exit-on-error", "--dbname", primary.superuser_url(DATABASE), dump)


def _run(program: str, *arguments: str | Path) -> None:
    subprocess.run([programs() / program, *arguments], check=True, capture_output=True, text=True)
