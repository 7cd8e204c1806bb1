"""Who is confirmed, and the state of a person's own identity verification."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.enums import ProviderDeletion, RefusalReason, VerificationProvider, VerificationState
from accounts.models import (
    User,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
    VerificationWithdrawal,
)
from accounts.refusal_advice import ADVICE, Advice
from accounts.rules import FINAL_STATES, OPENING_TIMEOUT, SESSION_LIFETIME, SLOW_AFTER
from reviews_site.policy import PersonFacts, Role


@dataclass(frozen=True)
class Verification:
    """What the page shows of an identity verification.

    Attributes:
        reason, provider, provider_deletion: in words for the person; empty where there is nothing to say.
        advice: what to do about the reason.
        hosted_url: the provider's page, while the person has to go there.
        polled_at, ends_at: when the provider was last asked, and when an unfinished check is given up.
        confirmation: the person's confirmation, live or expired.
        is_slow: whether it takes longer than usual.
    """

    state: VerificationState
    confirmation: VerificationStatus | None = None
    reason: str = ""
    hosted_url: str = ""
    provider: str = ""
    provider_deletion: str = ""
    is_slow: bool = False
    advice: Advice | None = None
    polled_at: datetime | None = None
    ends_at: datetime | None = None


def confirmation_of(user: User) -> VerificationStatus | None:
    """The person's confirmation, live or expired."""
    return VerificationStatus.objects.filter(user=user, state=VerificationState.CONFIRMED).first()


def is_confirmed(user: User) -> bool:
    """Whether the person has a live confirmation."""
    confirmation = confirmation_of(user)
    return confirmation is not None and confirmation.is_live


def is_being_withdrawn(user: User) -> bool:
    """Whether the person has withdrawn their confirmation, and the identity worker has not ended it yet."""
    confirmation = confirmation_of(user)
    asked = VerificationWithdrawal.objects.filter(user=user)
    return confirmation is not None and asked.filter(requested_at__gte=confirmation.confirmed_at).exists()


def person_facts(user: User | AnonymousUser) -> PersonFacts:
    """What the policy needs to know of the person. Everybody who is signed in has a confirmed address."""
    if not user.is_authenticated or not user.is_active:
        return PersonFacts(roles=frozenset({Role.VISITOR}))
    confirmation = confirmation_of(user)
    return PersonFacts(
        roles=frozenset({Role.VISITOR, Role.MEMBER}),
        confirmed_until=confirmation.expires_at if confirmation else None,
    )


def verification_of(user: User) -> Verification:
    """The state of the person's identity verification. Two queries."""
    status = VerificationStatus.objects.filter(user=user).first()
    request = VerificationRequest.objects.filter(user=user).select_related("session").order_by("-id").first()
    session: VerificationSession | None = getattr(request, "session", None)
    state = _state(status, request, session)
    confirmation = status if status and status.state == VerificationState.CONFIRMED else None
    if session is None:
        failure = RefusalReason.PROVIDER_FAILED if state is VerificationState.FAILED else None
        is_slow = request is not None and request.requested_at < timezone.now() - SLOW_AFTER
        return Verification(state, confirmation, **_words(failure), is_slow=is_slow)
    is_final = session.state in FINAL_STATES
    return Verification(
        state,
        confirmation,
        **_words(RefusalReason(session.reason) if session.reason else None),
        hosted_url="" if is_final else session.hosted_url,
        provider=VerificationProvider.label_of(session.provider),
        provider_deletion=str(ProviderDeletion(session.provider_deletion).label) if is_final else "",
        is_slow=session.opened_at < timezone.now() - SLOW_AFTER,
        polled_at=session.polled_at,
        ends_at=session.opened_at + SESSION_LIFETIME,
    )


def _words(reason: RefusalReason | None) -> dict[str, Any]:
    return {"reason": str(reason.label), "advice": ADVICE[reason]} if reason else {}


def _state(
    status: VerificationStatus | None, request: VerificationRequest | None, session: VerificationSession | None
) -> VerificationState:
    if status and status.is_live:
        return VerificationState.CONFIRMED
    if request and not session:
        is_overdue = request.requested_at < timezone.now() - OPENING_TIMEOUT
        return VerificationState.FAILED if is_overdue else VerificationState.OPENING
    if session and session.state != VerificationState.CONFIRMED:
        return VerificationState(session.state)
    if status and status.state == VerificationState.CONFIRMED:
        return VerificationState.EXPIRED
    if status and status.state in {VerificationState.WITHDRAWN, VerificationState.TRANSFERRED}:
        return VerificationState(status.state)
    return VerificationState.NOT_STARTED
