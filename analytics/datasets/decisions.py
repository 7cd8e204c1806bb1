"""Decisions on requests: who accepted what a dataset tells of people, and who approved or refused it.

People sign them at the console, and the worker `staffing` verifies signature and role. The registrar reads what was
verified, and compares the people with who asks and who owns.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from reviews_site.ids import uuid7
from reviews_site.regions import home_region

_DECISIONS = "SELECT * FROM public.dataset_decisions(%s)"
_NOTIFY = (
    "INSERT INTO public.accounts_datasetnotification (id, request_id, outcome, name, address, home_region)"
    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class Acceptance:
    """What somebody accepted: groups of so many people, and these columns on people together, until a day."""

    accepted_by: str
    smallest_group: int
    people_columns: frozenset[str]
    ends_at: datetime


@dataclass(frozen=True)
class Decision:
    """A verified decision. `digest` is of the request as it was signed."""

    digest: str
    step: str
    decided_by: str
    reason: str
    decided_at: datetime
    acceptance: Acceptance | None


def decisions_on(requests: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Decision]]:
    """The verified decisions on each request, the oldest first."""
    found: dict[uuid.UUID, list[Decision]] = {}
    with connections["default"].cursor() as cursor:
        cursor.execute(_DECISIONS, [list(requests)])
        for request, digest, step, address, group, columns, ends_at, reason, at in cursor.fetchall():
            together = frozenset(filter(None, columns.split(",")))
            acceptance = Acceptance(address, group, together, ends_at) if step == "accept" else None
            found.setdefault(request, []).append(Decision(digest, step, address, reason, at, acceptance))
    return found


def notify_who_asked(request: uuid.UUID, outcome: str, *, name: str, address: str) -> None:
    """Have the worker `staffing` mail what became of a request to whoever asked, once for each outcome."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_NOTIFY, [uuid7(), request, outcome, name, address, home_region()])
