"""The two PostgreSQL clusters and Valkey, started together. What they hold is the migrator's business."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass

from reviews_site.deployment import process_secrets
from reviews_site.deployment.child import Identities
from reviews_site.deployment.paths import Paths
from reviews_site.deployment.process_secrets import MIGRATOR
from reviews_site.devserver.console import Console
from reviews_site.devserver.loop import Loop
from reviews_site.devserver.postgres import Cluster, ServerNotStarted
from reviews_site.devserver.valkey import Valkey

# Beside the offsets of processes.py, which are below 50.
_UID_OFFSETS = {"transactional": 90, "analytical": 91, "valkey": 92}
_INITDB_SECONDS = 60
_START_SECONDS = 120


@dataclass
class Servers:
    """The servers, their secrets, and the lock that they hold for as long as one of them lives."""

    where: Paths
    users: Identities
    made: process_secrets.MasterSecrets
    clusters: dict[str, Cluster]
    valkey: Valkey
    lock: int

    @property
    def all(self) -> list[Cluster | Valkey]:
        """Each server."""
        return [*self.clusters.values(), self.valkey]

    def start(self, loop: Loop, console: Console) -> None:
        """Make what is missing, start all three at once, and bring the migrator's way in up to date."""
        new = [cluster for cluster in self.clusters.values() if cluster.is_new]
        if new:
            with console.step(f"making {' and '.join(cluster.name for cluster in new)} PostgreSQL cluster"):
                self._initialise(new, loop)
        with console.step("starting PostgreSQL (2) and Valkey"):
            for cluster in self.clusters.values():
                cluster.launch(self.lock)
            self.valkey.launch(self.lock)
            for name, is_ready in self._readiness():
                loop.until(is_ready, seconds=_START_SECONDS, waiting_for=f"The start of {name}")
            for cluster in self.clusters.values():
                cluster.prepare(self.made.logins[cluster.name][MIGRATOR])

    def _readiness(self) -> list[tuple[str, Callable[[], bool]]]:
        return [(server.label, server.is_ready) for server in self.all]

    def _initialise(self, new: list[Cluster], loop: Loop) -> None:
        running = {cluster.name: cluster.initialise() for cluster in new}
        for cluster in new:
            making = running[cluster.name]
            loop.until(lambda: making.poll() is not None, seconds=_INITDB_SECONDS, waiting_for="initdb")  # noqa: B023 - called within this turn
            if making.returncode != 0:
                raise ServerNotStarted(f"initdb failed for {cluster.name}. Its words are in {cluster.log}.")
            cluster.adopt()


def make_servers(
    where: Paths, users: Identities, made: process_secrets.MasterSecrets, *, throwaway: bool, lock: int
) -> Servers:
    """The servers of one state folder, not yet started."""
    clusters = {
        name: Cluster(
            name,
            databases,
            where,
            identity=users.of(_UID_OFFSETS[name]),
            initialiser=users.with_passwd_entry(),
            superuser_password=made.superusers[name],
            is_throwaway=throwaway,
        )
        for name, databases in process_secrets.CLUSTERS.items()
    }
    valkey = Valkey(where, users.of(_UID_OFFSETS["valkey"]), made.valkey)
    return Servers(where, users, made, clusters, valkey, lock)


class AlreadyRunning(Exception):
    """Another supervisor has this state folder; the message says which."""


def lock_supervisor(where: Paths, note: str) -> int:
    """Take the lock that one supervisor holds, and leave a note for the second who comes.

    Raises:
        AlreadyRunning: another holds it; the message is that one's note.
    """
    path = where.var / "supervisor.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise AlreadyRunning(path.read_text().strip() or "it does not say where") from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, note.encode())
    return descriptor


def lock_children(where: Paths, loop: Loop) -> int:
    """Take the lock that every child inherits: got only when the last process of an earlier run has gone."""
    descriptor = os.open(where.var / "processes.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def taken() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    loop.until(taken, seconds=_START_SECONDS, waiting_for="The end of an earlier run's processes")
    return descriptor
