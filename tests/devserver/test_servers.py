"""The embedded PostgreSQL and Valkey, as started: who comes in, who reads what, and what a kill -9 leaves."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from reviews_site.devserver.postgres import programs, wheel_programs
from tests.devserver.conftest import REPOSITORY, command, processes_of, running_servers
from tests.e2e.conftest import wait_for
from tests.state_folders import LOCK, state_folder

pytestmark = pytest.mark.xdist_group("embedded")
EXTENSIONS = REPOSITORY / "restaurants" / "sql" / "default" / "extensions.sql"


@pytest.fixture(scope="module")
def facts() -> Iterator[dict[str, Any]]:
    """One set of servers for the tests that only look."""
    with state_folder("servers") as folder, running_servers(folder, "--throwaway") as (_, said):
        yield said


@pytest.mark.parametrize("folder", list(wheel_programs()), ids=lambda each: each.parents[1].name)
def test_every_wheel_with_programs_can_stand_in_for_the_others(
    var: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the contrib modules the migrator is told what to install; with them it needs no superuser."""
    monkeypatch.setenv("PG_BINDIR", str(folder))
    with (
        running_servers(var, "--throwaway") as (_, facts),
        psycopg.connect(_secret(facts, "migrator", "database_default_url")) as connection,
    ):
        if connection.execute("SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'").rowcount:
            for _ in range(2):
                connection.execute(EXTENSIONS.read_bytes())
            assert connection.execute("SELECT 'pizza' % 'piza'").fetchone() == (True,)
        else:
            with pytest.raises(psycopg.errors.FeatureNotSupported, match="Install PostgreSQL's contrib modules"):
                connection.execute(EXTENSIONS.read_bytes())


def test_named_programs_come_before_those_of_a_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BINDIR", raising=False)
    assert programs() == next(wheel_programs())
    monkeypatch.setenv("PG_BINDIR", "/opt/postgresql/bin")
    assert programs() == Path("/opt/postgresql/bin")


def _secret(facts: dict[str, Any], process: str, name: str) -> str:
    return (Path(facts["secrets"]) / process / name).read_text()


def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url.replace("redis+socket", "unix").replace("virtual_host", "db"))


def test_nobody_comes_into_postgresql_without_a_password(facts: dict[str, Any]) -> None:
    with_password = facts["superuser"]["transactional/vault"]
    user, _, place = with_password.rpartition("@")
    without = f"{user.rpartition(':')[0]}@{place}"

    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(without, passfile="/dev/null")
    with psycopg.connect(with_password) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_migrator_owns_the_databases_and_is_no_superuser(facts: dict[str, Any]) -> None:
    for store, database in (("default", "platemark"), ("vault", "vault"), ("analytical", "analytical")):
        with psycopg.connect(_secret(facts, "migrator", f"database_{store}_url")) as connection:
            found = connection.execute(
                "SELECT current_database(), pg_get_userbyid(datdba), rolsuper, rolcreaterole"
                " FROM pg_database JOIN pg_roles ON rolname = current_user WHERE datname = current_database()"
            ).fetchone()
        assert found == (database, "migrator", False, True)


def test_superusers_and_other_processes_passwords_are_in_no_slice(facts: dict[str, Any]) -> None:
    superuser = facts["superuser"]["transactional/vault"].split(":")[2].split("@")[0]
    for folder in Path(facts["secrets"]).iterdir():
        held = "".join(path.read_text() for path in folder.iterdir())
        assert superuser not in held
        # `vacuum` may rewrite the vault's files, and reads no row of them (tests/attacks/test_vacuum.py).
        assert ("vault" in held) == (folder.name in {"identity", "migrator", "vacuum"})


def test_a_sender_cannot_read_the_queue_it_sends_to(facts: dict[str, Any]) -> None:
    web, identity = (_redis(_secret(facts, name, "broker_url")) for name in ("web", "identity"))
    web.lpush("accounts.identity", "a message")

    for attempt in (
        lambda: web.rpop("accounts.identity"),
        lambda: web.lrange("accounts.identity", 0, -1),
        lambda: web.lpush("mlmodels.scoring", "forged"),
        lambda: web.delete("accounts.identity"),
    ):
        with pytest.raises(redis.exceptions.NoPermissionError):
            attempt()
    assert identity.rpop("accounts.identity") == b"a message"


def test_a_worker_cannot_touch_another_workers_queue_or_the_cache(facts: dict[str, Any]) -> None:
    cache = _redis(_secret(facts, "web", "cache_url"))
    cache.set("web:1:key", "kept")
    site = _redis(_secret(facts, "mail", "broker_url"))

    for key in ("accounts.identity", "unacked.identity", "web:1:key"):
        with pytest.raises(redis.exceptions.NoPermissionError):
            site.get(key)
    with pytest.raises(redis.exceptions.NoPermissionError):
        cache.flushdb()
    assert cache.get("web:1:key") == b"kept"


