"""Company roles as security engineers see them: live roles, proposals that wait, and overdue reviews."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import ActionOutcome
from accounts.models import RoleProposal, SignedActionOutcome, StaffRole, User
from reviews_site.policy.staffing import APPROVER_ROLES, REVIEW_EVERY, REVIEW_GRACE

SHOWN = 30


@dataclass(frozen=True)
class LiveRole:
    """A live role of a person. `given_by` and `agreed_by` are addresses, or say that a command gave it."""

    pk: uuid.UUID
    email: str
    role: str
    ends_at: datetime
    given_by: str
    agreed_by: str
    reviewed_at: datetime
    is_mine: bool

    @property
    def due_at(self) -> datetime:
        """When somebody has to have looked at it again."""
        return self.reviewed_at + REVIEW_EVERY

    @property
    def lapses_at(self) -> datetime:
        """When it ends by itself, if nobody looks."""
        return min(self.ends_at, self.due_at + REVIEW_GRACE)

    @property
    def takes_two(self) -> bool:
        """Whether giving it takes a second person."""
        return self.role in APPROVER_ROLES


@dataclass(frozen=True)
class ProposalRow:
    """A proposal and its outcome. `state` is empty while the worker has not looked at it."""

    proposal: RoleProposal
    proposed_by: str
    person: str
    state: str
    message: str


def live_roles(*, reader: uuid.UUID | None = None, overdue: bool = False) -> list[LiveRole]:
    """Every live role, by address; or those that nobody has looked at for a quarter."""
    roles = StaffRole.objects.overdue() if overdue else StaffRole.objects.live()
    found = list(roles.filter(user__is_active=True).select_related("user").order_by("user__email", "role"))
    names = _addresses([person for role in found for person in (role.proposed_by, role.approved_by)])
    return [
        LiveRole(
            role.pk,
            role.user.email,
            role.role,
            role.ends_at,
            names.get(role.proposed_by, role.granted_by),
            names.get(role.approved_by, ""),
            role.reviewed_at,
            role.user_id == reader,
        )
        for role in found
    ]


def recent_proposals() -> list[ProposalRow]:
    """The latest proposals, each with its outcome."""
    latest = list(RoleProposal.objects.defer("signature").order_by("-id")[:SHOWN])
    outcomes = SignedActionOutcome.objects.in_bulk([proposal.pk for proposal in latest])
    names = _addresses(
        [each.actor_id for each in latest]
        + [outcome.object_id for outcome in outcomes.values() if outcome.object_id is not None]
    )
    return [_asked(proposal, outcomes.get(proposal.pk), names) for proposal in latest]


def subject_of_proposal(proposal_id: uuid.UUID) -> uuid.UUID | None:
    """Whom the worker found a proposal to be about."""
    return SignedActionOutcome.objects.filter(action_id=proposal_id).values_list("object_id", flat=True).first()


def waiting_proposal(proposal_id: uuid.UUID) -> RoleProposal | None:
    """A proposal that waits for a second person."""
    if not SignedActionOutcome.objects.filter(action_id=proposal_id, state=ActionOutcome.WAITING).exists():
        return None
    return RoleProposal.objects.defer("signature").filter(pk=proposal_id).first()


def _asked(
    proposal: RoleProposal, outcome: SignedActionOutcome | None, names: dict[uuid.UUID | None, str]
) -> ProposalRow:
    about = names.get(outcome.object_id, "") if outcome else ""
    return ProposalRow(
        proposal,
        names.get(proposal.actor_id, "somebody who left"),
        about or proposal.address or "nobody whom the console knows",
        outcome.state if outcome else "",
        outcome.message if outcome else "",
    )


def _addresses(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    return dict(User.objects.filter(pk__in={one for one in ids if one}).values_list("pk", "email"))
