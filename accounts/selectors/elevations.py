"""Elevations as people of the company see them: requests with what became of them, and who approved."""

import uuid
from dataclasses import dataclass

from accounts.enums import ActionOutcome, ElevationStep
from accounts.models import Elevation, ElevationDecision, ElevationRequest, SignedActionOutcome, User
from reviews_site.policy.elevations import describe_scope

SHOWN = 50
_SAFE = ("secret",)


@dataclass(frozen=True)
class ElevationRow:
    """A request, its outcome and its elevation. Without a state the worker has not looked at it yet."""

    request: ElevationRequest
    asked_by: str
    state: str
    message: str
    elevation: Elevation | None

    @property
    def scope(self) -> str:
        """What it opens, in words."""
        return describe_scope(self.request.scope, self.request.key)

    @property
    def waits(self) -> bool:
        """Whether it waits for an approval."""
        return self.state == ActionOutcome.WAITING


@dataclass(frozen=True)
class StepRow:
    """A decision with the address of whoever signed it."""

    decision: ElevationDecision
    address: str
    state: str
    message: str

    @property
    def verb(self) -> str:
        """What they did, for pages that others read."""
        return {"approve": "Approved", "refuse": "Refused", "review": "Reviewed"}[self.decision.step]


def latest(*, asked_by: uuid.UUID | None) -> list[ElevationRow]:
    """The latest requests, of one person if given, the newest first."""
    found = ElevationRequest.objects.defer("signature").order_by("-id")
    return _rows(list((found.filter(actor_id=asked_by) if asked_by else found)[:SHOWN]))


def one(request_id: uuid.UUID) -> ElevationRow | None:
    """One request."""
    rows = _rows(list(ElevationRequest.objects.defer("signature").filter(pk=request_id)))
    return rows[0] if rows else None


def waiting_request(request_id: uuid.UUID) -> ElevationRequest | None:
    """A request that waits for an approval."""
    if not SignedActionOutcome.objects.filter(action_id=request_id, state=ActionOutcome.WAITING).exists():
        return None
    return ElevationRequest.objects.defer("signature").filter(pk=request_id).first()


def reviewable_request(request_id: uuid.UUID) -> ElevationRequest | None:
    """A request whose elevation nobody has reviewed."""
    if not Elevation.objects.filter(pk=request_id, reviewed_at=None).exists():
        return None
    return ElevationRequest.objects.defer("signature").filter(pk=request_id).first()


def steps_of(request_id: uuid.UUID) -> list[StepRow]:
    """Every decision on a request, the oldest first."""
    decisions = list(ElevationDecision.objects.defer("signature").filter(request_id=request_id).order_by("pk"))
    outcomes = SignedActionOutcome.objects.in_bulk([each.pk for each in decisions])
    people = _addresses([each.actor_id for each in decisions])
    nothing = SignedActionOutcome()
    return [
        StepRow(each, people.get(each.actor_id, "somebody"), found.state, found.message)
        for each in decisions
        for found in [outcomes.get(each.pk, nothing)]
    ]


def approvers_of(request_id: uuid.UUID) -> set[uuid.UUID]:
    """Who has approved a request and was believed."""
    return {
        each.decision.actor_id
        for each in steps_of(request_id)
        if each.decision.step == ElevationStep.APPROVE and each.state == ActionOutcome.DONE
    }


def _rows(requests: list[ElevationRequest]) -> list[ElevationRow]:
    ids = [each.pk for each in requests]
    outcomes = SignedActionOutcome.objects.in_bulk(ids)
    elevations = Elevation.objects.defer(*_SAFE).in_bulk(ids)
    people = _addresses([each.actor_id for each in requests])
    nothing = SignedActionOutcome()
    return [
        ElevationRow(
            each, people.get(each.actor_id, "somebody who left"), found.state, found.message, elevations.get(each.pk)
        )
        for each in requests
        for found in [outcomes.get(each.pk, nothing)]
    ]


def _addresses(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "email"))
