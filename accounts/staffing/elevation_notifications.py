"""Mails about elevations: to approvers, to the requester, and at once to everybody where somebody breaks glass."""

from collections.abc import Iterable

from django.conf import settings

from accounts.actions import mail
from accounts.models import ElevationRequest, StaffRole, User
from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import holds
from reviews_site.policy.elevations import describe_scope


def notify_asked(request: ElevationRequest) -> None:
    """Mail everybody who may approve it."""
    sentence = f"Somebody asks to read {_what(request)}. It takes an approval within an hour."
    _mail(_approvers(), request, "An elevation waits for an approval", sentence)


def notify_approved(request: ElevationRequest) -> None:
    """Mail whoever asked."""
    person = User.objects.filter(pk=request.actor_id).values_list("email", flat=True)
    sentence = f"You may read {_what(request)}. The time runs; the page hands out the secret once, for ten minutes."
    _mail(person, request, "Your elevation was approved", sentence)


def notify_break_glass(request: ElevationRequest) -> None:
    """Mail every security engineer that somebody reads without an approval."""
    sentence = f"Somebody broke glass to read {_what(request)}, without an approval. Review it within a day."
    _mail(_approvers(), request, "Somebody broke glass", sentence)


def _what(request: ElevationRequest) -> str:
    return f"{describe_scope(request.scope, request.key)} for {request.minutes} minutes ({request.ticket})"


def _approvers() -> Iterable[str]:
    roles = [str(role) for role in Role if holds([role], Permission.ELEVATION_APPROVE)]
    live = StaffRole.objects.live().filter(role__in=roles, user__is_active=True)
    return sorted(set(live.values_list("user__email", flat=True)))


def _mail(to: Iterable[str], request: ElevationRequest, subject: str, sentence: str) -> None:
    page = {"sentence": sentence, "reason": request.reason, "url": f"{settings.CONSOLE_URL}/elevations/{request.pk}/"}
    for address in to:
        mail.queue_template("dataset_request", page, to=address, subject=subject)
