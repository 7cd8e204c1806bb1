"""Carries out signed requests and decisions on elevations: one is approved, by one person or two, or refused.

The worker `elevation` makes the login. This worker reaches no analytical store.
"""

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.enums import ActionOutcome, ElevationStep
from accounts.exceptions import StaffingRefused
from accounts.models import Elevation, ElevationDecision, ElevationRequest, SignedActionOutcome
from accounts.selectors import company_roles_of
from accounts.staffing import elevation_notifications as notifications
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Role
from reviews_site.policy.elevations import (
    OPEN_FOR,
    REVIEW_WITHIN,
    ElevationRule,
    may_approve,
    may_request,
    may_review,
    rule_for,
)

BEGIN_TASK = "analytics.elevations.begin"
NOT_WAITING = "This request does not wait any more."
CLOSED = "Nobody approved it within an hour."
REFUSED = "A security engineer refused it."
NOT_REVIEWED = "Your last break-glass was not reviewed within a day. Until it is, you can't break glass."
NOTHING_TO_REVIEW = "There is no elevation to review here, or it was reviewed."


def ask(request: ElevationRequest) -> SignedActionOutcome:
    """Let a request wait for its approval; carry it out at once where somebody breaks glass.

    Raises:
        Denied: the table allows no such request.
        StaffingRefused: an earlier break-glass waits for its review.
    """
    roles = _roles(request.actor_id)
    rule = rule_for(request.role, request.scope, settings.PLATEMARK_ENV)
    may_request(roles, rule, minutes=request.minutes, key=request.key, is_break_glass=request.is_break_glass).require()
    if not request.is_break_glass:
        notifications.notify_asked(request)
        return SignedActionOutcome(state=ActionOutcome.WAITING)
    _require_reviewed(request.actor_id)
    _approve(request, takes_two=False, approvers=[])
    notifications.notify_break_glass(request)
    return SignedActionOutcome(state=ActionOutcome.DONE)


def decide(decision: ElevationDecision) -> SignedActionOutcome:
    """Approve, refuse or review.

    Raises:
        Denied: it is their own, they approved it before, or their role does not decide.
        StaffingRefused: the request does not wait any more, or there is nothing to review.
    """
    if decision.step == ElevationStep.REVIEW:
        return _review(decision)
    request = decision.request
    waits = _waiting(request)
    approvers = _approvers(request)
    roles = _roles(decision.actor_id)
    may_approve(roles, by=decision.actor_id, asked_by=request.actor_id, approved_by=approvers).require()
    if decision.step == ElevationStep.REFUSE:
        _close(waits, ActionOutcome.REFUSED, REFUSED)
        return SignedActionOutcome(state=ActionOutcome.DONE)
    rule = rule_for(request.role, request.scope, settings.PLATEMARK_ENV)
    # Who asked may have lost the role since.
    may_request(
        _roles(request.actor_id), rule, minutes=request.minutes, key=request.key, is_break_glass=False
    ).require()
    needed = _approvals(rule)
    if len(approvers) + 1 >= needed:
        _approve(request, takes_two=needed > 1, approvers=[*approvers, decision.actor_id])
        _close(waits, ActionOutcome.DONE, "")
        notifications.notify_approved(request)
    return SignedActionOutcome(state=ActionOutcome.DONE)


def close_old() -> int:
    """Close requests that nobody approved within the hour; how many."""
    waiting = ElevationRequest.objects.filter(created_at__gt=timezone.now() - 2 * REVIEW_WITHIN).values("pk")
    old = SignedActionOutcome.objects.filter(
        action_id__in=waiting, state=ActionOutcome.WAITING, updated_at__lt=timezone.now() - OPEN_FOR
    )
    return old.update(state=ActionOutcome.REFUSED, message=CLOSED)


def _approvals(rule: ElevationRule | None) -> int:
    return rule.approvals(settings.PLATEMARK_ENV) if rule else 1


def _waiting(request: ElevationRequest) -> SignedActionOutcome:
    """The outcome of a request that waits, locked: of two decisions at once the second sees what the first did."""
    waits = SignedActionOutcome.objects.select_for_update().filter(
        action_id=request.pk, state=ActionOutcome.WAITING, updated_at__gt=timezone.now() - OPEN_FOR
    )
    found = waits.first()
    if found is None:
        raise StaffingRefused(NOT_WAITING)
    return found


def _approvers(request: ElevationRequest) -> list[uuid.UUID]:
    """Who approved it, and was believed."""
    approvals = ElevationDecision.objects.filter(request=request, step=ElevationStep.APPROVE)
    done = SignedActionOutcome.objects.filter(action_id__in=approvals.values("pk"), state=ActionOutcome.DONE)
    return list(done.values_list("actor_id", flat=True))


def _approve(request: ElevationRequest, *, takes_two: bool, approvers: list[uuid.UUID]) -> None:
    first, second = [*approvers, None, None][:2]
    Elevation(
        id=request.pk,
        person_id=request.actor_id,
        role=request.role,
        scope=request.scope,
        key=request.key,
        minutes=request.minutes,
        ticket=request.ticket,
        is_break_glass=request.is_break_glass,
        takes_two=takes_two,
        approved_by=first,
        second_approved_by=second,
    ).save(force_insert=True)
    record(
        "elevation.broke_glass" if request.is_break_glass else "elevation.approved",
        actor_id=first or request.actor_id,
        object_id=request.pk,
        detail={"scope": request.scope, "minutes": request.minutes, "ticket": request.ticket},
    )
    transaction.on_commit(lambda: app.nudge(BEGIN_TASK))


def _review(decision: ElevationDecision) -> SignedActionOutcome:
    asked_by = decision.request.actor_id
    may_review(_roles(decision.actor_id), by=decision.actor_id, asked_by=asked_by).require()
    reviewed = Elevation.objects.filter(pk=decision.request_id, reviewed_at=None).update(
        reviewed_by=decision.actor_id, reviewed_at=timezone.now(), review_note=decision.note
    )
    if not reviewed:
        raise StaffingRefused(NOTHING_TO_REVIEW)
    record("elevation.reviewed", actor_id=decision.actor_id, object_id=decision.request_id)
    return SignedActionOutcome(state=ActionOutcome.DONE)


def _require_reviewed(person: uuid.UUID) -> None:
    """A break-glass that nobody reviewed within a day keeps its person from another."""
    late = Elevation.objects.filter(
        person_id=person, is_break_glass=True, reviewed_at=None, approved_at__lt=timezone.now() - REVIEW_WITHIN
    )
    if late.exists():
        raise StaffingRefused(NOT_REVIEWED)


def _close(waits: SignedActionOutcome, state: ActionOutcome, message: str) -> None:
    waits.state, waits.message, waits.updated_at = state, message, timezone.now()
    waits.save(update_fields=["state", "message", "updated_at"])


def _roles(user_id: uuid.UUID) -> list[Role]:
    return [Role(role) for role in company_roles_of(user_id)]
