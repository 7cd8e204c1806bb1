"""Suggestions by guests: made, withdrawn and decided by functions of the database, which look at who asks.

The company's staff decide some of them at the console, with a signature (`sql/default/suggestions.sql`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from accounts.models import User
from restaurants.actions.teams import NOTIFY_TASK
from restaurants.database_functions import call_function
from restaurants.enums import SuggestionKind
from restaurants.exceptions import InvalidHours, SuggestionRefused
from restaurants.hours.stored import stored_hours
from restaurants.hours.written import WrittenHours
from restaurants.models import Restaurant, Suggestion
from restaurants.rules import MAX_SUGGESTIONS_PER_DAY
from restaurants.selectors.owners import may_on
from restaurants.text_folding import search_text
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Decision, TeamPermission
from reviews_site.skeletons import skeleton

_REFUSALS = {
    "not_possible": "This has changed in the meantime. Look at it again.",
    "not_confirmed": "Confirm who you are first: only confirmed people suggest changes.",
    "on_team": "You are on the team of this restaurant: change its page yourself.",
    "competitor": (
        "You work with a restaurant in the same town with the same cuisine, or did within a year. Somebody else has to "
        "suggest this."
    ),
    "open": "You have suggested this already, and nobody has decided yet.",
    "too_many": f"One person can suggest {MAX_SUGGESTIONS_PER_DAY} changes a day. Please go on tomorrow.",
    "own": "You have suggested this yourself, so somebody else decides.",
}


@transaction.atomic
def suggest(
    *, restaurant: Restaurant, kind: SuggestionKind, values: Mapping[str, Any], note: str, today: date, by: User
) -> None:
    """Suggest a change to whoever decides on it.

    Args:
        values: what a valid form of this kind says, in `restaurants.suggestion_forms`.
        today: the day that it is at the restaurant.

    Raises:
        SuggestionRefused: the database says no.
        InvalidHours: they can't stand as they are.
    """
    proposed = _proposed(kind, values, restaurant, today)
    _change("restaurants_suggest", by.pk, restaurant.pk, kind, Jsonb(proposed), note)
    record("suggestion.made", actor_id=by.pk, object_id=restaurant.pk, detail={"kind": str(kind)})
    transaction.on_commit(_notify_worker)


@transaction.atomic
def withdraw(*, suggestion: Suggestion, by: User) -> None:
    """Take one's suggestion back.

    Raises:
        SuggestionRefused: it is decided.
    """
    _change("restaurants_withdraw_suggestion", by.pk, suggestion.pk)
    record("suggestion.withdrawn", actor_id=by.pk, object_id=suggestion.pk)


@transaction.atomic
def decide(*, restaurant: Restaurant, suggestion_id: UUID, is_accepted: bool, by: User) -> None:
    """Have the page of one's restaurant say what a guest suggests, or leave it as it is.

    Raises:
        reviews_site.policy.Denied: they may not change the restaurant's page.
        SuggestionRefused: it does not wait for this team.
        InvalidHours: it suggests hours that can't stand.
    """
    Decision(
        may_on(by, restaurant, TeamPermission.CHANGE_PAGE), "Only the restaurant's owners and managers change its page."
    ).require()
    answer = "accept" if is_accepted else "refuse"
    _change("restaurants_decide_suggestion", by.pk, restaurant.pk, suggestion_id, answer)
    record("suggestion.accepted" if is_accepted else "suggestion.refused", actor_id=by.pk, object_id=suggestion_id)
    transaction.on_commit(_notify_worker)


def delete_old() -> None:
    """Delete suggestions that were decided long ago, or waited for a year."""
    call_function("restaurants_delete_old_suggestions")


def _proposed(kind: SuggestionKind, values: Mapping[str, Any], restaurant: Restaurant, today: date) -> dict[str, Any]:
    """What the database keeps of a suggestion: the values, and what search and filters read of them."""
    if kind is SuggestionKind.NAME:
        name = values["name"]
        return {"name": name, "skeleton": skeleton(name), "name_words": search_text(name)}
    if kind is SuggestionKind.MOVED:
        place = {name: values[name] for name in ("street", "postcode", "town")}
        return {**place, "place_words": search_text(place["town"], place["street"], place["postcode"])}
    if kind is SuggestionKind.HOURS:
        return _proposed_hours(values["hours"], restaurant, today)
    return dict(values)


def _proposed_hours(hours: WrittenHours, restaurant: Restaurant, today: date) -> dict[str, Any]:
    text = hours.text()
    if text == restaurant.opening_hours:
        raise InvalidHours("These are the hours that the page says already.")
    stored = stored_hours(text, restaurant.country, today)
    days = [{"day": day.isoformat(), "minutes": minutes} for day, minutes in stored.days]
    return {"opening_hours": text, "week": stored.week or [], "days": days}


def _change(function: str, *arguments: Any) -> None:
    answer = call_function(function, *arguments)
    if answer != "done":
        raise SuggestionRefused(_REFUSALS[str(answer)])


def _notify_worker() -> None:
    # A lost message delays and never loses: the worker looks each minute.
    app.nudge(NOTIFY_TASK)
