"""What a step on a claim to a restaurant changes, once its signature was taken: functions of the database carry it out.

The restaurants are above this room, and the worker reads no claim: it calls by name what stands in
`restaurants/sql/default/claim_steps.sql`.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from accounts.enums import ClaimStep
from accounts.exceptions import ClaimStepRefused
from accounts.models import ClaimAction
from reviews_site.audit.log import record
from reviews_site.policy import Role
from reviews_site.policy.claims import may_decide

NOT_WAITING = "The claim does not wait for this. Look at it again."
_REFUSALS = {
    "not_possible": NOT_WAITING,
    "own": "Nobody decides on a claim of their own, or to a restaurant that they work with. Ask a colleague.",
    "same_person": "You approved it first, so somebody else is the second.",
    "not_confirmed": "Whoever made the claim is not a confirmed person any more. It waits until they are.",
    "managed_now": "Somebody has come to manage the restaurant since. They are asked first.",
}
# What the database did although the step was not carried out: rolling it back would lose it.
_KEPT = frozenset({"managed_now"})

_DONE = {ClaimStep.APPROVE: "claim.approved", ClaimStep.REFUSE: "claim.refused"}


def apply(act: ClaimAction, roles: Collection[Role]) -> str:
    """Have it done, if somebody of these roles may; in words for the page what came of it instead, if anything.

    Raises:
        ClaimStepRefused: the claim does not wait for this, or not for this person.
        Denied: the policy says no.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claimant, first FROM public.restaurants_people_of_claim(%s)", [act.claim_id])
        found = cursor.fetchone()
        if found is None:
            raise ClaimStepRefused(NOT_WAITING)
        may_decide(roles, step=act.step, by=act.actor_id, about=found[0], first=found[1]).require()
        cursor.execute(
            "SELECT public.restaurants_take_claim_step(%s, %s, %s, %s)",
            [act.actor_id, act.claim_id, act.step, act.reason],
        )
        ((answer,),) = cursor.fetchall()
    if answer != "done" and answer not in _KEPT:
        raise ClaimStepRefused(_REFUSALS[str(answer)])
    done = _DONE[ClaimStep(act.step)] if answer == "done" else "claim.passed_on"
    record(done, actor_id=act.actor_id, object_id=act.claim_id)
    return _REFUSALS.get(str(answer), "")


def delete_reasons(acts: QuerySet[ClaimAction]) -> None:
    """Keep no reason twice: it stands in the claim, until that is deleted."""
    acts.exclude(reason="", signature="").update(reason="", signature="")
