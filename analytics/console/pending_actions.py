"""Signed actions as a session keeps them until they are signed, and in the words of the signing page."""

import uuid
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as in_format

from accounts.enums import AppealState, AppealStep, ClaimStep, DatasetStep, ProposalAnswer, RoleChange, SuggestionStep
from accounts.models import (
    AppealAction,
    ClaimAction,
    DatasetDecision,
    ElevationDecision,
    ElevationRequest,
    RoleDecision,
    RoleProposal,
    SignedAction,
    SuggestionAction,
)
from accounts.selectors import appeals
from accounts.selectors import role_changes as selectors
from analytics.console import elevation_actions
from analytics.datasets import requests, withdrawals
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest
from restaurants.enums import ClaimState
from restaurants.selectors.claims import claim_to_decide
from restaurants.selectors.page_suggestions import shown_at_console, suggestion_to_decide
from reviews_site.policy.staffing import APPROVER_ROLES

OUTCOMES = {AppealState.GRANTED: "Grant the appeal", AppealState.UPHELD: "Uphold the refusal"}
_ANSWERS = {ProposalAnswer.AGREE: "You agree", ProposalAnswer.REFUSE: "You refuse"}
_PROPOSAL_FIELDS = ("change", "address", "role", "reason")
_DATASET_FIELDS = ("digest", "name", "step", "people_columns", "reason")
_APPEAL_FIELDS = ("step", "outcome", "reason")


def for_session(act: SignedAction) -> dict[str, str]:
    """The action as a session keeps it, without a signature."""
    values = {"id": str(act.pk), "actor_id": str(act.actor_id), "created_at": act.created_at.isoformat()}
    match act:
        case ElevationRequest() | ElevationDecision():
            return values | elevation_actions.for_session(act)
        case RoleDecision():
            return values | {"proposal": str(act.proposal_id), "answer": str(act.answer)}
        case ClaimAction():
            return values | {"claim_id": str(act.claim_id), "step": str(act.step), "reason": act.reason}
        case SuggestionAction():
            return values | {"suggestion_id": str(act.suggestion_id), "step": str(act.step)}
        case RoleProposal():
            ends = act.ends_at.isoformat() if act.ends_at else ""
            return values | {name: str(getattr(act, name)) for name in _PROPOSAL_FIELDS} | {"ends_at": ends}
        case DatasetDecision():
            group = str(act.smallest_group or "")
            ends = act.ends_at.isoformat() if act.ends_at else ""
            fields = {name: str(getattr(act, name)) for name in ("request_id", *_DATASET_FIELDS)}
            return values | fields | {"smallest_group": group, "ends_at": ends}
        case _:
            return values | {name: str(getattr(act, name)) for name in ("appeal_id", *_APPEAL_FIELDS)}


def from_session(values: dict[str, str]) -> SignedAction | None:
    """The action; None where the appeal or proposal does not wait any more."""
    common: dict[str, Any] = {"id": uuid.UUID(values["id"]), "actor_id": uuid.UUID(values["actor_id"])}
    common["created_at"] = datetime.fromisoformat(values["created_at"])
    if "appeal_id" in values:
        appeal = uuid.UUID(values["appeal_id"])
        fields = {name: values[name] for name in _APPEAL_FIELDS}
        return AppealAction(**common, **fields, appeal_id=appeal) if appeals.open_appeal(appeal) else None
    if "claim_id" in values:
        claim = claim_to_decide(uuid.UUID(values["claim_id"]))
        fields = {name: values[name] for name in ("step", "reason")}
        return ClaimAction(**common, **fields, claim_id=claim.pk) if claim else None
    if "suggestion_id" in values:
        waiting = suggestion_to_decide(uuid.UUID(values["suggestion_id"]))
        return SuggestionAction(**common, step=values["step"], suggestion_id=waiting.pk) if waiting else None
    if "elevation" in values or "break_glass" in values:
        return elevation_actions.from_session(values, common)
    if "request_id" in values:
        return _dataset_decision(values, common)
    if "proposal" in values:
        proposal = selectors.waiting_proposal(uuid.UUID(values["proposal"]))
        return RoleDecision(**common, proposal=proposal, answer=values["answer"]) if proposal else None
    ends_at = datetime.fromisoformat(values["ends_at"]) if values["ends_at"] else None
    return RoleProposal(**common, **{name: values[name] for name in _PROPOSAL_FIELDS}, ends_at=ends_at)


def _dataset_decision(values: dict[str, str], common: dict[str, Any]) -> DatasetDecision | None:
    """The decision, if the request waits, or the version stands, and is what it was."""
    if values["step"] == DatasetStep.WITHDRAW:
        version = withdrawals.version_under(uuid.UUID(values["request_id"]))
        fields = {name: values[name] for name in ("request_id", *_DATASET_FIELDS)}
        return DatasetDecision(**common, **fields) if version else None
    request = DatasetRequest.objects.filter(pk=uuid.UUID(values["request_id"]), state=RequestState.WAITING).first()
    if request is None or requests.digest_of(request) != values["digest"]:
        return None
    return DatasetDecision(
        **common,
        **{name: values[name] for name in _DATASET_FIELDS},
        request_id=request.pk,
        smallest_group=int(values["smallest_group"]) if values["smallest_group"] else None,
        ends_at=datetime.fromisoformat(values["ends_at"]) if values["ends_at"] else None,
    )


