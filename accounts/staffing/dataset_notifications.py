"""Mails on requests for datasets, to whoever is waited for: first those who accept, then those who approve."""

from accounts.actions import mail
from accounts.models import StaffRole
from reviews_site.policy import Permission
from reviews_site.policy.decide import holds
from reviews_site.policy.roles import Role

ASKED = "A dataset was asked for"
ACCEPTED = "What a dataset tells of people was accepted"


def notify_asked(name: str, reason: str) -> None:
    """Tell everybody who accepts or approves that somebody asked."""
    for permission, waits in (
        (Permission.DATASET_ACCEPT, "if it tells of people, somebody accepts that first."),
        (
            Permission.DATASET_DECIDE,
            "once it was checked, and accepted where it tells of people, somebody approves it.",
        ),
    ):
        _notify(permission, {"subject": ASKED, "name": name, "reason": reason, "waits": waits})


def notify_accepted(name: str) -> None:
    """Tell everybody who approves that nothing else is waited for."""
    _notify(Permission.DATASET_DECIDE, {"subject": ACCEPTED, "name": name, "waits": "it waits for an approval."})


def _notify(permission: Permission, page: dict[str, str]) -> None:
    roles = [str(role) for role in Role if holds([role], permission)]
    live = StaffRole.objects.live().filter(role__in=roles, user__is_active=True)
    for address in sorted(set(live.values_list("user__email", flat=True))):
        mail.queue_template("dataset_request", page, to=address, subject=page["subject"])
