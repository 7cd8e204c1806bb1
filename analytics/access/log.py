"""Write the access log in the transaction that reads the rows: without an event in the log nobody gets rows.

The log does not name the people in the rows: it holds the restaurant, fingerprints of the rows
(`row_fingerprints.py`), or neither, where a whole relation was read (ADR 24). The process says who reads, within what
its login may speak for: one that is compromised can omit events, and can change none. The database adds login and time.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connections

from analytics.access.enums import AccessKind
from reviews_site.ids import uuid7
from reviews_site.regions import home_region

STORE = "analytical"
_INSERT = """
INSERT INTO governance.access_event
    (id, reader_id, role, relation, version, columns, rows, subjects, purpose, kind, home_region, restaurant_id,
     row_fingerprints)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class RowsRead:
    """Rows of one relation that somebody saw.

    Attributes:
        subjects: distinct people in the rows; None where they were not counted.
        restaurant_id: the restaurant that all rows belong to, if it is one.
        row_fingerprints: fingerprints of what names the rows; None where it was not read row by row.
    """

    relation: str
    columns: Sequence[str]
    rows: int
    subjects: int | None = None
    version: str = ""
    restaurant_id: uuid.UUID | None = None
    row_fingerprints: Sequence[uuid.UUID] | None = None


def record_read(
    *,
    reader_id: str,
    role: str,
    relation: str,
    version: str = "",
    columns: Sequence[str],
    rows: int,
    subjects: int | None = None,
    row_fingerprints: Sequence[uuid.UUID] | None = None,
    purpose: str,
    kind: AccessKind = AccessKind.READ,
) -> None:
    """Append one event. `reader_id` is an id or a login; `relation` has its schema."""
    read = RowsRead(relation, columns, rows, subjects, version, row_fingerprints=row_fingerprints)
    record_reads([read], reader_id=reader_id, role=role, purpose=purpose, kind=kind)


def record_reads(
    reads: Iterable[RowsRead], *, reader_id: str, role: str, purpose: str, kind: AccessKind = AccessKind.READ
) -> None:
    """Append an event for each relation that one person saw rows of at once, in one statement."""
    with connections[STORE].cursor() as cursor:
        cursor.executemany(
            _INSERT,
            [
                (
                    *(uuid7(), reader_id, role, read.relation, read.version, list(read.columns), read.rows),
                    *(read.subjects, purpose, str(kind), home_region(), read.restaurant_id),
                    None if read.row_fingerprints is None else list(read.row_fingerprints),
                )
                for read in reads
            ],
        )