def describe(act: SignedAction) -> dict[str, Any]:
    """What the signing page shows: a heading, facts by name, and the page to go back to."""
    if isinstance(act, AppealAction):
        context = {"says": AppealStep(act.step).label, "facts": _appeal_facts(act), "place": "The appeal"}
    elif isinstance(act, ClaimAction):
        context = {"says": ClaimStep(act.step).label, "facts": _claim_facts(act), "place": "The claim"}
    elif isinstance(act, SuggestionAction):
        facts = _suggestion_facts(act)
        context = {"says": SuggestionStep(act.step).label, "facts": facts, "place": "Suggestions"}
    elif isinstance(act, DatasetDecision):
        place = "The dataset" if act.step == DatasetStep.WITHDRAW else "The request"
        context = {"says": DatasetStep(act.step).label, "facts": _dataset_facts(act), "place": place}
    elif isinstance(act, ElevationRequest | ElevationDecision):
        context = elevation_actions.describe(act)
    elif isinstance(act, RoleDecision):
        context = {"says": _ANSWERS[ProposalAnswer(act.answer)], "facts": _role_facts(act.proposal), "place": "People"}
    else:
        assert isinstance(act, RoleProposal)  # noqa: S101 - tells mypy what is left
        then = {"Then": "a second security engineer decides"} if _takes_two(act) else {}
        context = {"says": "Your proposal", "facts": _role_facts(act) | then, "place": "People"}
    return context | {"back": page_for(act)}


def page_for(act: SignedAction) -> str:
    """The page that shows the outcome."""
    match act:
        case AppealAction():
            return reverse("console:appeal", args=[act.appeal_id])
        case ClaimAction():
            return reverse("console:claim", args=[act.claim_id])
        case SuggestionAction():
            return reverse("console:suggestions")
        case ElevationRequest() | ElevationDecision():
            return elevation_actions.page_for(act)
        case DatasetDecision(step=DatasetStep.WITHDRAW):
            return reverse("console:dataset", args=[act.name.partition("@")[0]])
        case DatasetDecision():
            return reverse("console:request", args=[act.request_id])
        case _:
            return reverse("console:people")


def _dataset_facts(act: DatasetDecision) -> dict[str, str]:
    facts = {"Dataset": act.name}
    if act.step == DatasetStep.ACCEPT:
        facts["Smallest group"] = f"{act.smallest_group} people who can’t be told apart, at least"
        facts["Columns on people, together"] = act.people_columns.replace(",", ", ") or "none"
    if act.step == DatasetStep.WITHDRAW:
        return facts | {"Then": "nobody can read this version", "Reason": act.reason}
    until = {"Until": in_format(act.ends_at, "j F Y")} if act.ends_at else {}
    return facts | until | ({"Reason": act.reason} if act.reason else {}) | {"SHA-256 of the request": act.digest}


def _role_facts(proposal: RoleProposal) -> dict[str, str]:
    until = {"Until": in_format(proposal.ends_at, "j F Y")} if proposal.ends_at else {}
    change = f"{RoleChange(proposal.change).label}: {proposal.role.replace('_', ' ')}"
    return {"Person": proposal.address, "Change": change, **until, "Reason": proposal.reason}


def _takes_two(proposal: RoleProposal) -> bool:
    return proposal.role in APPROVER_ROLES and proposal.change == RoleChange.GRANT


def _appeal_facts(act: AppealAction) -> dict[str, str]:
    then = {"Then": "a security engineer decides"} if act.step == AppealStep.PROPOSE else {}
    about = appeals.open_appeal(act.appeal_id)
    asked = (
        {"Sent on": f"{in_format(about.submitted_at, 'j F Y, H:i')} UTC", "Statement": about.statement} if about else {}
    )
    return {**asked, "Outcome": OUTCOMES[AppealState(act.outcome)], "Reason": act.reason, **then}


def _claim_facts(act: ClaimAction) -> dict[str, str]:
    about = claim_to_decide(act.claim_id)
    if about is None:
        return {}
    facts = {
        "Restaurant": ", ".join(filter(None, about.place_lines)),
        "Proof": about.get_proof_display(),
        **({"Mailbox": about.address} if about.address else {}),
        "Sent on": f"{in_format(about.submitted_at, 'j F Y, H:i')} UTC",
    }
    if act.step == ClaimStep.REFUSE:
        return facts | {"Then": "the claim is refused", "Reason": act.reason}
    is_second = about.state == ClaimState.HALF_APPROVED
    return facts | {"Then": "whoever claims it is its owner" if is_second else "a security engineer decides"}


def _suggestion_facts(act: SuggestionAction) -> dict[str, str]:
    waiting = suggestion_to_decide(act.suggestion_id)
    if waiting is None:
        return {}
    ((_, says),) = shown_at_console([waiting])
    then = "the page says so" if act.step == SuggestionStep.ACCEPT else "the page stays as it is"
    facts = {"Restaurant": f"{waiting.restaurant.name}, {waiting.restaurant.town}", "Suggestion": str(says.kind.label)}
    return facts | ({"Now": says.now, "Suggested": says.then} if says.then else {}) | {"Then": then}
