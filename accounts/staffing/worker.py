"""The worker's work: takes each act that waits, checks its signature, and carries it out or says why not.

It reads rows and believes nothing in them but the signature: who may act is asked of the roles, and of the policy.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import ActionOutcome, DatasetStep, ProposalAnswer, RoleChange
from accounts.exceptions import AccountsError, InvalidSignature, StaffingRefused
from accounts.models import (
    AppealAction,
    ClaimAction,
    DatasetDecision,
    ElevationDecision,
    ElevationRequest,
    RoleDecision,
    RoleProposal,
    SignedAction,
    SignedActionOutcome,
    SuggestionAction,
)
from accounts.selectors import company_roles_of
from accounts.staffing import (
    appeals,
    changes,
    claims,
    dataset_notifications,
    elevations,
    notifications,
    signatures,
    suggestions,
)
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Decision, Denied, Role
from reviews_site.policy.datasets import may_accept, may_decide, may_withdraw
from reviews_site.policy.staffing import APPROVER_ROLES, PROPOSAL_LIFETIME, may_agree, may_change

# Codes can't be tried out: so many wrong signatures by one person within an hour, and none of theirs is looked at.
WRONG_SIGNATURES_AN_HOUR = 5
TOO_MANY = "Too many of your codes were wrong. Wait an hour, then try again."
NOT_WAITING = "This proposal does not wait any more."
# The task of the worker `registrar` that acts on decisions.
HANDLE_REQUESTS_TASK = "analytics.datasets.handle_requests"
_DONE = {
    DatasetStep.ACCEPT: "dataset_request.accepted",
    DatasetStep.APPROVE: "dataset_request.approved",
    DatasetStep.REFUSE: "dataset_request.refused",
    DatasetStep.WITHDRAW: "dataset.withdrawal_signed",
}
CLOSED = "Nobody agreed to it within a week."
_ACTS: tuple[type[SignedAction], ...] = (
    *(RoleProposal, RoleDecision, AppealAction, DatasetDecision),
    *(ClaimAction, ElevationRequest, ElevationDecision, SuggestionAction),
)


def decide_waiting() -> int:
    """Settle every act that has no outcome, the oldest first, and close proposals that waited too long; how many."""
    seen = SignedActionOutcome.objects.values("action_id")
    since = timezone.now() - 2 * PROPOSAL_LIFETIME
    settled = 0
    for model in _ACTS:
        waiting = model._default_manager.filter(created_at__gt=since).exclude(pk__in=seen).order_by("pk")
        for act in list(waiting):
            _decide(act)
            settled += 1
    return settled + _close_old() + elevations.close_old()


@transaction.atomic
def _decide(act: SignedAction) -> None:
    """Carry one act out, or refuse it: either way with a line in the log and an outcome that the page shows."""
    now = timezone.now()
    try:
        with transaction.atomic():
            _verify(act, now=now)
            outcome = _apply(act, now=now)
    except (AccountsError, Denied) as problem:
        outcome = SignedActionOutcome(
            state=ActionOutcome.REFUSED, message=str(problem), signature_failed=isinstance(problem, InvalidSignature)
        )
    outcome.action_id, outcome.actor_id = act.pk, act.actor_id
    outcome.save(force_insert=True)
    record(
        f"staffing.{outcome.state}",
        actor_id=act.actor_id,
        object_id=outcome.object_id or act.pk,
        detail={"says": outcome.message},
    )
    if isinstance(act, RoleProposal) and outcome.state != ActionOutcome.WAITING:
        changes.delete_address(act)
    if isinstance(act, AppealAction):
        appeals.delete_reasons(AppealAction.objects.filter(pk=act.pk))
    if isinstance(act, ClaimAction):
        claims.delete_reasons(ClaimAction.objects.filter(pk=act.pk))


def _verify(act: SignedAction, *, now: datetime) -> None:
    lately = SignedActionOutcome.objects.filter(
        actor_id=act.actor_id, signature_failed=True, updated_at__gt=now - timedelta(hours=1)
    )
    if lately.count() >= WRONG_SIGNATURES_AN_HOUR:
        raise StaffingRefused(TOO_MANY)
    signatures.check(act, now=now)


def _apply(act: SignedAction, *, now: datetime) -> SignedActionOutcome:
    match act:
        case RoleProposal():
            return _proposed(act)
        case RoleDecision():
            return _agreed(act, now=now)
        case AppealAction():
            appeals.apply(act, _roles(act.actor_id))
            return SignedActionOutcome(state=ActionOutcome.DONE)
        case ClaimAction():
            instead = claims.apply(act, _roles(act.actor_id))
            return SignedActionOutcome(state=ActionOutcome.REFUSED if instead else ActionOutcome.DONE, message=instead)
        case SuggestionAction():
            suggestions.apply(act, _roles(act.actor_id))
            return SignedActionOutcome(state=ActionOutcome.DONE)
        case DatasetDecision():
            _decided_on_dataset(act)
            return SignedActionOutcome(state=ActionOutcome.DONE)
        case ElevationRequest():
            return elevations.ask(act)
        case ElevationDecision():
            return elevations.decide(act)
        case _:
            raise TypeError(f"{type(act).__name__} is no act.")


def _decided_on_dataset(act: DatasetDecision) -> None:
    """Let the registrar act on a decision. It compares the people: the request is in another store."""
    roles, step = _roles(act.actor_id), DatasetStep(act.step)
    detail: dict[str, str | int] = {"dataset": act.name}
    match step:
        case DatasetStep.ACCEPT:
            _may(may_accept(roles, smallest_group=act.smallest_group or 0))
            detail |= {"smallest_group": act.smallest_group or 0, "people_columns": act.people_columns}
        case DatasetStep.WITHDRAW:
            _may(may_withdraw(roles))
        case _:
            _may(may_decide(roles))
    record(_DONE[step], actor_id=act.actor_id, object_id=act.request_id, detail=detail)
    if step == DatasetStep.ACCEPT:
        dataset_notifications.notify_accepted(act.request_id, act.name)
    if step == DatasetStep.WITHDRAW:
        dataset_notifications.notify_withdrawn(act.name, act.reason)
    transaction.on_commit(lambda: app.nudge(HANDLE_REQUESTS_TASK))


def _proposed(proposal: RoleProposal) -> SignedActionOutcome:
    person = changes.person_at(proposal.address)
    _may(may_change(_roles(proposal.actor_id), by=proposal.actor_id, about=person.pk))
    if proposal.change == RoleChange.GRANT and proposal.role in APPROVER_ROLES:
        changes.check(proposal, person)
        notifications.notify(proposal, person, second=None, waits=True)
        return SignedActionOutcome(state=ActionOutcome.WAITING, object_id=person.pk)
    changes.apply(proposal, person, approved_by=None)
    notifications.notify(proposal, person, second=None)
    return SignedActionOutcome(state=ActionOutcome.DONE, object_id=person.pk)


def _agreed(decision: RoleDecision, *, now: datetime) -> SignedActionOutcome:
    """Carry out, or refuse, the proposal that the second person decided on."""
    proposal = decision.proposal
    waits = (
        SignedActionOutcome.objects.select_for_update()
        .filter(action_id=proposal.pk, state=ActionOutcome.WAITING)
        .first()
    )
    if waits is None or waits.updated_at < now - PROPOSAL_LIFETIME:
        raise StaffingRefused(NOT_WAITING)
    person = changes.person_at(proposal.address)
    _may(may_agree(_roles(decision.actor_id), by=decision.actor_id, about=person.pk, proposed_by=proposal.actor_id))
    if decision.answer == ProposalAnswer.AGREE:
        _may(may_change(_roles(proposal.actor_id), by=proposal.actor_id, about=person.pk))
        changes.apply(proposal, person, approved_by=decision.actor_id)
        waits.state = ActionOutcome.DONE
    else:
        waits.state, waits.message = ActionOutcome.REFUSED, "The second security engineer refused it."
    waits.updated_at = now
    waits.save(update_fields=["state", "message", "updated_at"])
    changes.delete_address(proposal)
    notifications.notify(proposal, person, second=decision)
    return SignedActionOutcome(state=ActionOutcome.DONE, object_id=person.pk)


@transaction.atomic
def _close_old() -> int:
    since = timezone.now() - 2 * PROPOSAL_LIFETIME
    appeals.delete_reasons(AppealAction.objects.filter(created_at__lt=since))
    claims.delete_reasons(ClaimAction.objects.filter(created_at__lt=since))
    old = SignedActionOutcome.objects.filter(
        state=ActionOutcome.WAITING, updated_at__lt=timezone.now() - PROPOSAL_LIFETIME
    )
    for proposal in RoleProposal.objects.filter(pk__in=old.values("action_id")):
        changes.delete_address(proposal)
    return old.update(state=ActionOutcome.REFUSED, message=CLOSED)


def _roles(user_id: uuid.UUID) -> list[Role]:
    return [Role(role) for role in company_roles_of(user_id)]


def _may(decision: Decision) -> None:
    decision.require()
