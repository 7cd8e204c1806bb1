"""Names the person whose private rows a transaction may read and write; row policies show `web` no others.

It guards against a forgotten filter, and not against injected SQL, which could name somebody itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction


@contextmanager
def private_rows(person: UUID) -> Iterator[None]:
    """A transaction that reaches the lists, follows, notifications and tokens of `person` alone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('platemark.person', %s, true)", [str(person)])
        yield