def test_valkey_wants_a_password(facts: dict[str, Any]) -> None:
    nobody = redis.Redis(unix_socket_path=f"{facts['run']}/valkey/valkey.sock", retry=Retry(NoBackoff(), 0))
    with pytest.raises(redis.exceptions.AuthenticationError):
        nobody.ping()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each process a user of its own")
def test_each_server_runs_as_a_user_of_its_own(var: Path) -> None:
    with running_servers(var, "--throwaway"):
        owners = {(var / "postgres" / name).stat().st_uid for name in ("transactional", "analytical")}
        owners.add((var / "valkey").stat().st_uid)
    assert len(owners) == 3
    assert 0 not in owners


def test_a_second_supervisor_and_a_reset_are_refused_while_one_runs(var: Path) -> None:
    with running_servers(var, "--throwaway") as (supervisor, _):
        for arguments in (("servers",), ("reset",)):
            second = command(var, *arguments)
            _, said = second.communicate(timeout=90)
            assert second.returncode == 1
            assert f"pid {supervisor.pid}" in said
    assert (var / "keys").is_dir()


def test_the_end_of_the_standard_input_stops_everything(var: Path) -> None:
    with running_servers(var, "--throwaway") as (supervisor, _):
        assert processes_of(var)
    assert supervisor.returncode == 0
    assert processes_of(var) == []


def test_a_kill_leaves_no_process_and_no_damage(var: Path) -> None:
    with running_servers(var) as (supervisor, facts):
        with psycopg.connect(facts["superuser"]["transactional/platemark"], autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        _redis(_secret(facts, "web", "broker_url")).lpush("accounts.identity", "lost")
        supervisor.send_signal(signal.SIGKILL)
        supervisor.wait(60)
        ends_at = time.monotonic() + 90
        while processes_of(var) and time.monotonic() < ends_at:
            time.sleep(0.05)
        assert processes_of(var) == []

    with running_servers(var) as (_, facts):
        with psycopg.connect(facts["superuser"]["transactional/platemark"]) as connection:
            assert connection.execute("SELECT count(*), sum(number) FROM kept").fetchone() == (1000, 500500)
        # A queue lives in memory. What its messages said is polled for, and no file holds whom they were about.
        assert _redis(_secret(facts, "identity", "broker_url")).rpop("accounts.identity") is None
        assert [path.name for path in (var / "valkey").iterdir()] == ["users.acl"]


def test_a_server_that_is_killed_is_started_again(var: Path) -> None:
    with running_servers(var) as (_, facts):
        number = int((var / "postgres" / "analytical" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
        ends_at = time.monotonic() + 90
        while time.monotonic() < ends_at:
            try:
                with psycopg.connect(facts["superuser"]["analytical/analytical"]) as connection:
                    connection.execute("SELECT 1")
                    break
            except psycopg.OperationalError:
                time.sleep(0.1)
        assert int((var / "postgres" / "analytical" / "postmaster.pid").read_text().split()[0]) != number


def test_servers_that_are_stopped_are_ended_and_started_again(var: Path) -> None:
    with running_servers(var) as (_, facts):
        pid_file = var / "postgres" / "analytical" / "postmaster.pid"
        first, valkey = int(pid_file.read_text().split()[0]), pid_of("valkey-server", var)
        for number in (first, valkey):
            os.kill(number, signal.SIGSTOP)
        wait_for(lambda: pid_of("valkey-server", var) not in (0, valkey), says="another Valkey")
        counters = _redis(_secret(facts, "web", "cache_url"))
        wait_for(lambda: _answers(counters), says="an answer of Valkey")
        wait_for(lambda: _number_in(pid_file) not in (0, first), says="another PostgreSQL")
        wait_for(lambda: _selects(facts["superuser"]["analytical/analytical"]), says="an answer of PostgreSQL")


def pid_of(program: str, var: Path) -> int:
    """The process of a program that works on `var`."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended, or is another user's
            line = (folder / "cmdline").read_bytes()
            if program.encode() in line and str(var).encode() in line:
                return int(folder.name)
    return 0


def _number_in(path: Path) -> int:
    try:
        return int(path.read_text().split()[0])
    except (OSError, IndexError):
        return 0


def _answers(client: "redis.Redis") -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _selects(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def test_reset_deletes_state_and_says_what(var: Path) -> None:
    with running_servers(var, "--throwaway"):
        pass
    reset = command(var, "reset")
    said, _ = reset.communicate(timeout=90)
    assert reset.returncode == 0
    assert f"deleting {var / 'keys'}" in said
    assert sorted(path.name for path in var.iterdir()) == ["processes.lock", "supervisor.lock", LOCK]
