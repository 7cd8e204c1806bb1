"""Mails on company roles: to whom it is about, and to every security engineer."""

from uuid import UUID

from accounts.actions import mail, staff
from accounts.enums import ProposalAnswer, RoleChange
from accounts.models import RoleDecision, RoleProposal, StaffRole, User
from reviews_site.policy import Role

_DONE = {
    RoleChange.GRANT: "A company role was given",
    RoleChange.REVOKE: "A company role was ended",
    RoleChange.CONFIRM: "A company role was confirmed",
}
_WAITS = "A company role waits for a second security engineer"
_REFUSED = "A company role was not given"


def notify(proposal: RoleProposal, person: User, *, second: RoleDecision | None, waits: bool = False) -> None:
    """Tell whom it is about, unless nothing has happened yet, and everybody who gives roles."""
    refused = second is not None and second.answer == ProposalAnswer.REFUSE
    subject = _WAITS if waits else _REFUSED if refused else _DONE[RoleChange(proposal.change)]
    page = {
        "subject": subject,
        "person": person.email,
        "role": proposal.role.replace("_", " "),
        "ends_at": proposal.ends_at,
        "reason": proposal.reason,
        "by": _address(proposal.actor_id),
        "second": _address(second.actor_id) if second else "",
        "waits": waits,
    }
    everybody = {*security_engineers(), *(() if waits else (person.email,))}
    for address in sorted(everybody):
        mail.queue_template("staffing", page, to=address, subject=subject)


def security_engineers() -> list[str]:
    """The addresses of everybody who gives roles now."""
    assigning = [str(role) for role in Role if staff.assigns_roles(role)]
    live = StaffRole.objects.live().filter(role__in=assigning, user__is_active=True)
    return sorted(live.values_list("user__email", flat=True).distinct())


def _address(user_id: UUID) -> str:
    return str(User.objects.filter(pk=user_id).values_list("email", flat=True).first() or "somebody")
