"""Reads what a restaurant plans for days, for members of its team."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.models import PlanningNote, Restaurant


def planning_notes(restaurant: Restaurant, member: User, *, since: date) -> "list[PlanningNote]":
    """The notes that end on `since` or later, the earliest first. The row policy asks whether the member may."""
    with private_rows(member.pk):
        notes = PlanningNote.objects.filter(restaurant=restaurant, last_day__gte=since)
        return list(notes.order_by("first_day"))


def planning_note(restaurant: Restaurant, member: User, note_id: UUID) -> PlanningNote:
    """One note of the restaurant.

    Raises:
        PlanningNote.DoesNotExist: there is none, or the row policy hides it from the member.
    """
    with private_rows(member.pk):
        return PlanningNote.objects.get(restaurant=restaurant, pk=note_id)


def planning_notes_page(
    restaurant: Restaurant, member: User, *, before: date | None, size: int
) -> tuple[Sequence[PlanningNote], date | None]:
    """A page of notes, the last day first, and the first day before which the next page begins."""
    with private_rows(member.pk):
        notes = PlanningNote.objects.filter(restaurant=restaurant, **({"first_day__lt": before} if before else {}))
        rows = list(notes.order_by("-first_day")[: size + 1])
    return rows[:size], rows[size - 1].first_day if len(rows) > size else None
