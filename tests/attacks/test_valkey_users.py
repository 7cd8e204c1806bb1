"""Attacks on Valkey by its own users, who bring scripts and leave their database; and a server that is too old."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import cache

from reviews_site.celery import app
from reviews_site.deployment.broker_users import BROKER_DATABASE, CACHE_DATABASE, user_names
from reviews_site.devserver.postgres import ServerNotStarted
from reviews_site.devserver.valkey import refuse_old
from reviews_site.processes import PROCESSES
from reviews_site.settings.databases import caches
from reviews_site.valkey import OldServer, refuse_old_server
from tests import servers

pytestmark = pytest.mark.xdist_group("valkey")


def plain(url: str) -> str:
    """A URL of Celery's for a socket as redis-py writes it."""
    return url.replace("redis+socket", "unix").replace("virtual_host", "db")


@pytest.mark.protection("no_scripts")
def test_nobody_runs_a_script(overseer: "redis.Redis") -> None:
    """Each user tries each way to bring code of their own into the server."""
    library = "#!lua name=mine\nserver.register_function('f', function() return 1 end)"
    attempts: tuple[tuple[str, ...], ...] = (
        *(("EVAL", "return 1", "0"), ("EVALSHA", "0" * 40, "0"), ("EVAL_RO", "return 1", "0"), ("FCALL", "f", "0")),
        *(("FCALL_RO", "f", "0"), ("SCRIPT", "LOAD", "return 1"), ("FUNCTION", "LOAD", "REPLACE", library)),
        *(("FUNCTION", "RESTORE", "x"), ("SCRIPT", "FLUSH"), ("MODULE", "LOAD", "/x.so"), ("DEBUG", "SLEEP", "0")),
        *(("CONFIG", "SET", "dir", "/"), ("REPLICAOF", "host", "1"), ("SAVE",), ("ACL", "SETUSER", "x")),
    )
    for user, url in every_user():
        with redis.Redis.from_url(plain(url)) as client:
            for attempt in attempts:
                try:
                    client.execute_command(*attempt)
                except redis.exceptions.NoPermissionError:
                    continue
                except redis.RedisError as problem:
                    # Some are closed to everybody, before anybody's rights are asked.
                    assert "command not allowed" in str(problem), f"{user} got as far as {attempt[:2]}: {problem}"
                else:
                    pytest.fail(f"{user} ran {attempt[:2]}")


def every_user() -> list[tuple[str, str]]:
    found = {}
    for path in Path(servers.facts()["secrets"]).glob("*/*_url"):
        if path.name in ("broker_url", "cache_url", "policy_broker_url"):
            url = path.read_text().strip()
            found[url.partition("://")[2].partition(":")[0]] = url
    assert set(found) == set(user_names())
    return sorted(found.items())


@pytest.mark.protection("databases_apart")
def test_nobody_leaves_their_database(overseer: "redis.Redis") -> None:
    for user, url in every_user():
        for number in {0, BROKER_DATABASE, CACHE_DATABASE} - {int(url.rpartition("=")[2])}:
            with redis.Redis.from_url(plain(url)) as client, pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command("SELECT", number)
                pytest.fail(f"{user} is in database {number}")


@pytest.fixture
def old_server() -> Iterator[str]:
    """A server that says it is Redis 6.2.14, and would do everything else."""
    hello = b"%3\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n6.2.14\r\n$5\r\nproto\r\n:3\r\n"

    def serve(connection: socket.socket) -> None:
        with connection:
            while request := connection.recv(65536):
                for one in request.split(b"*")[1:]:
                    answers = {b"HELLO": hello, b"PING\r": b"+PONG\r\n"}
                    connection.sendall(answers.get(one.split(b"\n")[2][:5], b"+OK\r\n"))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.protection("server_floor")
def test_an_old_server_is_refused_at_a_start(old_server: str, tmp_path: Path) -> None:
    says = "The broker is redis 6.2.14; Platemark needs Valkey 9.1.2 or newer."
    with pytest.raises(OldServer, match=says):
        refuse_old_server(f"redis://{old_server}/2")
    program = tmp_path / "server"
    program.write_text("#!/bin/sh\necho 'Redis server v=6.2.14 sha=0'\n")
    program.chmod(0o755)
    with pytest.raises(ServerNotStarted, match=says.replace("redis", "Redis")):
        refuse_old(program)


@pytest.mark.protection("server_floor")
def test_an_old_server_gets_no_message_and_keeps_no_counter(
    old_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.connection_for_write(f"redis://{old_server}/1") as connection, pytest.raises(OldServer):
        connection.channel()
    monkeypatch.setenv("CACHE_URL", f"redis://{old_server}/2")
    settings.CACHES = caches(PROCESSES["web"])
    with pytest.raises(OldServer):
        cache.set("limit", 1)
