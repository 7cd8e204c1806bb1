"""Records guest numbers."""

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
from restaurants.selectors.owners import may_on
from restaurants.takings import currency_of
from reviews_site.audit.log import record as audit
from reviews_site.outbox.publish import publish
from reviews_site.policy import Decision, TeamPermission

TOPIC, VERSION = "restaurants.visits_counted", 2
MAX_DAYS_PER_EVENT = 400

# Days with unchanged numbers are neither written nor published again.
_UPSERT = """
INSERT INTO restaurants_visitcount AS current
    (restaurant_id, day, visitors, purchases, takings, currency, counted_at)
SELECT %s, count.day, count.visitors, count.purchases, count.takings,
       CASE WHEN count.takings IS NULL THEN '' ELSE %s END, %s
FROM unnest(%s::date[], %s::int[], %s::int[], %s::bigint[]) AS count (day, visitors, purchases, takings)
ON CONFLICT (restaurant_id, day) DO UPDATE
SET visitors = EXCLUDED.visitors, purchases = EXCLUDED.purchases, takings = EXCLUDED.takings,
    currency = EXCLUDED.currency, counted_at = EXCLUDED.counted_at
WHERE (current.visitors, current.purchases, current.takings, current.currency)
      IS DISTINCT FROM (EXCLUDED.visitors, EXCLUDED.purchases, EXCLUDED.takings, EXCLUDED.currency)
RETURNING day
"""


@dataclass(frozen=True)
class RecordResult:
    """How many days were new or changed, and how many unchanged."""

    written: int
    unchanged: int


@transaction.atomic
def record(*, restaurant: Restaurant, days: Sequence[DayCount], by: User | None) -> RecordResult:
    """Save one row per day, and publish new and changed days to analytics. Idempotent.

    Args:
        days: each day at most once.
        by: an owner or manager of the restaurant; None for an operator's command.

    Raises:
        InvalidVisits: a day is named twice or breaks a rule; nothing is written.
        reviews_site.policy.Denied: `by` may not enter its guest numbers.
    """
    Decision(
        by is None or may_on(by, restaurant, TeamPermission.ENTER_GUEST_NUMBERS),
        "Only the restaurant's owners and managers can enter its guest numbers.",
    ).require()
    now = timezone.now()
    _check(days, now)
    currency = currency_of(restaurant.pk) if any(count.takings is not None for count in days) else None
    changed_days = _upsert(restaurant, days, currency, now)
    changed = sorted((count for count in days if count.day in changed_days), key=lambda count: count.day)
    for start in range(0, len(changed), MAX_DAYS_PER_EVENT):
        payload = event_payload(restaurant.pk, changed[start : start + MAX_DAYS_PER_EVENT], currency, now)
        publish(TOPIC, VERSION, payload, restaurant_id=restaurant.pk)
    if changed:
        detail: dict[str, str | int] = {"days": len(changed)}
        audit("visits.recorded", actor_id=by.pk if by else None, object_id=restaurant.pk, detail=detail)
    return RecordResult(len(changed), len(days) - len(changed))


def _check(days: Sequence[DayCount], now: datetime) -> None:
    if len({count.day for count in days}) < len(days):
        raise InvalidVisits("A day is named twice.")
    for count in days:
        if problem := day_count_problem(count, now=now):
            raise InvalidVisits(f"{count.day:%Y-%m-%d}: {problem}")


def _upsert(restaurant: Restaurant, days: Sequence[DayCount], currency: str | None, now: datetime) -> set[date]:
    columns: list[list[Any]] = [
        [count.day for count in days],
        [count.visitors for count in days],
        [count.purchases for count in days],
        [count.takings for count in days],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [restaurant.pk, currency, now, *columns])
        return {row[0] for row in cursor.fetchall()}


def event_payload(
    restaurant_id: uuid.UUID, days: Sequence[DayCount], currency: str | None, now: datetime
) -> dict[str, Any]:
    """The payload of `restaurants.visits_counted`; `currency` None where no day has takings."""
    fields = ("visitors", "purchases", "takings")
    counts = [{"day": count.day.isoformat(), **{name: getattr(count, name) for name in fields}} for count in days]
    return {
        "restaurant_id": str(restaurant_id),
        "counted_at": now.isoformat(),
        "currency": currency,
        "days": counts,
    }
