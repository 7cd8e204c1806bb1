"""Signed actions on elevations, as a session keeps them, and in the words that are signed: scope and duration."""

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.enums import ElevationStep
from accounts.models import ElevationDecision, ElevationRequest, User
from accounts.selectors import elevations
from analytics.console.elevation_forms import parse_key, title_of
from reviews_site.policy.elevations import describe_scope, rule_for

ElevationAct = ElevationRequest | ElevationDecision
_TEXTS = ("role", "scope", "ticket", "reason")


def for_session(act: ElevationAct) -> dict[str, str]:
    """The fields of the action, without a signature."""
    if isinstance(act, ElevationDecision):
        return {"elevation": str(act.request_id), "step": str(act.step), "note": act.note}
    texts = {name: str(getattr(act, name)) for name in _TEXTS}
    broken = "yes" if act.is_break_glass else ""
    return texts | {"minutes": str(act.minutes), "key": str(act.key or ""), "break_glass": broken}


def from_session(values: dict[str, str], common: dict[str, Any]) -> ElevationAct | None:
    """The action; None where what it is about does not wait any more."""
    if "elevation" not in values:
        return ElevationRequest(
            **common,
            **{name: values[name] for name in _TEXTS},
            minutes=int(values["minutes"]),
            key=parse_key(values["key"]),
            is_break_glass=bool(values["break_glass"]),
        )
    find = elevations.reviewable_request if values["step"] == ElevationStep.REVIEW else elevations.waiting_request
    request = find(uuid.UUID(values["elevation"]))
    step = {"step": values["step"], "note": values["note"]}
    return ElevationDecision(**common, **step, request=request) if request else None


def describe(act: ElevationAct) -> dict[str, Any]:
    """What the signing page shows."""
    if isinstance(act, ElevationDecision):
        asker = User.objects.filter(pk=act.request.actor_id).values_list("email", flat=True).first()
        facts = {"Who asks": asker or "somebody who left", **_facts(act.request)}
        note = {"What you found": act.note} if act.note else {}
        return {"says": ElevationStep(act.step).label, "facts": facts | note, "place": "The elevation"}
    says = "You break glass" if act.is_break_glass else "Your request"
    return {"says": says, "facts": _facts(act) | {"Then": _then(act)}, "place": "Elevations"}


def page_for(act: ElevationAct) -> str:
    """The page that shows the outcome."""
    return reverse("console:elevation", args=[act.request_id if isinstance(act, ElevationDecision) else act.pk])


def _facts(request: ElevationRequest) -> dict[str, str]:
    return {
        "Read": describe_scope(request.scope, request.key),
        "As": title_of(request.role),
        "For": f"{request.minutes} minutes from the moment when the login is made",
        "Ticket": request.ticket,
        "Reason": request.reason,
    }


def _then(request: ElevationRequest) -> str:
    if request.is_break_glass:
        return "the login is made at once, every security engineer is mailed, and one reviews it within a day"
    rule = rule_for(request.role, request.scope, settings.PLATEMARK_ENV)
    people = (
        "two security engineers approve"
        if rule and rule.approvals(settings.PLATEMARK_ENV) > 1
        else ("a security engineer approves")
    )
    return f"{people} it within an hour, or it is closed"
