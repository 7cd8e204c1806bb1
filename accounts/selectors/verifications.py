"""Where someone's own check stands, put together from request, session and status."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import Reason, State
from accounts.models import User, VerificationRequest, VerificationSession, VerificationStatus
from accounts.rules import OPENING_MINUTES, SETTLED
from accounts.selectors.confirmations import Confirmation, confirmation_of


@dataclass(frozen=True)
class Verification:
    """One page's worth: the state, why not, where to go on, and the confirmation if there is or was one."""

    state: State
    reason: str = ""
    hosted_url: str = ""
    confirmation: Confirmation | None = None


def verification_of(user: User) -> Verification:
    """The state of the person's check. At most three queries."""
    confirmation = confirmation_of(user)
    if confirmation and confirmation.is_live:
        return Verification(State.CONFIRMED, confirmation=confirmation)
    request = VerificationRequest.objects.filter(user=user).select_related("session").order_by("-id").first()
    if request is None:
        return Verification(_ended(user) if confirmation is None else State.EXPIRED, confirmation=confirmation)
    session: VerificationSession | None = getattr(request, "session", None)
    if session is None:
        return _without_session(request.requested_at, confirmation)
    if session.state == State.CONFIRMED:
        return Verification(State.EXPIRED if confirmation else _ended(user), confirmation=confirmation)
    reason = Reason(session.reason).label if session.reason else ""
    hosted_url = "" if session.state in SETTLED else session.hosted_url
    return Verification(State(session.state), str(reason), hosted_url, confirmation)


def _ended(user: User) -> State:
    withdrawn = VerificationStatus.objects.filter(user=user, state=State.WITHDRAWN).exists()
    return State.WITHDRAWN if withdrawn else State.NOT_STARTED


def _without_session(requested_at: datetime, confirmation: Confirmation | None) -> Verification:
    waited_too_long = requested_at < timezone.now() - timedelta(minutes=OPENING_MINUTES)
    if waited_too_long:
        return Verification(State.FAILED, str(Reason.PROVIDER_FAILED.label), confirmation=confirmation)
    return Verification(State.OPENING, confirmation=confirmation)
