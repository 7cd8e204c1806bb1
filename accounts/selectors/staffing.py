"""Company roles as security engineers see them: who has which until when, what waits, and what nobody has looked at."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import Outcome
from accounts.models import StaffOutcome, StaffProposal, StaffRole, User
from reviews_site.policy.staffing import APPROVER_ROLES, REVIEW_EVERY, REVIEW_GRACE

SHOWN = 30


@dataclass(frozen=True)
class Held:
    """A live role of somebody. `looked_at_by` and `given_by` are addresses, or say that it was a command."""

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
class Asked:
    """A proposal with what came of it. `state` is empty while the worker has not looked at it."""

    proposal: StaffProposal
    by: str
    about: str
    state: str
    says: str


def held_roles(*, reader: uuid.UUID | None = None, overdue: bool = False) -> list[Held]:
    """Every live role, by address; or those that nobody has looked at for a quarter."""
    roles = StaffRole.objects.overdue() if overdue else StaffRole.objects.live()
    found = list(roles.filter(user__is_active=True).select_related("user").order_by("user__email", "role"))
    names = _addresses([person for role in found for person in (role.given_by, role.agreed_by)])
    return [
        Held(
            role.pk,
            role.user.email,
            role.role,
            role.ends_at,
            names.get(role.given_by, role.granted_by),
            names.get(role.agreed_by, ""),
            role.reviewed_at,
            role.user_id == reader,
        )
        for role in found
    ]


def proposals() -> list[Asked]:
    """The latest proposals, each with its outcome."""
    latest = list(StaffProposal.objects.defer("proof").order_by("-id")[:SHOWN])
    outcomes = StaffOutcome.objects.in_bulk([proposal.pk for proposal in latest])
    names = _addresses(
        [each.by for each in latest] + [outcome.about for outcome in outcomes.values() if outcome.about is not None]
    )
    return [_asked(proposal, outcomes.get(proposal.pk), names) for proposal in latest]


def about_whom(proposal_id: uuid.UUID) -> uuid.UUID | None:
    """Whom the worker found a proposal to be about."""
    return StaffOutcome.objects.filter(act=proposal_id).values_list("about", flat=True).first()


def waiting_proposal(proposal_id: uuid.UUID) -> StaffProposal | None:
    """A proposal that waits for a second person."""
    if not StaffOutcome.objects.filter(act=proposal_id, state=Outcome.WAITING).exists():
        return None
    return StaffProposal.objects.defer("proof").filter(pk=proposal_id).first()


def _asked(proposal: StaffProposal, outcome: StaffOutcome | None, names: dict[uuid.UUID | None, str]) -> Asked:
    about = names.get(outcome.about, "") if outcome else ""
    return Asked(
        proposal,
        names.get(proposal.by, "somebody who left"),
        about or proposal.address or "nobody whom the console knows",
        outcome.state if outcome else "",
        outcome.says if outcome else "",
    )


def _addresses(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    return dict(User.objects.filter(pk__in={one for one in ids if one}).values_list("pk", "email"))
