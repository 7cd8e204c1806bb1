"""What an act on an appeal changes, once its proof was taken: an outcome is proposed, agreed to, or handed back.

A decision names the outcome and the reason that its proof is of. What is proposed by now otherwise stays as it is.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.enums import AppealState, AppealStep
from accounts.exceptions import AppealRefused
from accounts.models import AppealAct, VerificationAppeal
from accounts.models.appeal import GRANTED_FOR
from reviews_site.audit.log import record
from reviews_site.policy import Role
from reviews_site.policy.appeals import may_decide, may_propose

PROPOSED = "A colleague has proposed an outcome already, or it is decided."
NOT_PROPOSED = "This is not what is proposed now, or it is decided."
_HANDED_BACK = {"proposed": "", "because": "", "first_by": None, "first_at": None}


def carry_out(act: AppealAct, roles: Collection[Role]) -> None:
    """Make it so, if somebody of these roles may.

    Raises:
        AppealRefused: the appeal does not wait for this.
        Denied: the policy says no.
    """
    waits = VerificationAppeal.objects.select_for_update().filter(pk=act.appeal, state=AppealState.OPEN)
    if act.step == AppealStep.PROPOSE:
        _propose(act, waits.filter(first_by=None), roles)
    else:
        _decide(act, waits.filter(proposed=act.outcome, because=act.because), roles)


def forget(acts: QuerySet[AppealAct]) -> None:
    """Keep no reason twice: what was proposed stands in the appeal, until it is removed there."""
    acts.exclude(because="", proof="").update(because="", proof="")


def _propose(act: AppealAct, waits: QuerySet[VerificationAppeal], roles: Collection[Role]) -> None:
    about = waits.values_list("user_id", flat=True).first()
    if about is None:
        raise AppealRefused(PROPOSED)
    may_propose(roles, by=act.by, about=about).require()
    waits.update(proposed=act.outcome, because=act.because, first_by=act.by, first_at=Now())
    record("appeal.proposed", by=act.by, about=act.appeal, detail={"outcome": act.outcome})


def _decide(act: AppealAct, waits: QuerySet[VerificationAppeal], roles: Collection[Role]) -> None:
    found = waits.values_list("user_id", "first_by").first()
    if found is None or found[1] is None:
        raise AppealRefused(NOT_PROPOSED)
    may_decide(roles, by=act.by, about=found[0], proposed_by=found[1]).require()
    if act.step == AppealStep.HAND_BACK:
        waits.update(**_HANDED_BACK)
        record("appeal.handed_back", by=act.by, about=act.appeal, detail={"of": act.outcome})
        return
    ends_at = Now() + GRANTED_FOR if act.outcome == AppealState.GRANTED else None
    waits.update(state=act.outcome, decided_by=act.by, decided_at=Now(), ends_at=ends_at)
    record("appeal.decided", by=act.by, about=act.appeal, detail={"of": act.outcome})
