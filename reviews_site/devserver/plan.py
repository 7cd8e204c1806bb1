"""Which processes `make run` starts: command, user, environment, and how each shows that it is well. It starts none."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from reviews_site.deployment import process_secrets
from reviews_site.deployment.child import Identities, Identity
from reviews_site.deployment.health import answers_on_http, answers_on_probe, is_alive
from reviews_site.deployment.paths import REPOSITORY, Paths
from reviews_site.processes import PROCESSES, Process

_HOUR_SECONDS = 3600
# Beside the offsets of processes.py and of the servers.
_PROVIDER_OFFSET, _INBOX_OFFSET = 80, 81

# Celery takes a group without a name for root's, and warns at length. Ours are numbers without names on purpose.
_QUIET_ABOUT_NUMBERED_USERS = {
    "PYTHONWARNINGS": "ignore:An entry for the specified gid,ignore:You're running the worker with superuser"
}


@dataclass(frozen=True)
class Ports:
    """Where the pages are. `make run PORT=8000` takes seven in a row."""

    web: int

    @property
    def provider(self) -> int:
        """The sandbox identity provider's pages and API."""
        return self.web + 1

    @property
    def inbox(self) -> int:
        """The development inbox's pages."""
        return self.web + 2

    @property
    def smtp(self) -> int:
        """Where the development inbox takes mail."""
        return self.web + 3

    @property
    def console(self) -> int:
        """The company's pages, under the name `console.localhost`."""
        return self.web + 4

    @property
    def query(self) -> int:
        """Where the console asks for rows. No pages."""
        return self.web + 5

    @property
    def gateway(self) -> int:
        """Where other programs ask the models. No pages."""
        return self.web + 6

    @property
    def named(self) -> dict[str, int]:
        """All seven, by what they are for."""
        return {
            "the site": self.web,
            "the provider": self.provider,
            "the inbox": self.inbox,
            "mail": self.smtp,
            "the console": self.console,
            "queries": self.query,
            "the gateway of the models": self.gateway,
        }


@dataclass(frozen=True, eq=False)
class Service:
    """One process to start.

    Attributes:
        answers: asks, with a deadline, whether it runs.
        is_command: it ends by itself.
        every_seconds: how often a command is run while the site is up.
        activity: what a start says that it is doing.
    """

    name: str
    command: tuple[str, ...]
    identity: Identity
    environment: dict[str, str]
    checks: tuple[Callable[[], bool], ...] = ()
    answers: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    folder: Path = REPOSITORY
    is_command: bool = False
    every_seconds: float = 0
    activity: str = ""

    def is_well(self) -> bool:
        """Whether every check passes now."""
        return all(check() for check in self.checks)


