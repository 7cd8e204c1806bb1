"""Carries out signed decisions on guests' suggestions, by a function of the database.

The restaurants are above this room, and the worker reads no suggestion: it calls by name what stands in
`restaurants/sql/default/suggestions.sql`.
"""

from collections.abc import Collection

from django.db import connection

from accounts.enums import SuggestionStep
from accounts.exceptions import SuggestionStepRefused
from accounts.models import SuggestionAction
from reviews_site.audit.log import record
from reviews_site.policy import Role
from reviews_site.policy.suggestions import may_decide

_REFUSALS = {
    "not_possible": "The suggestion does not wait any more.",
    "own": "Nobody decides on a suggestion of their own, or for a restaurant that they work with. Ask a colleague.",
    "managed_now": "The restaurant has a team by now, which decides on it.",
}
_DONE = {SuggestionStep.ACCEPT: "suggestion.accepted", SuggestionStep.REFUSE: "suggestion.refused"}


def apply(act: SuggestionAction, roles: Collection[Role]) -> None:
    """Have it done, if somebody of these roles may.

    Raises:
        SuggestionStepRefused: the suggestion does not wait for staff, or not for this person.
        Denied: the policy says no.
    """
    may_decide(roles).require()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.restaurants_take_suggestion_step(%s, %s, %s)", [act.actor_id, act.suggestion_id, act.step]
        )
        ((answer,),) = cursor.fetchall()
    if answer != "done":
        raise SuggestionStepRefused(_REFUSALS[str(answer)])
    record(_DONE[SuggestionStep(act.step)], actor_id=act.actor_id, object_id=act.suggestion_id)
