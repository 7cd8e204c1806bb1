"""Reads what a restaurant plans for days, for members of its team."""

from datetime import date

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.models import PlanningNote, Restaurant


def planning_notes(restaurant: Restaurant, member: User, *, since: date) -> "list[PlanningNote]":
    """The notes that end on `since` or later, the earliest first. The row policy asks whether the member may."""
    with private_rows(member.pk):
        notes = PlanningNote.objects.filter(restaurant=restaurant, last_day__gte=since)
        return list(notes.order_by("first_day"))