@dataclass(frozen=True)
class Plan:
    """Everything that the plan is drawn from."""

    where: Paths
    ports: Ports
    users: Identities
    made: process_secrets.MasterSecrets

    def preparation(self) -> Service:
        """The command that migrates and applies the grants."""
        return self._command("migrator", "prepare", activity="migrating and granting")

    def demonstration(self) -> Service:
        """The command that loads the demo and leaves its sign-ins in `demo.json`."""
        # PLATEMARK_DEMO=small: tests that need a site, and no town.
        size = ("--small",) if os.environ.get("PLATEMARK_DEMO") == "small" else ()
        return self._command("seeder", "demo", *size, activity="loading the demo")

    def schedule(self) -> list[Service]:
        """Commands that run again and again.

        Files are rewritten after erasures, rights are compared with the code, and the open data of the day is written.
        """
        nightly = [
            self._command(name, *arguments, "--unattended", identity=self.users.of(PROCESSES[name].uid_offset))
            for name, arguments in (("vacuum", ("erasures", "vacuum")), ("publisher", ("opendata", "build")))
        ]
        return [*nightly, self._command("migrator", "policy_alert")]

    def services(self) -> list[Service]:
        """What runs for as long as the site does, in the order of starting."""
        workers = [
            self._worker(process) for process in PROCESSES.values() if process.kind in ("worker", "beat", "timer")
        ]
        pages = [self._pages(process) for process in PROCESSES.values() if process.kind == "service"]
        return [self._provider(), self._inbox(), *pages, *workers]

    def _pages(self, process: Process) -> Service:
        arguments = (
            "-m",
            "gunicorn",
            "--config",
            "python:reviews_site.deployment.gunicorn",
            "reviews_site.wsgi:application",
        )
        port, name = self._address(process)
        checks = (partial(answers_on_http, port, name),)
        also = {"PLATEMARK_BIND": ",".join(f"{host}:{port}" for host in _loopbacks())}
        if process.name == "web" and (base_map := os.environ.get("MAP_BASE")):
            also["MAP_BASE"] = str(Path(base_map).resolve())
        return self._ours(process, arguments, checks=checks, also=also)

    def _address(self, process: Process) -> tuple[int, str]:
        """The port of a process that answers on HTTP, and the name that it answers to."""
        return {
            "web": (self.ports.web, "localhost"),
            "console": (self.ports.console, "console.localhost"),
            "query": (self.ports.query, "localhost"),
            "gateway": (self.ports.gateway, "localhost"),
        }[process.name]

    def _worker(self, process: Process) -> Service:
        return self._ours(process, ("-m", "reviews_site.deployment.worker"))

    def _command(self, process: str, *arguments: str, activity: str = "", identity: Identity | None = None) -> Service:
        command = self._ours(PROCESSES[process], ("manage.py", *arguments), identity=identity or Identity())
        return replace(command, is_command=True, every_seconds=_HOUR_SECONDS, activity=activity)

    def _provider(self) -> Service:
        identity = self.users.of(_PROVIDER_OFFSET)
        secrets = process_secrets.write_provider_secrets(self.where, self.made, identity)
        environment = {
            "PROVIDER_API_SECRET_FILE": str(secrets / "api_secret"),
            "PROVIDER_WEBHOOK_SECRET_FILE": str(secrets / "webhook_secret"),
        }
        return self._sandbox("identity_provider", self.ports.provider, identity, environment)

    def _inbox(self) -> Service:
        environment = {"SMTP_PORT": str(self.ports.smtp)}
        return self._sandbox("mail_inbox", self.ports.inbox, self.users.of(_INBOX_OFFSET), environment)

    def _sandbox(self, name: str, port: int, identity: Identity, environment: dict[str, str]) -> Service:
        given = {**surroundings(self.where), "PORT": str(port), **environment}
        checks = (partial(answers_on_http, port),)
        command = (sys.executable, "-m", f"sandbox.{name}")
        return Service(name, command, identity, given, checks, activity=f"starting {name}")

    def _ours(
        self,
        process: Process,
        arguments: tuple[str, ...],
        *,
        identity: Identity | None = None,
        checks: tuple[Callable[[], bool], ...] = (),
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> Service:
        probe = partial(answers_on_probe, self.where.probe, process.name)
        return Service(
            process.name,
            (sys.executable, *arguments),
            identity or self.users.of(process.uid_offset),
            {**surroundings(self.where), **self._settings(process), **also},
            (*checks, probe),
            partial(is_alive, self.where.probe, process.name),
            activity=f"starting {process.name}",
        )

    def _settings(self, process: Process) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev",
            "PLATEMARK_ENV": "dev",
            "PLATEMARK_PROCESS": process.name,
            "PLATEMARK_SECRETS": str(self.where.secrets / process.name),
            "PLATEMARK_VAR": str(self.where.var),
            "PLATEMARK_RUN": str(self.where.run),
            "PLATEMARK_PROBES": str(self.where.probe),
            "PLATEMARK_BASE_URL": f"http://localhost:{self.ports.web}",
            "PLATEMARK_CONSOLE_URL": f"http://console.localhost:{self.ports.console}",
            "PROVIDER_URL": f"http://localhost:{self.ports.provider}",
            "QUERY_URL": f"http://localhost:{self.ports.query}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.ports.smtp),
        }


def surroundings(where: Paths) -> dict[str, str]:
    """What any program wants to know, and nothing of the starting user's own environment."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(where.run),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONUNBUFFERED": "1",
        # The supervisor compiled the modules; the processes' users may not write beside them.
        "PYTHONDONTWRITEBYTECODE": "1",
        # numpy would keep a thread with buffers for each core.
        "OPENBLAS_NUM_THREADS": "1",
        **_QUIET_ABOUT_NUMBERED_USERS,
    }


def _loopbacks() -> list[str]:
    """The names under which a browser may look for `localhost`."""
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return ["127.0.0.1"]
    return ["127.0.0.1", "[::1]"]
