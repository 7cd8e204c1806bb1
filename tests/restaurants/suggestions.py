"""Suggestions for tests: each step by the action, the worker or the staff that take it in earnest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.actions import signed_actions
from accounts.enums import SuggestionStep
from accounts.models import SuggestionAction, User
from restaurants.actions import suggestions
from restaurants.enums import SuggestionKind
from restaurants.models import Restaurant, Suggestion
from tests.accounts.test_staffing import Engineer, outcome_of
from tests.conftest import playing

TODAY = date(2026, 11, 30)
PHONE = {"phone": "+43 7242 5550"}
NOTE = "There is a sign at the door."


def suggested(
    restaurant: Restaurant,
    by: User,
    kind: SuggestionKind = SuggestionKind.PHONE,
    values: Mapping[str, Any] | None = None,
) -> Suggestion:
    """A suggestion, as `web` makes it: of a phone number, unless another kind is named."""
    given = values if values is not None else (PHONE if kind is SuggestionKind.PHONE else {})
    with playing("web"):
        suggestions.suggest(restaurant=restaurant, kind=kind, values=given, note=NOTE, today=TODAY, by=by)
    return Suggestion.objects.filter(user=by, restaurant=restaurant, kind=kind).latest("id")


def decided(restaurant: Restaurant, suggestion: Suggestion, by: User, *, is_accepted: bool = True) -> None:
    """The decision of the restaurant's team, as `web` makes it."""
    with playing("web"):
        suggestions.decide(restaurant=restaurant, suggestion_id=suggestion.pk, is_accepted=is_accepted, by=by)


def step_on(suggestion: Suggestion, engineer: Engineer, step: SuggestionStep = SuggestionStep.ACCEPT) -> str:
    """A signed decision of staff, as console and worker take it; why it was refused, or nothing."""
    act = SuggestionAction(actor_id=engineer.user.pk, suggestion_id=suggestion.pk, step=step)
    with playing("console"):
        signed_actions.submit(engineer.proves(act))
    return outcome_of(act).message


def closed(restaurant: Restaurant, by: User, engineer: Engineer) -> None:
    """Close a place for good, as guests and staff do."""
    assert step_on(suggested(restaurant, by, SuggestionKind.CLOSED), engineer) == ""
    restaurant.refresh_from_db()
