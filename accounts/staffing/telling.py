"""Mails on company roles: to whom it is about, and to every security engineer."""

from uuid import UUID

from accounts.actions import mails, staff
from accounts.enums import Change, Verdict
from accounts.models import StaffDecision, StaffProposal, StaffRole, User
from reviews_site.policy import Role

_DONE = {
    Change.GIVE: "A company role was given",
    Change.END: "A company role was ended",
    Change.KEEP: "A company role was confirmed",
}
_WAITS = "A company role waits for a second security engineer"
_REFUSED = "A company role was not given"


def tell(proposal: StaffProposal, person: User, *, second: StaffDecision | None, waits: bool = False) -> None:
    """Tell whom it is about, unless nothing has happened yet, and everybody who gives roles."""
    refused = second is not None and second.verdict == Verdict.REFUSE
    subject = _WAITS if waits else _REFUSED if refused else _DONE[Change(proposal.change)]
    page = {
        "subject": subject,
        "person": person.email,
        "role": proposal.role.replace("_", " "),
        "ends_at": proposal.ends_at,
        "reason": proposal.reason,
        "by": _address(proposal.by),
        "second": _address(second.by) if second else "",
        "waits": waits,
    }
    everybody = {*security_engineers(), *(() if waits else (person.email,))}
    for address in sorted(everybody):
        mails.write("staffing", page, to=address, subject=subject)


def security_engineers() -> list[str]:
    """The addresses of everybody who gives roles now."""
    assigning = [str(role) for role in Role if staff.assigns(role)]
    live = StaffRole.objects.live().filter(role__in=assigning, user__is_active=True)
    return sorted(live.values_list("user__email", flat=True).distinct())


def _address(user_id: UUID) -> str:
    return str(User.objects.filter(pk=user_id).values_list("email", flat=True).first() or "somebody")
