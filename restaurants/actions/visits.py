"""Writing down how many guests came."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from restaurants.exceptions import InvalidVisits
from restaurants.models import Restaurant
from restaurants.rules import DayCount, day_count_problem
from restaurants.selectors.owners import is_owner
from reviews_site.audit.log import record as audit
from reviews_site.outbox.publish import publish
from reviews_site.policy import Decision

TOPIC, VERSION = "restaurants.visits_counted", 1
MAX_DAYS_PER_EVENT = 400

# What is there already in the same words stays as it is, and is not published again.
_UPSERT = """
INSERT INTO restaurants_visitcount AS known (restaurant_id, day, visitors, purchases, counted_at)
SELECT %s, said.day, said.visitors, said.purchases, %s
FROM unnest(%s::date[], %s::int[], %s::int[]) AS said (day, visitors, purchases)
ON CONFLICT (restaurant_id, day) DO UPDATE
SET visitors = EXCLUDED.visitors, purchases = EXCLUDED.purchases, counted_at = EXCLUDED.counted_at
WHERE (known.visitors, known.purchases) IS DISTINCT FROM (EXCLUDED.visitors, EXCLUDED.purchases)
RETURNING day
"""


@dataclass(frozen=True)
class RecordResult:
    """How many days were new or changed, and how many were there already."""

    written: int
    unchanged: int


@transaction.atomic
def record(*, restaurant: Restaurant, days: Sequence[DayCount], by: User | None) -> RecordResult:
    """Write the days, one row each, and tell analytics of those that are new or changed. Twice is the same as once.

    Args:
        days: each day at most once.
        by: whoever may open the restaurant's dashboard; None for an operator's command.

    Raises:
        InvalidVisits: a day is named twice or breaks a rule; nothing is written.
        reviews_site.policy.Denied: the restaurant is not theirs.
    """
    Decision(by is None or is_owner(by, restaurant), "Only the restaurant's own people write its visits.").require()
    now = timezone.now()
    _check(days, now)
    changed = _upsert(restaurant, days, now)
    said = sorted((each for each in days if each.day in changed), key=lambda each: each.day)
    for start in range(0, len(said), MAX_DAYS_PER_EVENT):
        _publish(restaurant, said[start : start + MAX_DAYS_PER_EVENT], now)
    if said:
        audit("visits.recorded", actor_id=by.pk if by else None, object_id=restaurant.pk, detail={"days": len(said)})
    return RecordResult(len(said), len(days) - len(said))


def _check(days: Sequence[DayCount], now: datetime) -> None:
    if len({each.day for each in days}) < len(days):
        raise InvalidVisits("A day is named twice.")
    for each in days:
        if problem := day_count_problem(each, now=now):
            raise InvalidVisits(f"{each.day:%Y-%m-%d}: {problem}")


def _upsert(restaurant: Restaurant, days: Sequence[DayCount], now: datetime) -> set[date]:
    columns: list[list[Any]] = [
        [each.day for each in days],
        [each.visitors for each in days],
        [each.purchases for each in days],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [restaurant.pk, now, *columns])
        return {row[0] for row in cursor.fetchall()}


def event_payload(restaurant_id: uuid.UUID, days: Sequence[DayCount], now: datetime) -> dict[str, Any]:
    """The payload of `restaurants.visits_counted`."""
    told = [{"day": each.day.isoformat(), "visitors": each.visitors, "purchases": each.purchases} for each in days]
    return {"restaurant_id": str(restaurant_id), "counted_at": now.isoformat(), "days": told}


def _publish(restaurant: Restaurant, days: Sequence[DayCount], now: datetime) -> None:
    publish(TOPIC, VERSION, event_payload(restaurant.pk, days, now), restaurant_id=restaurant.pk)
