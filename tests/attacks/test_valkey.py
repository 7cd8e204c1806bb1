"""Attacks by whoever holds Valkey, or reads its memory: planted code, planted scripts, and a search for people.

They play on the throwaway server of the test run, with each process's own user of it.
"""

import base64
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from kombu.exceptions import ContentDisallowed

from accounts.failed_sign_ins import count_failure
from reviews_site import counters
from reviews_site.celery import app
from reviews_site.deployment.broker_users import BROKER_DATABASE, unacknowledged
from reviews_site.processes import PROCESSES, QUEUES
from reviews_site.settings.databases import caches
from tests import canaries, servers
from tests.accounts.users import PASSWORD, member
from tests.attacks.test_enumeration import LOGIN, RESET, WRONG
from tests.conftest import AsProcess

# One server for all workers of the run: who empties it must be alone.
pytestmark = pytest.mark.xdist_group("valkey")
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
WITH_CACHE = [name for name, process in PROCESSES.items() if process.has_cache]
ADDRESS = "192.0.2.77"


@pytest.fixture
def planted(tmp_path: Path) -> tuple[bytes, Path]:
    """A pickle that makes a folder, and the folder that is there once somebody loaded it."""
    folder = tmp_path / "was here"
    return f"cos\nmakedirs\n(V{folder}\nI493\nI01\ntR.".encode(), folder


def secret(process: str, name: str) -> str:
    return (Path(servers.facts()["secrets"]) / process / name).read_text().strip()


def use_counters_of(process: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", secret(process, "cache_url"))
    settings.CACHES = caches(PROCESSES[process])


def log_in(email: str, password: str = WRONG) -> Any:
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS)
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.protection("no_pickles_in_counters")
@pytest.mark.parametrize("process", WITH_CACHE)
@pytest.mark.parametrize(
    "read",
    [
        lambda: cache.get("limit"),
        lambda: cache.get_many(["limit"]),
        lambda: cache.get_or_set("limit", 1),
        lambda: cache.incr("limit"),
        lambda: cache.has_key("limit"),
    ],
    ids=["get", "get_many", "get_or_set", "incr", "has_key"],
)
def test_a_pickle_planted_in_the_counters_is_not_loaded(
    process: str,
    read: Callable[[], Any],
    overseer: "redis.Redis",
    planted: tuple[bytes, Path],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    as_process: AsProcess,
) -> None:
    use_counters_of(process, settings, monkeypatch)
    with as_process(process):
        cache.set("limit", [1.5])
        for key in overseer.scan_iter():
            overseer.set(key, planted[0])
        with contextlib.suppress(redis.RedisError):
            read()
        # Of the calls above, two load nothing; the first shows that what was planted is what is read.
        with pytest.raises(counters.UnreadableValue):
            cache.get("limit")
    assert not planted[1].exists()


@BOTH
@pytest.mark.protection("no_pickles_in_counters")
@pytest.mark.parametrize(
    "value",
    [None, b"[[1]]", b'{"a": 1}', b'"text"', b"\xff\x00", b"[" * 100_000],
    ids=["pickle", "nested", "object", "text", "bytes", "deep"],
)
def test_who_plants_values_closes_the_sign_in_and_runs_nothing(
    value: bytes | None,
    overseer: "redis.Redis",
    planted: tuple[bytes, Path],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_counters_of("web", settings, monkeypatch)
    email = member("mia").email
    log_in(email)
    for key in overseer.scan_iter():
        overseer.set(key, planted[0] if value is None else value)
    assert log_in(email, PASSWORD).status_code == 503
    assert not planted[1].exists()


@pytest.mark.protection("json_on_queues")
@pytest.mark.parametrize("process", [name for name, line in PROCESSES.items() if line.queue])
def test_a_pickle_planted_on_a_queue_is_not_loaded(
    process: str, overseer: "redis.Redis", planted: tuple[bytes, Path]
) -> None:
    """As Celery's consumer reads it: by the process's own user, from its own queue."""
    queue = QUEUES[process]
    delivery = {"exchange": "", "routing_key": queue}
    message = {
        "body": base64.b64encode(planted[0]).decode(),
        **{"content-encoding": "binary", "content-type": "application/x-python-serialize"},
        "headers": {"task": f"{queue}.planted", "id": "1", "lang": "py"},
        "properties": {"delivery_tag": "1", "delivery_info": delivery, "body_encoding": "base64", "priority": 0},
    }
    overseer.select(BROKER_DATABASE)
    overseer.lpush(queue, json.dumps(message))
    refused: list[Exception] = []

    def refuse(message: Any, problem: Exception) -> None:
        refused.append(problem)
        message.ack()

    options = unacknowledged(process)
    with app.connection_for_read(secret(process, "broker_url"), transport_options=options) as connection:
        consumer = app.amqp.TaskConsumer(
            connection.channel(),
            queues=[app.amqp.queues[queue]],
            callbacks=[lambda body, message: message.ack()],
            on_decode_error=refuse,
        )
        with consumer:
            connection.drain_events(timeout=30)
    assert not planted[1].exists()
    assert [type(problem) for problem in refused] == [ContentDisallowed]


@BOTH
@pytest.mark.protection("counters_name_nobody")
def test_neither_keys_nor_values_nor_memory_name_anybody(
    overseer: "redis.Redis", settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_counters_of("web", settings, monkeypatch)
    user = member("canaryk3w7")
    for email in (user.email, "nobody-k3w7@example.org"):
        log_in(email)
        Client(REMOTE_ADDR=ADDRESS).post(RESET, {"email": email})
    log_in(user.email, PASSWORD)
    signed_in = Client(REMOTE_ADDR=ADDRESS)
    signed_in.force_login(user)
    signed_in.post("/accounts/reauthenticate/", {"password": WRONG})
    cache.set(f"allauth.mfa.totp.used?user={user.pk}&code=845713", value=1)
    count_failure(user.email)
    assert overseer.dbsize() > 5
    wanted = canaries.needles(
        {"address": user.email, "stranger": "nobody-k3w7@example.org", "id": str(user.pk), "machine": ADDRESS}
    )
    wanted |= canaries.needles({"code": "code=845713"})
    assert canaries.in_valkey(overseer, wanted) == []
    assert canaries.in_memory(overseer.info("server")["process_id"], wanted) == []


@pytest.mark.protection("counters_forget_by_day")
def test_two_days_of_one_person_can_not_be_joined(
    overseer: "redis.Redis", settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_counters_of("web", settings, monkeypatch)
    began = 1_790_000_000.0
    keys: list[set[bytes]] = []
    for days in (0, 1, 2):
        monkeypatch.setattr("reviews_site.counters.time.time", lambda days=days: began + days * 86_400)
        cache.set("limit", days)
        keys.append({*overseer.scan_iter()}.difference(*keys))
    assert [len(one) for one in keys] == [1, 1, 1]


@pytest.mark.protection("nothing_of_valkey_on_disk")
def test_the_server_writes_no_file_and_nobody_may_have_it_write_one(overseer: "redis.Redis") -> None:
    overseer.set("web:planted", "x")
    assert overseer.config_get("appendonly") == {"appendonly": "no"}
    assert overseer.config_get("save") == {"save": ""}
    assert [path.name for path in (Path(servers.facts()["var"]) / "valkey").iterdir()] == ["users.acl"]
