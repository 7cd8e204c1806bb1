"""Where someone's own check stands, put together from request, session and status."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import ProviderDeletion, RefusalReason, VerificationProvider, VerificationState
from accounts.models import User, VerificationRequest, VerificationSession, VerificationStatus
from accounts.rules import OPENING_MINUTES, SETTLED, USUAL_SECONDS
from accounts.selectors.confirmations import Confirmation, confirmation_of


@dataclass(frozen=True)
class Verification:
    """One page's worth: the state, why not, where to go on, and the confirmation if there is or was one.

    `provider` and `forgetting` are words for the person; `is_slow`, whether a wait takes longer than it usually does.
    """

    state: VerificationState
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
        return _of_session(VerificationState.CONFIRMED, session, confirmation)
    if request is None:
        return Verification(
            _ended(user) if confirmation is None else VerificationState.EXPIRED, confirmation=confirmation
        )
    if session is None:
        return _without_session(request.requested_at, confirmation)
    if session.state == VerificationState.CONFIRMED:
        return _of_session(VerificationState.EXPIRED if confirmation else _ended(user), session, confirmation)
    return _of_session(VerificationState(session.state), session, confirmation)


def _of_session(
    state: VerificationState, session: VerificationSession | None, confirmation: Confirmation | None
) -> Verification:
    if session is None:
        return Verification(state, confirmation=confirmation)
    is_settled = session.state in SETTLED
    return Verification(
        state,
        reason=str(RefusalReason(session.reason).label) if session.reason else "",
        hosted_url="" if is_settled else session.hosted_url,
        confirmation=confirmation,
        provider=VerificationProvider.in_words(session.provider),
        forgetting=str(ProviderDeletion(session.provider_deletion).label) if is_settled else "",
        is_slow=_is_slow(session.opened_at),
    )


def _ended(user: User) -> VerificationState:
    over = VerificationStatus.objects.filter(
        user=user, state__in=[VerificationState.WITHDRAWN, VerificationState.ENDED]
    )
    return VerificationState(over.values_list("state", flat=True).first() or VerificationState.NOT_STARTED)


def _without_session(requested_at: datetime, confirmation: Confirmation | None) -> Verification:
    waited_too_long = requested_at < timezone.now() - timedelta(minutes=OPENING_MINUTES)
    if waited_too_long:
        return Verification(
            VerificationState.FAILED, str(RefusalReason.PROVIDER_FAILED.label), confirmation=confirmation
        )
    return Verification(VerificationState.OPENING, confirmation=confirmation, is_slow=_is_slow(requested_at))


def _is_slow(since: datetime) -> bool:
    return since < timezone.now() - timedelta(seconds=USUAL_SECONDS)
