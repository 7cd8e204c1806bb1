"""Carries out signed acts on appeals: an outcome is proposed, agreed to, or handed back.

A decision names the outcome and the reason that its signature is of. What is proposed by now otherwise stays as it is.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.enums import AppealState, AppealStep
from accounts.exceptions import AppealRefused
from accounts.models import AppealAction, VerificationAppeal
from accounts.models.appeal import GRANT_LIFETIME
from reviews_site.audit.log import record
from reviews_site.policy import Role
from reviews_site.policy.appeals import may_decide, may_propose

PROPOSED = "A colleague has proposed an outcome already, or it is decided."
NOT_PROPOSED = "This is not what is proposed now, or it is decided."
_HANDED_BACK = {"proposed_outcome": "", "reason": "", "proposed_by": None, "proposed_at": None}


def apply(act: AppealAction, roles: Collection[Role]) -> None:
    """Make it so, if somebody of these roles may.

    Raises:
        AppealRefused: the appeal does not wait for this.
        Denied: the policy says no.
    """
    waits = VerificationAppeal.objects.select_for_update().filter(pk=act.appeal_id, state=AppealState.OPEN)
    if act.step == AppealStep.PROPOSE:
        _propose(act, waits.filter(proposed_by=None), roles)
    else:
        _decide(act, waits.filter(proposed_outcome=act.outcome, reason=act.reason), roles)


def delete_reasons(acts: QuerySet[AppealAction]) -> None:
    """Keep no reason twice: what was proposed stands in the appeal, until it is removed there."""
    acts.exclude(reason="", signature="").update(reason="", signature="")


def _propose(act: AppealAction, waits: QuerySet[VerificationAppeal], roles: Collection[Role]) -> None:
    about = waits.values_list("user_id", flat=True).first()
    if about is None:
        raise AppealRefused(PROPOSED)
    may_propose(roles, by=act.actor_id, about=about).require()
    waits.update(proposed_outcome=act.outcome, reason=act.reason, proposed_by=act.actor_id, proposed_at=Now())
    record("appeal.proposed", actor_id=act.actor_id, object_id=act.appeal_id, detail={"outcome": act.outcome})


def _decide(act: AppealAction, waits: QuerySet[VerificationAppeal], roles: Collection[Role]) -> None:
    found = waits.values_list("user_id", "proposed_by").first()
    if found is None or found[1] is None:
        raise AppealRefused(NOT_PROPOSED)
    may_decide(roles, by=act.actor_id, about=found[0], proposed_by=found[1]).require()
    if act.step == AppealStep.HAND_BACK:
        waits.update(**_HANDED_BACK)
        record("appeal.handed_back", actor_id=act.actor_id, object_id=act.appeal_id, detail={"of": act.outcome})
        return
    ends_at = Now() + GRANT_LIFETIME if act.outcome == AppealState.GRANTED else None
    waits.update(state=act.outcome, decided_by=act.actor_id, decided_at=Now(), ends_at=ends_at)
    record("appeal.decided", actor_id=act.actor_id, object_id=act.appeal_id, detail={"of": act.outcome})
