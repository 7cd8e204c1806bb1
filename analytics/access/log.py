"""Writes the access log. What was read is noted in the transaction that read it: no note, no rows.

It takes the word of the process for who reads. A broken process can leave lines out, and can change none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from analytics.access.enums import Kind
from analytics.access.models import AccessEvent


@dataclass(frozen=True)
class Seen:
    """Rows of one relation that somebody got to see. `subjects`: distinct people in them, where they were counted."""

    relation: str
    columns: Sequence[str]
    rows: int
    subjects: int | None = None
    version: str = ""


def read(
    *,
    who: str,
    role: str,
    relation: str,
    version: str = "",
    columns: Sequence[str],
    rows: int,
    subjects: int | None = None,
    purpose: str,
    kind: Kind = Kind.READ,
) -> None:
    """Append one event: `who` as id or login, `relation` with its schema, how many rows, and what for."""
    seen = Seen(relation, columns, rows, subjects, version)
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
        )
        for seen in everything
    )
