"""Writes the access log, in the transaction that read the rows: without a line in the log there are no rows.

Whose rows they were can be asked later, and is not readable in the log: it holds the restaurant, fingerprints of the
rows (`row_fingerprints.py`), or neither, where a whole relation was read (ADR 24). The log believes the process about
who reads: a process that was broken into can leave lines out, and can change none.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from analytics.access.enums import AccessKind
from analytics.access.models import AccessEvent


@dataclass(frozen=True)
class RowsRead:
    """Rows of one relation that somebody was shown.

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
    """Append one event: `reader_id` as id or login, `relation` with its schema, how many rows, which, and what for."""
    seen = RowsRead(relation, columns, rows, subjects, version, row_fingerprints=row_fingerprints)
    record_reads([seen], reader_id=reader_id, role=role, purpose=purpose, kind=kind)


def record_reads(
    everything: Iterable[RowsRead], *, reader_id: str, role: str, purpose: str, kind: AccessKind = AccessKind.READ
) -> None:
    """Append an event for each relation that one person saw rows of at once, in one statement."""
    AccessEvent.objects.bulk_create(
        AccessEvent(
            reader_id=reader_id,
            role=role,
            process=settings.PLATEMARK_PROCESS,
            relation=seen.relation,
            version=seen.version,
            columns=list(seen.columns),
            rows=seen.rows,
            subjects=seen.subjects,
            purpose=purpose,
            kind=kind,
            restaurant_id=seen.restaurant_id,
            row_fingerprints=None if seen.row_fingerprints is None else list(seen.row_fingerprints),
        )
        for seen in everything
    )
