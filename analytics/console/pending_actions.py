"""Acts as the console keeps them in a session until they are proved, and in the words that their proof is of."""

import uuid
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as in_format

from accounts.enums import AppealState, AppealStep, ProposalAnswer, RoleChange
from accounts.models import AppealAction, RoleDecision, RoleProposal, SignedAction
from accounts.selectors import appeals
from accounts.selectors import role_changes as selectors
from reviews_site.policy.staffing import APPROVER_ROLES

OUTCOMES = {AppealState.GRANTED: "Grant it", AppealState.UPHELD: "Let the refusal stay"}
_SAYS = {ProposalAnswer.AGREE: "You agree", ProposalAnswer.REFUSE: "You refuse"}
_PROPOSED = ("change", "address", "role", "reason")
_SAID = ("step", "outcome", "reason")


def for_session(act: SignedAction) -> dict[str, str]:
    """An act as a session keeps it, without a proof."""
    kept = {"id": str(act.pk), "actor_id": str(act.actor_id), "created_at": act.created_at.isoformat()}
    match act:
        case RoleDecision():
            return kept | {"proposal": str(act.proposal_id), "answer": str(act.answer)}
        case RoleProposal():
            ends = act.ends_at.isoformat() if act.ends_at else ""
            return kept | {name: str(getattr(act, name)) for name in _PROPOSED} | {"ends_at": ends}
        case _:
            return kept | {name: str(getattr(act, name)) for name in ("appeal_id", *_SAID)}


def from_session(kept: dict[str, str]) -> SignedAction | None:
    """The act; None where what it is about does not wait any more."""
    same: dict[str, Any] = {"id": uuid.UUID(kept["id"]), "actor_id": uuid.UUID(kept["actor_id"])}
    same["created_at"] = datetime.fromisoformat(kept["created_at"])
    if "appeal_id" in kept:
        appeal = uuid.UUID(kept["appeal_id"])
        said = {name: kept[name] for name in _SAID}
        return AppealAction(**same, **said, appeal_id=appeal) if appeals.open_appeal(appeal) else None
    if "proposal" in kept:
        proposal = selectors.waiting_proposal(uuid.UUID(kept["proposal"]))
        return RoleDecision(**same, proposal=proposal, answer=kept["answer"]) if proposal else None
    ends_at = datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None
    return RoleProposal(**same, **{name: kept[name] for name in _PROPOSED}, ends_at=ends_at)


def describe(act: SignedAction) -> dict[str, Any]:
    """What the page of a proof says: a heading, facts by name, and where it leads back to."""
    if isinstance(act, AppealAction):
        shown = {"says": AppealStep(act.step).label, "facts": _of_an_appeal(act), "place": "The appeal"}
    elif isinstance(act, RoleDecision):
        shown = {"says": _SAYS[ProposalAnswer(act.answer)], "facts": _of_a_role(act.proposal), "place": "People"}
    else:
        assert isinstance(act, RoleProposal)  # noqa: S101 - tells mypy what is left
        then = {"Then": "a second security engineer decides"} if _takes_two(act) else {}
        shown = {"says": "You ask", "facts": _of_a_role(act) | then, "place": "People"}
    return shown | {"back": page_for(act)}


def page_for(act: SignedAction) -> str:
    """Where what came of it stands."""
    return (
        reverse("console:appeal", args=[act.appeal_id]) if isinstance(act, AppealAction) else reverse("console:people")
    )


def _of_a_role(proposal: RoleProposal) -> dict[str, str]:
    until = {"Until": in_format(proposal.ends_at, "j F Y")} if proposal.ends_at else {}
    what = f"{RoleChange(proposal.change).label}: {proposal.role.replace('_', ' ')}"
    return {"Whom": proposal.address, "What": what, **until, "Why": proposal.reason}


def _takes_two(proposal: RoleProposal) -> bool:
    return proposal.role in APPROVER_ROLES and proposal.change == RoleChange.GRANT


def _of_an_appeal(act: AppealAction) -> dict[str, str]:
    then = {"Then": "a security engineer decides"} if act.step == AppealStep.PROPOSE else {}
    about = appeals.open_appeal(act.appeal_id)
    asked = (
        {"Asked on": f"{in_format(about.submitted_at, 'j F Y, H:i')} UTC", "Words": about.statement} if about else {}
    )
    return {**asked, "Outcome": OUTCOMES[AppealState(act.outcome)], "Why": act.reason, **then}
