"""The broker's users, one for each process and purpose, and what each may do, as Valkey reads it from `users.acl`.

A consumer reads its own queue only; a sender may push on the queues that it sends to and can't read them. The names
of the keys are kombu's (its Redis transport), except that `CELERY_BROKER_TRANSPORT_OPTIONS` gives each process hashes
of its own for messages that it has taken and not yet acknowledged. Nobody may run a script: what Kombu does by one,
`reviews_site/broker.py` does without.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from reviews_site.processes import PROCESSES, Process, queue_names

BROKER_DATABASE = 1
CACHE_DATABASE = 2

# kombu keeps four lists for a queue, by priority; the suffix is its separator and the step.
_PRIORITIES = ("", *(f"\x06\x16{step}" for step in (3, 6, 9)))
_CONNECT = "+ping +auth +hello +select +client|setinfo +client|setname +client|id +multi +exec +discard"
_SEND = "+lpush +llen +sadd +smembers"
_CONSUME = f"{_SEND} +rpush +brpop +rpop +exists +zadd +zrem +zrange +hset +hget +hdel +watch +unwatch"
_CACHE = (
    "+get +set +setex +psetex +mget +getset +getdel +incr +incrby +decr +decrby +expire +pexpire +persist +ttl +pttl "
    "+del +unlink +exists"
)


def unacknowledged(process: str) -> dict[str, str]:
    """Kombu's transport options that give `process` its own keys for what it has not acknowledged."""
    return {f"{key}_key": f"{key}.{process}" for key in ("unacked", "unacked_index")}


def users(passwords: Mapping[str, str]) -> str:
    """The text of `users.acl`. `passwords` maps the names of `user_names()` to their passwords.

    The file holds digests; the passwords are random, so a plain SHA-256 gives nothing away.
    """
    lines = ["user default off nopass resetkeys resetchannels -@all"]
    for process in PROCESSES.values():
        if queue_names(process):
            commands = _CONSUME if process.queue else _SEND
            lines.append(_user(process.name, passwords, BROKER_DATABASE, _broker_keys(process), commands))
        if process.has_cache:
            # A user apart from the broker's, so that what clears the cache can't touch a queue.
            lines.append(_user(cache_user(process), passwords, CACHE_DATABASE, [f"{process.name}:*"], _CACHE))
    lines.append(_user(POLICY_USER, passwords, CACHE_DATABASE, [], "+acl|list +acl|cat"))
    if MONITOR in passwords:
        lines.append(f"user {MONITOR} on #{_digest(passwords[MONITOR])} ~* &* alldbs +@all")
    return "\n".join(lines) + "\n"


# Asks who may do what, for `policy verify`, and can do nothing else.
POLICY_USER = "policy"
# In throwaway servers only: the test suite empties what it used.
MONITOR = "overseer"


def cache_user(process: Process) -> str:
    """The name of the user behind the process's cache."""
    return f"{process.name}-cache"


def user_names() -> tuple[str, ...]:
    """Every user that the table of processes asks for."""
    senders = [process.name for process in PROCESSES.values() if queue_names(process)]
    return (POLICY_USER, *senders, *(cache_user(process) for process in PROCESSES.values() if process.has_cache))


def _broker_keys(process: Process) -> list[str]:
    keys = list(unacknowledged(process.name).values()) if process.queue else []
    for queue in sorted(queue_names(process)):
        keys += [f"{queue}{priority}" for priority in _PRIORITIES]
        keys += [f"_kombu.binding.{queue}", f"_kombu.binding_permanent.{queue}"]
    return keys


def _user(name: str, passwords: Mapping[str, str], database: int, keys: list[str], commands: str) -> str:
    patterns = " ".join(f"~{key}" for key in keys)
    reached = f"resetchannels resetdbs db={database} {patterns}"
    return f"user {name} on #{_digest(passwords[name])} {reached} -@all {_CONNECT} {commands}"


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()
