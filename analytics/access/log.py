"""Writes the access log. What was read is noted in the transaction that read it: no note, no rows.

Whose rows they were is kept so that it can be asked later, and not read off the log: by restaurant, by marks of the
rows (`marks.py`), or not at all, where it was the whole relation (ADR 34).

It takes the word of the process for who reads. A broken process can leave lines out, and can change none.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from analytics.access.enums import Kind
from analytics.access.models import AccessEvent


@dataclass(frozen=True)
class Seen:
    """Rows of one relation that somebody got to see. `subjects`: distinct people in them, where they were counted.

    `restaurant_id`: all of them were this restaurant's. `marks`: of each row's names; None where it was not by row.
    """

    relation: str
    columns: Sequence[str]
    rows: int
    subjects: int | None = None
    version: str = ""
    restaurant_id: uuid.UUID | None = None
    marks: Sequence[uuid.UUID] | None = None


def read(
    *,
    who: str,
    role: str,
    relation: str,
    version: str = "",
    columns: Sequence[str],
    rows: int,
    subjects: int | None = None,
    marks: Sequence[uuid.UUID] | None = None,
    purpose: str,
    kind: Kind = Kind.READ,
) -> None:
    """Append one event: `who` as id or login, `relation` with its schema, how many rows, which, and what for."""
    seen = Seen(relation, columns, rows, subjects, version, marks=marks)
    read_all([seen], who=who, role=role, purpose=purpose, kind=kind)


def read_all(everything: Iterable[Seen], *, who: str, role: str, purpose: str, kind: Kind = Kind.READ) -> None:
    """Append an event for each relation that one person saw rows of at once, in one statement."""
    AccessEvent.objects.bulk_create(
        AccessEvent(
            who=who,
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
            marks=None if seen.marks is None else list(seen.marks),
        )
        for seen in everything
    )
