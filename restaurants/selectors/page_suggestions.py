"""Reads suggestions: one's own, those that wait for a team, and those that wait for staff."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.enums import SuggestionKind, SuggestionState
from restaurants.models import Restaurant, Suggestion
from restaurants.suggestions import hours_lines, one_line, proposed_words

MAX_SHOWN = 100
_OWN = ("id", "user_id", "kind", "proposed", "note", "state", "submitted_at", "decided_at")
_OF_PLACE = ("name", "street", "postcode", "town", "phone", "website", "opening_hours", "managed_since")
_FOR_TEAM = """
SELECT id, kind, proposed::text, note, submitted_on FROM public.restaurants_suggestions_for_team(%s, %s)
"""


@dataclass(frozen=True)
class WaitingSuggestion:
    """A suggestion as whoever decides sees it: what the page says now, and what it would say. Nobody's name."""

    id: UUID
    kind: SuggestionKind
    now: str
    then: str
    note: str
    submitted_on: date


def shown_now(restaurant: Restaurant, kind: str) -> str:
    """What the page of a place says of what a suggestion is about."""
    match kind:
        case SuggestionKind.MOVED:
            return one_line(restaurant.street, restaurant.postcode, restaurant.town)
        case SuggestionKind.HOURS:
            return hours_lines(restaurant.opening_hours)
        case SuggestionKind.PHONE | SuggestionKind.WEBSITE | SuggestionKind.NAME:
            return str(getattr(restaurant, kind))
        case _:
            return ""


def suggestions_for_team(restaurant: Restaurant, *, member: User) -> list[WaitingSuggestion]:
    """What waits for the restaurant's team, the oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FOR_TEAM, [member.pk, restaurant.pk])
        rows = cursor.fetchall()
    return [_waiting(restaurant, kind, json.loads(given), (pk, note, day)) for pk, kind, given, note, day in rows]


def own_suggestions(user: User, *, restaurant: Restaurant | None = None) -> list[Suggestion]:
    """What somebody suggested, the newest first."""
    with private_rows(user.pk):
        found = Suggestion.objects.filter(user=user).select_related("restaurant")
        if restaurant:
            found = found.filter(restaurant=restaurant)
        return list(found.only(*_OWN, "restaurant__name", "restaurant__slug").order_by("-id")[:MAX_SHOWN])


def own_suggestion(user: User, suggestion_id: UUID) -> Suggestion:
    """One's own suggestion.

    Raises:
        Suggestion.DoesNotExist: it is somebody else's, or gone.
    """
    with private_rows(user.pk):
        return Suggestion.objects.only("id", "user_id", "restaurant_id", "state").get(pk=suggestion_id, user=user)


def suggestions_at_console() -> QuerySet[Suggestion]:
    """Those on which staff decide, with what the console's login reads of them: not whose they are."""
    place = [f"restaurant__{name}" for name in _OF_PLACE]
    shown = ("id", "restaurant_id", "kind", "proposed", "note", "state", "submitted_at", "decided_at")
    return Suggestion.objects.select_related("restaurant").only(*shown, *place)


def suggestion_to_decide(suggestion_id: UUID) -> Suggestion | None:
    """A suggestion that waits for staff."""
    return suggestions_at_console().filter(pk=suggestion_id, state=SuggestionState.WAITING).first()


def shown_at_console(suggestions: Iterable[Suggestion]) -> list[tuple[Suggestion, WaitingSuggestion]]:
    """Each with what the page says now, and what it would say."""
    return [
        (each, _waiting(each.restaurant, each.kind, each.proposed, (each.pk, each.note, each.submitted_at.date())))
        for each in suggestions
    ]


def _waiting(
    restaurant: Restaurant, kind: str, proposed: dict[str, Any], rest: tuple[UUID, str, date]
) -> WaitingSuggestion:
    pk, note, day = rest
    return WaitingSuggestion(
        pk, SuggestionKind(kind), shown_now(restaurant, kind), proposed_words(kind, proposed), note, day
    )
