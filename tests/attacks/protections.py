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


PROTECTIONS: dict[str, Off] = {
    "keyring_entitlement": lambda: replaced(
        "reviews_site.crypto.keyring.Keyring.get",
        lambda self, purpose, version=None: next(iter(self._keys[purpose].values())),
    ),
}
