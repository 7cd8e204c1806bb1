"""Where someone's own check stands, put together from request, session and status."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import Forgetting, Provider, Reason, State
from accounts.models import User, VerificationRequest, VerificationSession, VerificationStatus
from accounts.rules import OPENING_MINUTES, SETTLED, USUAL_SECONDS
from accounts.selectors.confirmations import Confirmation, confirmation_of


@dataclass(frozen=True)
class Verification:
    """One page's worth: the state, why not, where to go on, and the confirmation if there is or was one.

    `provider` and `forgetting` are words for the person; `is_slow`, whether a wait takes longer than it usually does.
    """

    state: State
    reason: str = ""
    hosted_url: str = ""
    confirmation: Confirmation | None = None
    provider: str = ""
    forgetting: str = ""
    is_slow: bool = False


def verification_of(user: User) -> Verification:
    """The state of the person's check. At most three queries."""
    confirmation = confirmation_of(user)
    request = VerificationRequest.objects.filter(user=user).select_related("session").order_by("-id").first()
    session: VerificationSession | None = getattr(request, "session", None)
    if confirmation and confirmation.is_live:
        return _of_session(State.CONFIRMED, session, confirmation)
    if request is None:
        return Verification(_ended(user) if confirmation is None else State.EXPIRED, confirmation=confirmation)
    if session is None:
        return _without_session(request.requested_at, confirmation)
    if session.state == State.CONFIRMED:
        return _of_session(State.EXPIRED if confirmation else _ended(user), session, confirmation)
    return _of_session(State(session.state), session, confirmation)


def _of_session(state: State, session: VerificationSession | None, confirmation: Confirmation | None) -> Verification:
    if session is None:
        return Verification(state, confirmation=confirmation)
    is_settled = session.state in SETTLED
    return Verification(
        state,
        reason=str(Reason(session.reason).label) if session.reason else "",
        hosted_url="" if is_settled else session.hosted_url,
        confirmation=confirmation,
        provider=Provider.in_words(session.provider),
        forgetting=str(Forgetting(session.forgetting).label) if is_settled else "",
        is_slow=_is_slow(session.opened_at),
    )


def _ended(user: User) -> State:
    over = VerificationStatus.objects.filter(user=user, state__in=[State.WITHDRAWN, State.ENDED])
    return State(over.values_list("state", flat=True).first() or State.NOT_STARTED)


def _without_session(requested_at: datetime, confirmation: Confirmation | None) -> Verification:
    waited_too_long = requested_at < timezone.now() - timedelta(minutes=OPENING_MINUTES)
    if waited_too_long:
        return Verification(State.FAILED, str(Reason.PROVIDER_FAILED.label), confirmation=confirmation)
    return Verification(State.OPENING, confirmation=confirmation, is_slow=_is_slow(requested_at))


def _is_slow(since: datetime) -> bool:
    return since < timezone.now() - timedelta(seconds=USUAL_SECONDS)
