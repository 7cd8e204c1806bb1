"""A disk that fills up under the running servers: everybody goes on reading, and saving goes on once there is room."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from tests.devserver.conftest import processes_of, running_servers
from tests.e2e.conftest import wait_for
from tests.state_folders import state_folder

pytestmark = [
    pytest.mark.xdist_group("embedded"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk of a test's own"),
]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A state folder on a disk that holds the servers and little else."""
    with state_folder("servers") as folder:
        subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=400m,mode=711", "tmpfs", str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave not one byte."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 65536)
    return path


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True, connect_timeout=60) as connection:
        found = connection.execute(statement)
        return found.fetchall() if found.description else []


def is_refused(url: str) -> bool:
    """Whether a new transaction may not write."""
    try:
        ask(url, "INSERT INTO kept VALUES (2) RETURNING number")
    except psycopg.errors.ReadOnlySqlTransaction:
        return True
    except psycopg.Error:
        return False
    return False


def is_saved(url: str) -> bool:
    try:
        return ask(url, "INSERT INTO kept VALUES (3) RETURNING number") == [(3,)]
    except psycopg.Error:
        return False


def postmaster(var: Path, cluster: str) -> int:
    try:
        return int((var / "postgres" / cluster / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError, ValueError):
        return 0


def test_readers_go_on_and_writers_are_refused_until_there_is_room(small_disk: Path) -> None:
    with running_servers(small_disk) as (supervisor, facts):
        urls = [facts["superuser"][name] for name in ("transactional/platemark", "analytical/analytical")]
        for url in urls:
            ask(url, "CREATE TABLE kept AS SELECT 1 AS number")
        before = [postmaster(small_disk, name) for name in ("transactional", "analytical")]
        wait_for((small_disk / "reserve").exists, says="the reserve")
        filler = fill(small_disk)
        for url in urls:
            wait_for(lambda url=url: is_refused(url), says="the refusal of writers")
            assert ask(url, "SELECT number FROM kept WHERE number = 1") == [(1,)]
        cache = (Path(facts["secrets"]) / "web" / "cache_url").read_text()
        with redis.Redis.from_url(cache) as counters:
            assert counters.incr("web:limit") == 1
        assert before == [postmaster(small_disk, name) for name in ("transactional", "analytical")]
        assert supervisor.poll() is None
        filler.unlink()
        for url in urls:
            wait_for(lambda url=url: is_saved(url), says="the end of the refusal")
        wait_for((small_disk / "reserve").exists, says="the next reserve")


def test_a_server_that_falls_on_a_full_disk_comes_back_once_there_is_room(small_disk: Path) -> None:
    with running_servers(small_disk) as (supervisor, facts):
        url = facts["superuser"]["analytical/analytical"]
        ask(url, "CREATE TABLE kept AS SELECT 1 AS number")
        fill(small_disk)
        wait_for(lambda: is_refused(url), says="the refusal of writers")
        filler = fill(small_disk.joinpath("log"))  # what the reserve left
        first = postmaster(small_disk, "analytical")
        os.kill(first, signal.SIGKILL)
        valkey = next(line for line in processes_of(small_disk) if "valkey-server" in line)
        assert valkey
        wait_for(
            lambda: supervisor.poll() is None and postmaster(small_disk, "analytical") != first, says="a new start"
        )
        filler.unlink()
        (small_disk / "filler").unlink()
        wait_for(lambda: is_saved(url), says="the server's return")
        assert ask(url, "SELECT min(number) FROM kept") == [(1,)]
        assert supervisor.poll() is None
