"""Adds and deletes what a restaurant plans for days, and publishes it to analytics, without its name."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from restaurants.database_functions import call_function
from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.exceptions import InvalidPlan
from restaurants.models import PlanningNote, Restaurant
from restaurants.rules import planned_days_problem
from reviews_site.audit.log import record
from reviews_site.outbox.publish import publish

TOPIC, VERSION = "restaurants.days_planned", 1


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
        raise InvalidPlan("There is a note on one of these days. Delete it first.")
    planned = "event" if kind == PlanningKind.EVENT else "closed"
    _publish(restaurant.pk, first_day, last_day, planned, of_event, now)
    record("planning_note.added", actor_id=by.pk, object_id=added, detail={"restaurant": str(restaurant.pk)})
    return added


@transaction.atomic
def delete(*, note: PlanningNote, by: User) -> bool:
    """Delete a note; whether it was still there, and theirs to delete."""
    if not call_function("restaurants_delete_planning_note", by.pk, note.pk):
        return False
    _publish(note.restaurant_id, note.first_day, note.last_day, None, None, timezone.now())
    record("planning_note.deleted", actor_id=by.pk, object_id=note.pk, detail={"restaurant": str(note.restaurant_id)})
    return True


def _publish(restaurant_id: UUID, first: date, last: date, plan: str | None, effect: str | None, now: datetime) -> None:
    payload: dict[str, Any] = {
        "restaurant_id": str(restaurant_id),
        "planned_at": now.isoformat(),
        "days": [{"day": day.isoformat(), "plan": plan, "effect": effect} for day in _days(first, last)],
    }
    publish(TOPIC, VERSION, payload, restaurant_id=restaurant_id)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
