"""What every test stands on: real stores, the part of a process to play, people as roles, real logins.

Connections belong to the owner of the tables. Whatever plays a process runs under that process's login and keyring:
`client` and `as_process("web")` are the web process, with its grants, and nothing more.
"""

import functools
import gc
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.test.testcases import DatabaseOperationForbidden  # type: ignore[attr-defined]  # the stubs lag behind
from httpx._transports import default as httpx_transports

from reviews_site.crypto import hashing
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import PROCESSES
from tests import external_cluster, servers

AsProcess = Callable[[str], AbstractContextManager[None]]
Login = Callable[[str, str], "psycopg.Connection[Any]"]

# A busy machine is slow to make examples and to try them. That is no failure.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

# Those of `make run`: what answers there is not of the tests, and tests must not stand in its way.
DEFAULT_PORTS = range(8000, 8007)


def _refuse_default_ports(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.bind") and isinstance(arguments[1], tuple):
        port = arguments[1][1] if len(arguments[1]) > 1 else None
        if port in DEFAULT_PORTS:
            raise RuntimeError(f"A test may not use port {port}, where `make run` has the site.")


sys.addaudithook(_refuse_default_ports)

# Tests send hundreds of requests, and for each httpx would read its list of authorities, which takes 20 ms.
setattr(httpx_transports, "create_ssl_context", functools.cache(httpx.create_ssl_context))  # noqa: B010 - it is private


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None, None, None]:
    """Give tests that share a file's fixture to one worker, and begin with those of the site, which take longest."""
    if external_cluster.urls():
        items[:], left = external_cluster.select(items)
        config.hook.pytest_deselected(items=left)
    for item in items:
        definitions = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009 - pytest names it in private
        is_shared = any(definition[-1].scope == "module" for definition in definitions)
        if is_shared and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
    yield
    items.sort(key=_turn_of)


def _turn_of(item: pytest.Item) -> int:
    """The site's first; the shortest last, so that no worker has a long one left when the others are done."""
    group, stores = item.get_closest_marker("xdist_group"), item.get_closest_marker("django_db")
    if group is None:
        return 2 if stores and stores.kwargs.get("transaction") else 3
    return 0 if group.args == ("site",) else 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Import what will be collected from a place of each worker's own on, so that each file is compiled by one worker.

    Workers that begin with the same file stay side by side, and each compiles every file.
    """
    if not (worker := getattr(session.config, "workerinput", None)):
        return
    folders = [session.config.rootpath / argument for argument in session.config.args]
    files = sorted(file for folder in folders if folder.is_dir() for file in folder.rglob("test_*.py"))
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in (*files[first:], *files[:first]):
        with suppress(Exception):  # collecting it says what is wrong
            import_module(".".join(file.relative_to(session.config.rootpath).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Leave what is imported and collected out of each search for garbage, since it stays, and search less often."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The databases are there: `tests.servers` made this worker's copies before Django started."""


def _copy_again(self: TransactionTestCase) -> None:
    # Truncating would need more than any login may do: the audit log refuses even its owner.
    for alias in connections:
        connections[alias].close()
    servers.restore_databases()


# Django offers no other place to say how a committed test is cleaned up after.
setattr(TransactionTestCase, "_fixture_teardown", _copy_again)  # noqa: B010 - the stubs do not know the method


@contextmanager
def playing(name: str) -> Iterator[None]:
    """Be the process `name`: its login on each store it has, no rights on the others, its keyring."""
    process = PROCESSES[name]
    before = settings.PLATEMARK_PROCESS, settings.KEYRING_FILE, settings.PROCESS
    _become(name, Path(servers.facts()["secrets"]) / name / "keyring.json")
    switched = []
    try:
        for alias in connections:
            if connections[alias].settings_dict["NAME"] and _may_be_used(alias):
                _set_role(alias, process.logins.get(alias, "no_process"))  # type: ignore[call-overload]  # any alias
                switched.append(alias)
        yield
    finally:
        for alias in switched:
            _reset_role(alias)
        settings.PLATEMARK_PROCESS, settings.KEYRING_FILE, settings.PROCESS = before
        keyring.cache_clear()


