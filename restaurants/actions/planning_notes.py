"""Adds, changes and deletes what a restaurant plans for days, and publishes it to analytics, without its name."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from restaurants.database_functions import call_function
from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.exceptions import InvalidPlan, PlanChanged
from restaurants.models import PlanningNote, Restaurant
from restaurants.rules import planned_days_problem
from reviews_site.audit.log import record
from reviews_site.outbox.publish import publish

TOPIC, VERSION = "restaurants.days_planned", 1
CHANGED = "Somebody else changed this note in the meantime. Look at it as it is now, and make your change again."
_TAKEN = "There is a note on one of these days. Change or delete it first."
# Of a day: the plan that analytics is given, and its effect.
Plan = tuple[str | None, PlannedEffect | None]
_NOTHING: Plan = (None, None)


@transaction.atomic
def add(
    *,
    restaurant: Restaurant,
    first_day: date,
    last_day: date,
    kind: PlanningKind,
    name: str,
    effect: PlannedEffect | None,
    by: User,
) -> UUID:
    """Add a note on the days from `first_day` to `last_day`; its id.

    Args:
        effect: of an event alone; None where the team does not know.

    Raises:
        InvalidPlan: another note has one of the days, or they break a rule.
        django.db.ProgrammingError: the person enters no guest numbers for this restaurant, by the database.
    """
    now = timezone.now()
    if problem := planned_days_problem(first_day, last_day, now=now):
        raise InvalidPlan(problem)
    of_event = effect if kind == PlanningKind.EVENT else None
    values = (restaurant.pk, first_day, last_day, kind, name, of_event or "")
    added: UUID | None = call_function("restaurants_add_planning_note", by.pk, *values)
    if added is None:
        raise InvalidPlan(_TAKEN)
    _publish(restaurant.pk, dict.fromkeys(_days(first_day, last_day), (_plan_of(kind), of_event)), now)
    record("planning_note.added", actor_id=by.pk, object_id=added, detail={"restaurant": str(restaurant.pk)})
    return added


@transaction.atomic
def change(
    *,
    note: PlanningNote,
    seen: int,
    first_day: date,
    last_day: date,
    kind: PlanningKind,
    name: str,
    effect: PlannedEffect | None,
    by: User,
) -> int:
    """Have a note say something else, maybe for other days; its new version.

    Args:
        seen: the version that `by` was shown.

    Raises:
        InvalidPlan: another note has one of the days, or they break a rule.
        PlanChanged: somebody else changed or deleted it since.
        django.db.ProgrammingError: the person enters no guest numbers for this restaurant, by the database.
    """
    now = timezone.now()
    if problem := planned_days_problem(first_day, last_day, now=now):
        raise InvalidPlan(problem)
    of_event = effect if kind == PlanningKind.EVENT else None
    values = (seen, first_day, last_day, kind, name, of_event or "")
    version: int | None = call_function("restaurants_change_planning_note", by.pk, note.pk, *values)
    if version is None or seen != note.version:
        raise PlanChanged(CHANGED)
    if version == 0:
        raise InvalidPlan(_TAKEN)
    days: dict[date, Plan] = dict.fromkeys(_days(note.first_day, note.last_day), _NOTHING)
    days |= dict.fromkeys(_days(first_day, last_day), (_plan_of(kind), of_event))
    _publish(note.restaurant_id, days, now)
    record("planning_note.changed", actor_id=by.pk, object_id=note.pk, detail={"restaurant": str(note.restaurant_id)})
    return version


@transaction.atomic
def delete(*, note: PlanningNote, by: User) -> bool:
    """Delete a note; whether it was still there, and theirs to delete."""
    if not call_function("restaurants_delete_planning_note", by.pk, note.pk):
        return False
    days: dict[date, Plan] = dict.fromkeys(_days(note.first_day, note.last_day), _NOTHING)
    _publish(note.restaurant_id, days, timezone.now())
    record("planning_note.deleted", actor_id=by.pk, object_id=note.pk, detail={"restaurant": str(note.restaurant_id)})
    return True


def _publish(restaurant_id: UUID, days: Mapping[date, Plan], now: datetime) -> None:
    payload: dict[str, Any] = {
        "restaurant_id": str(restaurant_id),
        "planned_at": now.isoformat(),
        "days": [{"day": day.isoformat(), "plan": plan, "effect": effect} for day, (plan, effect) in days.items()],
    }
    publish(TOPIC, VERSION, payload, restaurant_id=restaurant_id)


def _plan_of(kind: PlanningKind) -> str:
    return "event" if kind == PlanningKind.EVENT else "closed"


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
