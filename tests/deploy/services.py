"""Web, console or query on gunicorn as they run in earnest: real logins, on this worker's copies of the stores."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from django.test import Client, override_settings
from psycopg import sql

from reviews_site.processes import PROCESSES
from reviews_site.settings.security import session_key
from tests import servers
from tests.deploy.http_server import serving
from tests.sandbox.programs import wait_for

STORES = ("default", "analytical")


@contextmanager
def service(name: str) -> Iterator[httpx.Client]:
    """A client of the process `name`, until the block ends."""
    process, host = PROCESSES[name], "console.localhost" if name == "console" else "localhost"
    logins = {f"DATABASE_{store.upper()}_URL": servers.url_of(store, login) for store, login in process.logins.items()}
    people = {f"DATABASE_AS_{login.upper()}_URL": servers.url_of("analytical", login) for login in process.people}
    with tempfile.TemporaryDirectory() as folder:
        ours = {
            "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev",
            "PLATEMARK_PROCESS": name,
            "PLATEMARK_SECRETS": str(_secrets_of(name)),
            "PLATEMARK_VAR": folder,
            # Nothing listens there.
            **dict.fromkeys(("QUERY_URL", "PROVIDER_URL"), "http://127.0.0.1:1"),
        }
        with ExitStack() as stack:
            port = stack.enter_context(serving("reviews_site.wsgi:application", host, **ours, **logins, **people))
            headers, address = {"Host": f"{host}:{port}"}, f"http://127.0.0.1:{port}"
            yield stack.enter_context(httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False))


@contextmanager
def sessions_of(name: str) -> Iterator[None]:
    """Sign sessions that are begun in the block as the process `name` does."""
    keys = (_secrets_of(name) / "keyring.json").read_text()
    with override_settings(SECRET_KEY=session_key(PROCESSES[name], keys)):
        yield


def take_session(client: httpx.Client, signed_in: Client) -> None:
    """Go on in a session that was begun with Django's client."""
    for cookie in signed_in.cookies.values():
        client.cookies.set(cookie.key, cookie.value)


def end_connections(*logins: str) -> int:
    """End every connection of these logins to this worker's stores; how many there were."""
    ended = 0
    for store in STORES:
        found = servers.admin_connection(store).execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s AND usename = ANY(%s)",
            [servers.database_name(store), list(logins)],
        )
        ended += len(found.fetchall())
    return ended


@contextmanager
def no_connections(*stores: str) -> Iterator[None]:
    """Refuse every new connection to this worker's copies of stores, as a server does that starts or stops."""
    _allow_connections(stores, "false")
    try:
        yield
    finally:
        _allow_connections(stores, "true")


@contextmanager
def lock_table(table: str) -> Iterator[None]:
    """Have whoever reads or writes a table of the transactional store wait."""
    with servers.superuser_connection("default") as superuser, superuser.transaction(force_rollback=True):
        superuser.execute(sql.SQL("LOCK TABLE {}").format(sql.Identifier(table)))
        yield


def end_waiting(login: str) -> None:
    """Wait until a connection of this login waits for a lock, and end it."""
    admin = servers.admin_connection("default")
    statement = (
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
        " WHERE datname = %s AND usename = %s AND wait_event_type = 'Lock'"
    )
    wait_for(lambda: admin.execute(statement, [servers.database_name("default"), login]).fetchall())


def _allow_connections(stores: tuple[str, ...], allowed: str) -> None:
    for store in stores:
        name = sql.Identifier(servers.database_name(store))
        statement = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, sql.Literal(allowed))
        servers.admin_connection(store).execute(statement)


def _secrets_of(name: str) -> Path:
    return Path(servers.facts()["secrets"]) / name
