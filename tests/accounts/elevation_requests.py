"""People who ask for elevations and approve them, as the console does, and the two workers that act on it."""

import uuid
from typing import Any

from accounts.actions import signed_actions
from accounts.enums import ElevationStep
from accounts.models import ElevationDecision, ElevationRequest, SignedActionOutcome
from accounts.staffing import worker
from analytics.access.elevations.beginning import begin_approved
from tests.accounts.test_staffing import Engineer
from tests.conftest import playing


def asking(who: Engineer, **changes: Any) -> ElevationRequest:
    """What somebody asks for, without its signature."""
    values = {
        "role": "data_scientist",
        "scope": "reviews",
        "key": None,
        "minutes": 60,
        "ticket": "OPS-117",
        "reason": "the model finds no praise in short texts",
        "is_break_glass": False,
    }
    return ElevationRequest(actor_id=who.user.pk, **{**values, **changes})


def ask(who: Engineer, **changes: Any) -> ElevationRequest:
    """Ask for an elevation, signed with a code."""
    request = asking(who, **changes)
    who.proves(request)
    with playing("console"):
        signed_actions.submit(request)
    return request


def decide(
    who: Engineer, request: ElevationRequest, step: ElevationStep = ElevationStep.APPROVE, note: str = ""
) -> ElevationDecision:
    """Approve, refuse or review, signed with a code."""
    decision = ElevationDecision(actor_id=who.user.pk, request=request, step=step, note=note)
    who.proves(decision)
    with playing("console"):
        signed_actions.submit(decision)
    return decision


def settled(act: ElevationRequest | ElevationDecision) -> SignedActionOutcome:
    """What the worker `staffing` makes of it."""
    with playing("staffing"):
        worker.decide_waiting()
    return SignedActionOutcome.objects.get(action_id=act.pk)


def begun() -> int:
    """What the worker `elevation` does when it is told."""
    with playing("elevation"):
        return begin_approved()


def some_id() -> uuid.UUID:
    """The id of nothing."""
    return uuid.uuid4()
