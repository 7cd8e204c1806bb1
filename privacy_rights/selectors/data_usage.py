"""Asks each store, for one person, who used their data. The stores answer by a function that names no reader."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from accounts.models import User
from accounts.selectors.support import customer_lookups_of
from restaurants.models import Restaurant
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose

STORE = "analytical"
USES_A_PAGE = 300


@dataclass(frozen=True)
class DataUse:
    """One event of the access log that touched the person's data, or may have.

    `reach`: review, person, count or dataset. `places`: restaurants whose reviews of theirs were touched.
    """

    id: uuid.UUID
    used_at: datetime
    role: str
    login: str
    relation: str
    version: str
    columns: tuple[str, ...]
    rows: int
    subjects: int | None
    purpose: str
    kind: str
    restaurant_id: uuid.UUID | None
    reach: str
    is_sure: bool
    places: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class ContainingDataset:
    """A registered dataset with rows about the person, or perhaps about them."""

    name: str
    version: int
    description: str
    audience: tuple[str, ...]
    relation: str
    refreshed_at: datetime
    ends_at: datetime
    is_sure: bool


@dataclass(frozen=True)
class UsagePage:
    """A page of uses, newest first. `lookups`: when customer support opened their record. `older`: where to go on."""

    uses: list[DataUse]
    lookups: list[datetime]
    older: uuid.UUID | None


def usage_page(user: User, *, before: uuid.UUID | None = None, most: int = USES_A_PAGE) -> UsagePage:
    """What happened to one person's data, from the newest or from `before` on; two statements."""
    found = list(uses_of(reviewer_of(user), before=before, most=most + 1))
    shown = found[:most]
    older = shown[-1] if len(found) > most else None
    lookups = customer_lookups_of(
        user.pk, since=older.used_at if older else None, until=_moment(before) if before else None
    )
    return UsagePage(shown, lookups, older.id if older else None)


def reviewer_of(user: User) -> uuid.UUID:
    """Under which pseudonym analytics knows somebody."""
    return pseudonym(Purpose.PSEUDONYM_REVIEWER, user.pk)


def uses_of(person: uuid.UUID, *, before: uuid.UUID | None = None, most: int) -> Iterator[DataUse]:
    """Up to `most` (1,000 at the most) uses of a pseudonym's data, newest first."""
    for row in _asked("governance.uses_of(%s, %s, %s)", [person, before, most]):
        columns, places = tuple(row.pop("columns")), tuple(row.pop("places"))
        yield DataUse(used_at=row.pop("at"), columns=columns, places=places, **row)


def datasets_of(person: uuid.UUID) -> list[ContainingDataset]:
    """Registered datasets, not withdrawn or over, that a pseudonym is in."""
    return [
        ContainingDataset(name=row.pop("dataset"), audience=tuple(row.pop("audience")), **row)
        for row in _asked("governance.datasets_of(%s)", [person])
    ]


def names_of(places: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of restaurants by id. One that is listed no more is missing."""
    return dict(Restaurant.objects.filter(pk__in=places).values_list("pk", "name"))


def _asked(function: str, arguments: list[Any]) -> Iterator[dict[str, Any]]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}", arguments)  # noqa: S608 - a constant of this module
        names = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _moment(event: uuid.UUID) -> datetime:
    """When a UUIDv7 was made: where the page before ended."""
    return datetime.fromtimestamp((event.int >> 80) / 1000, UTC)
