"""Copies of this worker's stores, for the tests of scrubbing: other databases on the same throwaway servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from tests import servers

Copy = psycopg.Connection[Any]


def url_of_copy(store: str) -> str:
    """The owner's URL of the copy of a store."""
    return servers.url_of(store, "migrator", f"scrubbed_{servers.database_name(store)}")


@contextmanager
def copied(store: str) -> Iterator[str]:
    """A copy of the store as it is now, and the owner's URL of it. It is dropped at the end."""
    name = sql.Identifier(f"scrubbed_{servers.database_name(store)}")
    original = sql.Identifier(servers.database_name(store))
    connections[store].close()
    with psycopg.connect(
        servers.facts()["superuser"][f"{servers.DATABASES[store][0]}/postgres"], autocommit=True
    ) as root:
        root.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        root.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER migrator STRATEGY FILE_COPY").format(name, original))
        try:
            yield url_of_copy(store)
        finally:
            root.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
