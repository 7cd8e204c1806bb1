"""The worker's work: takes each act that waits, checks its proof, and carries it out or says why not.

It reads rows and believes nothing in them but the proof: who may act is asked of the roles, and of the policy.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Change, Outcome, Verdict
from accounts.exceptions import AccountsError, BadProof, NotStaff
from accounts.models import AppealAct, StaffAct, StaffDecision, StaffOutcome, StaffProposal
from accounts.selectors import company_roles_of
from accounts.staffing import appeals, changes, proofs, telling
from reviews_site.audit.log import record
from reviews_site.policy import Decision, Denied, Role
from reviews_site.policy.staffing import APPROVER_ROLES, PROPOSAL_LASTS, may_agree, may_change

# Codes can't be tried out: so many wrong proofs by one person within an hour, and none of theirs is looked at.
WRONG_PROOFS_AN_HOUR = 5
TOO_MANY = "There were too many wrong proofs. Wait an hour, then do it once more."
NOT_WAITING = "This proposal does not wait any more."
CLOSED = "Nobody agreed to it within a week."


def settle() -> int:
    """Settle every act that has no outcome, the oldest first, and close proposals that waited too long; how many."""
    seen = StaffOutcome.objects.values("act")
    since = timezone.now() - 2 * PROPOSAL_LASTS
    settled = 0
    for model in (StaffProposal, StaffDecision, AppealAct):
        waiting = model.objects.filter(at__gt=since).exclude(pk__in=seen).order_by("pk")
        for act in list(waiting):
            _settle(act)
            settled += 1
    return settled + _close_old()


@transaction.atomic
def _settle(act: StaffAct) -> None:
    """Carry one act out, or refuse it: either way with a line in the log and an outcome that the page shows."""
    now = timezone.now()
    try:
        with transaction.atomic():
            _prove(act, now=now)
            outcome = _carried_out(act, now=now)
    except (AccountsError, Denied) as problem:
        outcome = StaffOutcome(state=Outcome.REFUSED, says=str(problem), proof_failed=isinstance(problem, BadProof))
    outcome.act, outcome.by = act.pk, act.by
    outcome.save(force_insert=True)
    record(f"staffing.{outcome.state}", by=act.by, about=outcome.about or act.pk, detail={"says": outcome.says})
    if isinstance(act, StaffProposal) and outcome.state != Outcome.WAITING:
        changes.forget_address(act)
    if isinstance(act, AppealAct):
        appeals.forget(AppealAct.objects.filter(pk=act.pk))


def _prove(act: StaffAct, *, now: datetime) -> None:
    lately = StaffOutcome.objects.filter(by=act.by, proof_failed=True, at__gt=now - timedelta(hours=1))
    if lately.count() >= WRONG_PROOFS_AN_HOUR:
        raise NotStaff(TOO_MANY)
    proofs.check(act, now=now)


def _carried_out(act: StaffAct, *, now: datetime) -> StaffOutcome:
    match act:
        case StaffProposal():
            return _proposed(act)
        case StaffDecision():
            return _agreed(act, now=now)
        case AppealAct():
            appeals.carry_out(act, _roles(act.by))
            return StaffOutcome(state=Outcome.DONE)
        case _:
            raise TypeError(f"{type(act).__name__} is no act.")


def _proposed(proposal: StaffProposal) -> StaffOutcome:
    person = changes.person_at(proposal.address)
    _may(may_change(_roles(proposal.by), by=proposal.by, about=person.pk))
    if proposal.change == Change.GIVE and proposal.role in APPROVER_ROLES:
        changes.try_out(proposal, person)
        telling.tell(proposal, person, second=None, waits=True)
        return StaffOutcome(state=Outcome.WAITING, about=person.pk)
    changes.carry_out(proposal, person, agreed_by=None)
    telling.tell(proposal, person, second=None)
    return StaffOutcome(state=Outcome.DONE, about=person.pk)


def _agreed(decision: StaffDecision, *, now: datetime) -> StaffOutcome:
    """Carry out, or refuse, the proposal that the second person decided on."""
    proposal = decision.proposal
    waits = StaffOutcome.objects.select_for_update().filter(act=proposal.pk, state=Outcome.WAITING).first()
    if waits is None or waits.at < now - PROPOSAL_LASTS:
        raise NotStaff(NOT_WAITING)
    person = changes.person_at(proposal.address)
    _may(may_agree(_roles(decision.by), by=decision.by, about=person.pk, proposed_by=proposal.by))
    if decision.verdict == Verdict.AGREE:
        _may(may_change(_roles(proposal.by), by=proposal.by, about=person.pk))
        changes.carry_out(proposal, person, agreed_by=decision.by)
        waits.state = Outcome.DONE
    else:
        waits.state, waits.says = Outcome.REFUSED, "The second security engineer refused it."
    waits.at = now
    waits.save(update_fields=["state", "says", "at"])
    changes.forget_address(proposal)
    telling.tell(proposal, person, second=decision)
    return StaffOutcome(state=Outcome.DONE, about=person.pk)


@transaction.atomic
def _close_old() -> int:
    appeals.forget(AppealAct.objects.filter(at__lt=timezone.now() - 2 * PROPOSAL_LASTS))
    old = StaffOutcome.objects.filter(state=Outcome.WAITING, at__lt=timezone.now() - PROPOSAL_LASTS)
    for proposal in StaffProposal.objects.filter(pk__in=old.values("act")):
        changes.forget_address(proposal)
    return old.update(state=Outcome.REFUSED, says=CLOSED)


def _roles(user_id: uuid.UUID) -> list[Role]:
    return [Role(role) for role in company_roles_of(user_id)]


def _may(decision: Decision) -> None:
    decision.require()
