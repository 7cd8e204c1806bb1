"""External servers as production has them: PostgreSQL and Valkey on TCP ports, from the wheels' programs."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from reviews_site.deployment import containers
from reviews_site.deployment.child import Identities, Identity, identities, start
from reviews_site.deployment.paths import Paths
from reviews_site.devserver.postgres import programs
from reviews_site.devserver.valkey import program
from tests.e2e.conftest import wait_for

ROOT = Path(__file__).resolve().parents[2]
SURROUNDINGS = {"PATH": f"{Path(sys.executable).parent}:{os.defpath}", "LANG": "C.UTF-8", "TZ": "UTC"}
NAMED = {
    "SITE_HOST": "platemark.example",
    "CONSOLE_HOST": "console.platemark.example",
    "IDENTITY_PROVIDER": "stripe",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "Platemark <hello@platemark.example>",
    "PLATEMARK_REGION": "eu",
    "PLATEMARK_CELLS": "eu=https://platemark.example the European Union",
}


def compose() -> dict[str, dict[str, dict[str, object]]]:
    """`docker-compose.yml`, with its anchors followed and the settings that it asks for filled in."""
    text = (ROOT / "docker-compose.yml").read_text()
    for name, value in NAMED.items():
        for form in (f"${{{name}}}", *(f"${{{name}:?{says}}}" for says in _questions(text, name))):
            text = text.replace(form, value)
    # What need not be given.
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    found: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(text)
    return found


def _questions(text: str, name: str) -> list[str]:
    return [part.split("}", 1)[0] for part in text.split(f"${{{name}:?")[1:]]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass
class External:
    """The servers' ports, and the secrets that were laid out for them."""

    folder: Path
    where: Paths
    ports: dict[str, int]

    def secret(self, server: str, name: str) -> str:
        """One of a server's own secrets."""
        return (self.where.secrets / server / name).read_text()

    def psql(self, cluster: str, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL as the superuser of a cluster."""
        surroundings = {
            **{"PATH": f"{programs()}:{os.defpath}", "PGHOST": "127.0.0.1", "PGPORT": str(self.ports[cluster])},
            **{"PGUSER": "postgres", "PGPASSWORD": self.secret(f"postgres-{cluster}", "superuser_password")},
            **{"MIGRATOR_PASSWORD_FILE": str(self.where.secrets / f"postgres-{cluster}" / "migrator_password")},
            **{"PLATEMARK_DATABASES": " ".join(DATABASES[cluster])},
            **{"PLATEMARK_SCRIPTS": str(ROOT / "deploy" / "postgres")},
        }
        return subprocess.run([tool, *arguments], env=surroundings, capture_output=True, text=True, check=False)


DATABASES = {"transactional": ("platemark", "vault"), "analytical": ("analytical",)}


@pytest.fixture(scope="package")
def external(tmp_path_factory: pytest.TempPathFactory) -> Iterator[External]:
    """Everything that stands outside of the processes in production, up, with the migrator's empty databases."""
    folder = tmp_path_factory.mktemp("external")
    for part in (folder, folder.parent, folder.parent.parent):
        part.chmod(0o711)
    who = identities(ROOT, folder)
    names = (*DATABASES, "valkey")
    ports = {name: free_port() for name in names}
    hosts = containers.Hosts(**{name: f"127.0.0.1:{port}" for name, port in ports.items()})
    found = External(folder, containers.write_secrets(folder / "secrets", hosts, who), ports)
    running = [_postgres(found, cluster, who) for cluster in DATABASES] + [_valkey(found, who)]
    try:
        for cluster in DATABASES:
            wait_for(lambda name=cluster: found.psql(name, "pg_isready").returncode == 0, 60, f"the start of {cluster}")
            made = found.psql(cluster, str(ROOT / "deploy" / "postgres" / "init.sh"))
            assert made.returncode == 0, made.stderr
        yield found
    finally:
        for process in running:
            process.send_signal(signal.SIGINT)
            process.wait(120)


def _postgres(found: External, cluster: str, who: Identities) -> "subprocess.Popen[bytes]":
    user, data = who.with_passwd_entry(), found.folder / cluster
    password = found.folder / f"{cluster}.password"
    password.write_text(found.secret(f"postgres-{cluster}", "superuser_password"))
    data.mkdir(mode=0o700)
    for path in (data, password):
        user.own(path)
    # The same arguments as the container's.
    services = compose()["services"]
    environment = services[f"postgres-{cluster}"]["environment"]
    assert isinstance(environment, dict)
    initdb: list[str | Path] = [programs() / "initdb", "--pgdata", data, "--username", "postgres", "--pwfile", password]
    making = _start([*initdb, "--no-sync", *environment["POSTGRES_INITDB_ARGS"].split()], user, found.folder)
    assert making.wait(120) == 0, (found.folder / "log").read_text()
    command = services[f"postgres-{cluster}"]["command"]
    assert isinstance(command, list)
    options = [
        *command[1:],
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "fsync=off",
        "-k",
        "",
        "-p",
        str(found.ports[cluster]),
    ]
    return _start([programs() / "postgres", "-D", data, *options], user, found.folder)


def _valkey(found: External, who: Identities) -> "subprocess.Popen[bytes]":
    folder = found.folder / "valkey"
    folder.mkdir()
    acl = folder / "users.acl"
    acl.write_text(found.secret("valkey", "users.acl"))
    user = who.with_passwd_entry()
    user.own_tree(folder)
    options: list[str | Path] = [
        "--bind",
        "127.0.0.1",
        "--port",
        str(found.ports["valkey"]),
        "--aclfile",
        acl,
        "--dir",
        folder,
    ]
    return _start([program(), *options, "--save", ""], user, found.folder)


def _start(command: "list[str | Path]", user: Identity, folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("ab") as log:
        return start(
            command,
            identity=user,
            environment=SURROUNDINGS,
            output=log.fileno(),
            death_signal=signal.SIGINT,
            folder=folder,
        )
