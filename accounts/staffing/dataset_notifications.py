"""Mails about datasets and requests: to those who have to act next, and to the requester when something changed."""

import uuid

from django.conf import settings
from django.db import transaction

from accounts.actions import mail
from accounts.enums import DatasetOutcome
from accounts.models import DatasetNotification, StaffRole
from reviews_site.policy import Permission
from reviews_site.policy.decide import holds
from reviews_site.policy.roles import Role

_ACCEPTED = "A security engineer accepted what {} reveals about people."
# For whoever asked: the subject, and what happened.
_OUTCOMES = {
    DatasetOutcome.ACCEPTED: ("Your request was accepted", f"{_ACCEPTED} Next, a data engineer decides."),
    DatasetOutcome.REGISTERED: (
        "Your request was approved",
        "{} was approved, and its audience can read it.",
    ),
    DatasetOutcome.REFUSED: (
        "Your request was refused",
        "The request for {} was refused. Its page gives the reason, and there you can ask again.",
    ),
    DatasetOutcome.FAILED: (
        "Your request failed",
        "{} can’t be registered as requested. The page of the request lists the problems, and there you can ask again.",
    ),
}


def notify_asked(request_id: uuid.UUID, name: str, reason: str) -> None:
    """Mail everybody who accepts or approves that somebody asked."""
    for permission, need in (
        (Permission.DATASET_ACCEPT, "If it is about people, it needs your acceptance or a colleague’s."),
        (Permission.DATASET_DECIDE, "It needs an approval: if it is about people, once that was accepted."),
    ):
        sentence = f"Somebody requested the dataset {name}. {need}"
        _notify_holders(permission, f"requests/{request_id}", "A dataset was requested", sentence, reason)


def notify_accepted(request_id: uuid.UUID, name: str) -> None:
    """Mail everybody who approves that nothing else is waited for."""
    sentence = f"{_ACCEPTED.format(name)} Now it needs an approval."
    _notify_holders(Permission.DATASET_DECIDE, f"requests/{request_id}", "A dataset needs an approval", sentence)


def notify_withdrawn(version: str, reason: str) -> None:
    """Mail everybody who could have withdrawn it that somebody did."""
    sentence = f"Somebody withdrew the dataset {version}: within seconds nobody can read it. The audit log says who."
    page = f"datasets/{version.partition('@')[0]}"
    _notify_holders(Permission.DATASET_WITHDRAW, page, "A dataset was withdrawn", sentence, reason)


def _notify_holders(permission: Permission, page: str, subject: str, sentence: str, reason: str = "") -> None:
    roles = [str(role) for role in Role if holds([role], permission)]
    live = StaffRole.objects.live().filter(role__in=roles, user__is_active=True)
    for address in sorted(set(live.values_list("user__email", flat=True))):
        _mail(address, page, subject, sentence, reason)


@transaction.atomic
def notify_who_asked() -> int:
    """Mail what became of requests to whoever asked, once; how many were mailed. The registrar says who asked."""
    waiting = DatasetNotification.objects.exclude(address="").order_by("pk").select_for_update(skip_locked=True)
    notified = 0
    for each in list(waiting):
        if _is_colleague(each.address):
            subject, sentence = _OUTCOMES[DatasetOutcome(each.outcome)]
            _mail(each.address, f"requests/{each.request_id}", subject, sentence.format(each.name))
            notified += 1
        each.address = ""
        each.save(update_fields=["address"])
    return notified


def _is_colleague(address: str) -> bool:
    return StaffRole.objects.live().filter(user__email=address, user__is_active=True).exists()


def _mail(address: str, page: str, subject: str, sentence: str, reason: str = "") -> None:
    shown = {"sentence": sentence, "reason": reason, "url": f"{settings.CONSOLE_URL}/{page}/"}
    mail.queue_template("dataset_request", shown, to=address, subject=subject)
