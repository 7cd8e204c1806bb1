"""What became of steps that staff signed at the console, on claims and suggestions."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import SignedActionOutcome
from reviews_site.policy.staffing import PROPOSAL_LIFETIME


def outcomes_of_last_steps(acts: QuerySet[Any], about: str) -> dict[UUID, SignedActionOutcome]:
    """What the worker made of the last step within a week on each object; without a state while it has not looked.

    Args:
        acts: signed actions of one kind, on one or more objects.
        about: the field with the id of the object. Two queries.
    """
    lately = acts.filter(created_at__gt=timezone.now() - PROPOSAL_LIFETIME).order_by("pk")
    last = {object_id: (pk, actor) for pk, actor, object_id in lately.values_list("pk", "actor_id", about)}
    known = {each.pk: each for each in SignedActionOutcome.objects.filter(pk__in=[pk for pk, _ in last.values()])}
    return {
        object_id: known.get(pk) or SignedActionOutcome(action_id=pk, actor_id=actor)
        for object_id, (pk, actor) in last.items()
    }
