"""Ways to switch a protection off for the length of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections

from tests import servers


def _superuser(store: str) -> "psycopg.Connection[tuple[object, ...]]":
    cluster, original = servers.DATABASES[store]
    url = servers.facts()["superuser"][f"{cluster}/{original}"].rpartition("/")[0]
    return psycopg.connect(f"{url}/{servers.database_name(store)}", autocommit=True)


@contextmanager
def sql(store: str, *statements: str) -> Iterator[None]:
    """Run statements as the superuser on this worker's copy of a store, and make a new copy afterwards."""
    with _superuser(store) as connection:
        for statement in statements:
            connection.execute(statement)
    yield
    connections[store].close()
    servers.copy_databases((store,))


@contextmanager
def redefined(store: str, function: str, old: str, new: str) -> Iterator[None]:
    """Redefine a function as it is deployed, with `old` in its text replaced by `new`.

    Raises:
        AssertionError: the deployed function does not contain `old`.
    """
    with _superuser(store) as connection:
        deployed = connection.execute("SELECT pg_get_functiondef(%s::regprocedure)", [function]).fetchall()[0][0]
    assert old in str(deployed), f"{function} does not contain {old!r}"
    with sql(store, str(deployed).replace(old, new)):
        yield
