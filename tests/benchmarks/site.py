"""What is measured on: servers of its own, the data, and gunicorn as the site runs it. All of it ends with the run."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from reviews_site.deployment.paths import REPOSITORY, Paths, find_paths
from reviews_site.processes import PROCESSES
from tests.benchmarks import processor

SITE = "tests.benchmarks.settings"
FLOORS = "tests.benchmarks.floor_settings"
_ENTRIES = {SITE: "reviews_site.wsgi:application", FLOORS: "tests.benchmarks.floor_wsgi:application"}


@dataclass(frozen=True)
class Stage:
    """The servers, ready and granted. `superuser` maps `cluster/database` to a URL."""

    where: Paths
    superuser: Mapping[str, str]

    def connect(self, store: str = "transactional/platemark") -> "psycopg.Connection[Any]":
        """The superuser on a store."""
        return psycopg.connect(self.superuser[store], autocommit=True)

    def postmaster(self, cluster: str = "transactional") -> int:
        """The pid of a cluster's first process."""
        return int((self.where.cluster(cluster) / "postmaster.pid").read_text().splitlines()[0])

    def environment(self, process: str, settings: str = SITE) -> dict[str, str]:
        """The environment of one of the site's processes."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PLATEMARK", "DJANGO"))}
        return {
            **ours,
            "DJANGO_SETTINGS_MODULE": settings,
            "PLATEMARK_PROCESS": process,
            "PLATEMARK_VAR": str(self.where.var),
            "PLATEMARK_SECRETS": str(self.where.secrets / process),
        }

    def manage(self, process: str, *command: str, settings: str = SITE) -> str:
        """What a command of `manage.py` printed.

        Raises:
            SystemExit: it failed.
        """
        return self._output(process, ("manage.py", *command), settings)

    def inside(self, process: str, name: str, *arguments: str) -> Any:
        """The JSON that a part of `tests/benchmarks/inside.py` printed, run as that process."""
        said = self._output(process, ("-m", "tests.benchmarks.inside", name, *arguments), SITE)
        return json.loads(said.splitlines()[-1])

    def _output(self, process: str, arguments: tuple[str, ...], settings: str) -> str:
        assert process in PROCESSES
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=REPOSITORY,
            env=self.environment(process, settings),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers on `port`."""

    pid: int
    port: int

    def memory_megabytes(self) -> float:
        """Proportional memory of the two workers and their master."""
        return processor.memory_megabytes(self.pid)


@contextmanager
def stage() -> Iterator[Stage]:
    """Start servers on a state folder that is new, and delete it afterwards."""
    where = find_paths(find_paths().var / "bench")
    shutil.rmtree(where.var, ignore_errors=True)
    where.var.mkdir(parents=True, mode=0o711)
    command = [sys.executable, "-m", "reviews_site.devserver", "servers"]
    environment = {**os.environ, "PLATEMARK_VAR": str(where.var)}
    servers = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the benchmark alone, which then ends them in order
    )
    try:
        line = servers.stdout.readline() if servers.stdout else ""
        if not line:
            raise SystemExit("The servers did not start: try `python -m reviews_site.devserver servers`.")
        made = Stage(where, json.loads(line)["superuser"])
        made.manage("migrator", "prepare")
        made.manage("builder", "collectstatic", "--noinput")
        yield made
    finally:
        servers.communicate()
        shutil.rmtree(where.var, ignore_errors=True)


@contextmanager
def gunicorn(on: Stage, settings: str = SITE, *, process: str = "web", without: str = "") -> Iterator[Server]:
    """The site, the floors or the gateway on a free port: workers of four threads, as many as in production.

    Args:
        without: the dotted names of middlewares to leave out, split at commas.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**on.environment(process, settings), "PLATEMARK_BIND": f"127.0.0.1:{port}", "BENCH_WITHOUT": without}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:reviews_site.deployment.gunicorn",
        _ENTRIES[settings],
    ]
    server = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=sys.stderr, start_new_session=True)
    try:
        _wait_for(port, server)
        yield Server(server.pid, port)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + 30
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return  # the floors have no such page, and answer
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"Gunicorn did not answer on port {port}.")
