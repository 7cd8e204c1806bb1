"""Acts as the console keeps them in a session until they are proved, and in the words that their proof is of."""

import uuid
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as in_format

from accounts.enums import AppealState, AppealStep, Change, Verdict
from accounts.models import AppealAct, StaffAct, StaffDecision, StaffProposal
from accounts.selectors import appeals
from accounts.selectors import staffing as selectors
from reviews_site.policy.staffing import APPROVER_ROLES

OUTCOMES = {AppealState.GRANTED: "Grant it", AppealState.UPHELD: "Let the refusal stay"}
_SAYS = {Verdict.AGREE: "You agree", Verdict.REFUSE: "You refuse"}
_PROPOSED = ("change", "address", "role", "reason")
_SAID = ("step", "outcome", "because")


def for_session(act: StaffAct) -> dict[str, str]:
    """An act as a session keeps it, without a proof."""
    kept = {"id": str(act.pk), "by": str(act.by), "at": act.at.isoformat()}
    match act:
        case StaffDecision():
            return kept | {"proposal": str(act.proposal_id), "verdict": str(act.verdict)}
        case StaffProposal():
            ends = act.ends_at.isoformat() if act.ends_at else ""
            return kept | {name: str(getattr(act, name)) for name in _PROPOSED} | {"ends_at": ends}
        case _:
            return kept | {name: str(getattr(act, name)) for name in ("appeal", *_SAID)}


def from_session(kept: dict[str, str]) -> StaffAct | None:
    """The act; None where what it is about does not wait any more."""
    same: dict[str, Any] = {"id": uuid.UUID(kept["id"]), "by": uuid.UUID(kept["by"])}
    same["at"] = datetime.fromisoformat(kept["at"])
    if "appeal" in kept:
        appeal = uuid.UUID(kept["appeal"])
        said = {name: kept[name] for name in _SAID}
        return AppealAct(**same, **said, appeal=appeal) if appeals.open_appeal(appeal) else None
    if "proposal" in kept:
        proposal = selectors.waiting_proposal(uuid.UUID(kept["proposal"]))
        return StaffDecision(**same, proposal=proposal, verdict=kept["verdict"]) if proposal else None
    ends_at = datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None
    return StaffProposal(**same, **{name: kept[name] for name in _PROPOSED}, ends_at=ends_at)


def in_words(act: StaffAct) -> dict[str, Any]:
    """What the page of a proof says: a heading, facts by name, and where it leads back to."""
    if isinstance(act, AppealAct):
        shown = {"says": AppealStep(act.step).label, "facts": _of_an_appeal(act), "place": "The appeal"}
    elif isinstance(act, StaffDecision):
        shown = {"says": _SAYS[Verdict(act.verdict)], "facts": _of_a_role(act.proposal), "place": "People"}
    else:
        assert isinstance(act, StaffProposal)  # noqa: S101 - tells mypy what is left
        then = {"Then": "a second security engineer decides"} if _takes_two(act) else {}
        shown = {"says": "You ask", "facts": _of_a_role(act) | then, "place": "People"}
    return shown | {"back": page_of(act)}


def page_of(act: StaffAct) -> str:
    """Where what came of it stands."""
    return reverse("console:appeal", args=[act.appeal]) if isinstance(act, AppealAct) else reverse("console:people")


def _of_a_role(proposal: StaffProposal) -> dict[str, str]:
    until = {"Until": in_format(proposal.ends_at, "j F Y")} if proposal.ends_at else {}
    what = f"{Change(proposal.change).label}: {proposal.role.replace('_', ' ')}"
    return {"Whom": proposal.address, "What": what, **until, "Why": proposal.reason}


def _takes_two(proposal: StaffProposal) -> bool:
    return proposal.role in APPROVER_ROLES and proposal.change == Change.GIVE


def _of_an_appeal(act: AppealAct) -> dict[str, str]:
    then = {"Then": "a security engineer decides"} if act.step == AppealStep.PROPOSE else {}
    about = appeals.open_appeal(act.appeal)
    asked = {"Asked on": f"{in_format(about.asked_at, 'j F Y, H:i')} UTC", "Words": about.words} if about else {}
    return {**asked, "Outcome": OUTCOMES[AppealState(act.outcome)], "Why": act.because, **then}