def _become(name: str, keys: Path) -> None:
    settings.PLATEMARK_PROCESS, settings.KEYRING_FILE, settings.PROCESS = name, keys, PROCESSES[name]
    keyring.cache_clear()


def _may_be_used(alias: str) -> bool:
    """Whether the test asked for this store: Django refuses the others."""
    try:
        connections[alias].cursor().close()
    except (DatabaseOperationForbidden, RuntimeError):
        return False
    return True


def _set_role(alias: str, role: str) -> None:
    if role == "migrator":
        return
    with connections[alias].cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')


def _reset_role(alias: str) -> None:
    connection = connections[alias]
    if connection.connection is None or connection.connection.closed:
        return
    status = connection.connection.info.transaction_status
    if status != psycopg.pq.TransactionStatus.INERROR:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


class ProcessClient(Client):
    """Django's test client, whose every request runs as the web process."""

    def request(self, **request: Any) -> Any:
        with playing("web"):
            return super().request(**request)


@pytest.fixture
def as_process() -> AsProcess:
    """`with as_process("identity"): …` runs the block as that process."""
    return playing


@pytest.fixture
def client() -> ProcessClient:
    return ProcessClient()


@pytest.fixture(autouse=True)
def keys_of_web() -> Iterator[None]:
    """Outside of any `as_process`, tests hold the web process's keys: those that making people takes."""
    before = settings.PLATEMARK_PROCESS, settings.KEYRING_FILE, settings.PROCESS
    _become("web", Path(servers.facts()["secrets"]) / "web" / "keyring.json")
    yield
    settings.PLATEMARK_PROCESS, settings.KEYRING_FILE, settings.PROCESS = before
    keyring.cache_clear()


@pytest.fixture(autouse=True)
def nothing_is_counted() -> None:
    """Attempts to sign in are counted in the cache: those of one test are no other's."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_page_is_remembered() -> None:
    """Databases begin anew with each test, and with them the versions by which pages are remembered."""
    from restaurants.page_cache import PAGES

    PAGES.clear()


# Argon2id at its cost took a fifth of the time of all tests that make people. Here it takes the least memory.
CHEAP_KIB = 8 * hashing.LANES
_AT_COST: tuple[int, Callable[..., bytes]] = hashing.Argon2id.memory_cost, hashing.hash_secret_raw  # type: ignore[attr-defined]  # imported there


def _hash_cheaply(secret: bytes, salt: bytes, passes: int, _memory: int, *more: Any) -> bytes:
    return _AT_COST[1](secret, salt, passes, CHEAP_KIB, *more)


def _set_hashes(memory_kib: int, hash_raw: Callable[..., bytes]) -> None:
    hashing.Argon2id.memory_cost = memory_kib
    setattr(hashing, "hash_secret_raw", hash_raw)  # noqa: B010 - it is imported there


_set_hashes(CHEAP_KIB, _hash_cheaply)


@pytest.fixture
def hashes_at_cost() -> Iterator[None]:
    """For tests of what hashes cost."""
    _set_hashes(*_AT_COST)
    yield
    _set_hashes(CHEAP_KIB, _hash_cheaply)


@pytest.fixture
def login() -> Iterator[Login]:
    """`login("default", "web")`: a real connection of a real login, outside of the test's transaction."""
    opened: list[psycopg.Connection[Any]] = []

    def connect(store: str, name: str) -> psycopg.Connection[Any]:
        opened.append(servers.connect(store, name))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def superuser() -> Iterator[Callable[[str], psycopg.Connection[Any]]]:
    """`superuser("default")`: the superuser on this worker's copy of a store."""
    opened: list[psycopg.Connection[Any]] = []

    def connect(store: str) -> psycopg.Connection[Any]:
        opened.append(servers.superuser_connection(store))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()
