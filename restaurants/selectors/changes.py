"""Reads what changed since a position, so that no change is lost or doubled, however many write at once.

Transactions end in another order than they begin, and what they number with them. A change is shown once every
transaction that began before its own has ended: then no line can come before it any more. Until then it waits.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from restaurants.exceptions import ChangesExpired
from restaurants.rules import CHANGES_KEPT_DAYS

# One statement, and so one snapshot: what it does not see belongs to a transaction at the horizon or beyond it.
_READ = """
WITH seen AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon)
SELECT seen.horizon, line.transaction, line.id, line.kind, line.changed_at, line.slug, line.review_id
FROM seen LEFT JOIN LATERAL (
    SELECT * FROM restaurants_change AS change
    WHERE (change.transaction, change.id) > (%s, %s) AND change.transaction < seen.horizon
    ORDER BY change.transaction, change.id LIMIT %s
) AS line ON true
ORDER BY line.transaction, line.id
"""
# Beyond every line that there will ever be, and before every line of a transaction.
_END, BEFORE_ALL = 2**63 - 1, UUID(int=0)


@dataclass(frozen=True)
class ChangePosition:
    """How far somebody has read: up to a line of a transaction, on a day."""

    transaction: int
    line: UUID
    day: date


@dataclass(frozen=True)
class PublicChange:
    """One change, as everybody may know it."""

    kind: str
    changed_at: datetime
    slug: str
    review_id: UUID | None


@dataclass(frozen=True)
class ChangesPage:
    """Some changes in order, the position behind the last of them, and whether there are more already."""

    rows: list[PublicChange]
    position: ChangePosition
    has_more: bool


def changes_since(position: ChangePosition | None, *, size: int, today: date) -> ChangesPage:
    """The changes behind a position, in order; without one none, and the position of this moment. One query.

    Raises:
        ChangesExpired: changes behind the position are deleted, or it is of a database that was restored since.
    """
    if position and position.day < today - timedelta(days=CHANGES_KEPT_DAYS):
        raise ChangesExpired
    after = (position.transaction, position.line) if position else (_END, BEFORE_ALL)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [*after, size + 1])
        rows = cursor.fetchall()
    horizon = rows[0][0]
    if position and position.transaction > horizon:
        raise ChangesExpired
    found = [row for row in rows[:size] if row[1] is not None]
    shown = [PublicChange(kind, at, slug, review) for _, _, _, kind, at, slug, review in found]
    if len(rows) > size:
        return ChangesPage(shown, ChangePosition(found[-1][1], found[-1][2], today), has_more=True)
    return ChangesPage(shown, ChangePosition(horizon, BEFORE_ALL, today), has_more=False)
