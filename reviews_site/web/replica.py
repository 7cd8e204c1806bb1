"""A replica of the transactional store, from which pages of signed-out visitors are read where `REPLICA_URL` names one.

For a while it takes the place of the store's own connection, so that what renders a page need not know of it. Whether
it has received enough is asked by who uses it (`restaurants/page_cache.py`). One that fails is left alone for a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from time import monotonic

from django.conf import settings
from django.db import Error, connections
from django.db.utils import ConnectionHandler

from reviews_site.settings.databases import database

STORE = "default"
SECONDS_OF_REST = 10


class Rest:
    """Until when this process leaves the replica alone, by the clock that only goes forward."""

    until = 0.0


def is_usable() -> bool:
    """Whether there is a replica that has not failed within the last seconds."""
    return bool(settings.REPLICA_URL) and monotonic() >= Rest.until


@contextmanager
def in_place_of_primary() -> Iterator[None]:
    """Read from the replica whatever this thread reads from the store.

    Raises:
        Error: the replica doesn't answer, or refuses what is asked.
    """
    primary, replica = connections[STORE], _handler(settings.REPLICA_URL)[STORE]
    connections[STORE] = replica
    try:
        yield
    except Error:
        Rest.until = monotonic() + SECONDS_OF_REST
        replica.close()
        raise
    finally:
        connections[STORE] = primary


@cache
def _handler(url: str) -> ConnectionHandler:
    # Under the alias of the store, for one connection a thread.
    return ConnectionHandler({STORE: database(url, "REPLICA_URL")})
