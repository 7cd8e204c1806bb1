"""The floor under the server of queues and counters: an older Valkey, or any Redis, is refused at each connection.

Older servers have known holes in their scripting. The server names itself while a connection is made.
"""

import contextlib
import re
from typing import Any

import redis

MIN_VERSION = (9, 1, 2)


class OldServer(redis.RedisError):
    """The server is below the floor; the message says what it is and what is needed."""


def version_problem(name: str, version: str) -> str:
    """What is wrong with a server of that name and version, in a sentence; empty where nothing is."""
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    if name.lower() == "valkey" and numbers >= MIN_VERSION:
        return ""
    floor = ".".join(map(str, MIN_VERSION))
    return f"The broker is {name or 'no Valkey'} {version}".rstrip() + f"; Platemark needs Valkey {floor} or newer."


def connect_to_valkey(connection: Any) -> None:
    """Make a connection of redis-py ready, as it does by itself, and look at what the server said it is.

    Raises:
        OldServer: it is below the floor.
    """
    connection.on_connect()
    said = {_text(name): _text(value) for name, value in (connection.handshake_metadata or {}).items()}
    if problem := version_problem(said.get("server", ""), said.get("version", "")):
        raise OldServer(problem)


def refuse_old_server(url: str) -> None:
    """Ask the server once, at a start. One that does not answer is looked at when it does: readers need none.

    Raises:
        OldServer: it is below the floor.
    """
    if not url:
        return
    with contextlib.suppress(redis.ConnectionError, redis.TimeoutError):
        options: dict[str, Any] = {
            "socket_timeout": 2,
            "socket_connect_timeout": 2,
            "redis_connect_func": connect_to_valkey,
        }
        with redis.Redis.from_url(url, **options) as client:
            client.ping()


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
