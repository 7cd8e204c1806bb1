"""Each protection, and how it is switched off for the proof. One line a protection; the ways are below the table."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

from tests import servers

Off = Callable[[], AbstractContextManager[Any]]


@contextmanager
def sql(store: str, *statements: str) -> Iterator[None]:
    """Run statements as the superuser on this worker's copy of a store, and take the copy anew afterwards."""
    from django.db import connections

    cluster, original = servers.DATABASES[store]
    url = servers.facts()["superuser"][f"{cluster}/{original}"].rpartition("/")[0]
    with psycopg.connect(f"{url}/{servers.database_name(store)}", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
    yield
    for alias in connections:
        connections[alias].close()
    servers.copy_databases()


def replaced(target: str, by: Any) -> AbstractContextManager[Any]:
    """Put something that protects nothing in the place of what does."""
    return patch(target, by)


def nothing(*_args: Any, **_named: Any) -> None:
    """Protects nothing."""


def any_key(ring: Any, purpose: Any, version: int | None = None) -> Any:
    """A keyring that asks nobody who they are."""
    return next(iter(ring._keys.values()))[1]


def unsealed(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """A pepper that does nothing."""
    return bytes(16) + plaintext


PROTECTIONS: dict[str, Off] = {
    "keyring_entitlement": lambda: replaced("reviews_site.crypto.keyring.Keyring.get", any_key),
    "password_pepper": lambda: replaced("reviews_site.crypto.aead.seal", unsealed),
    "routes_deny_by_default": lambda: replaced(
        "django.contrib.auth.middleware.LoginRequiredMiddleware.process_view", nothing
    ),
    "content_security_policy": lambda: replaced(
        "csp.middleware.CSPMiddleware.process_response", lambda self, request, response: response
    ),
}
