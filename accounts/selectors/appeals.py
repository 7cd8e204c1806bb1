"""Somebody's own appeal and the refusal that they may appeal against; and what was asked for of one at the console."""

import uuid

from django.utils import timezone

from accounts.enums import AppealState, RefusalReason
from accounts.models import AppealAction, SignedActionOutcome, User, VerificationAppeal, VerificationRequest
from reviews_site.policy.staffing import PROPOSAL_LIFETIME

# Web may not read the words back, nor who decided.
_SHOWN = ("id", "user_id", "request_id", "submitted_at", "state", "reason", "ends_at")


def appeal_of(user: User) -> VerificationAppeal | None:
    """The person's latest appeal; what web may not read of it is left out."""
    return VerificationAppeal.objects.filter(user=user).only(*_SHOWN).order_by("-id").first()


def open_appeal(appeal_id: uuid.UUID) -> VerificationAppeal | None:
    """An appeal that is not decided, with its words, by which people of the company know it."""
    waits = VerificationAppeal.objects.filter(pk=appeal_id, state=AppealState.OPEN)
    return waits.only("submitted_at", "statement").first()


def outcome_of_last_act(appeal_id: uuid.UUID) -> SignedActionOutcome | None:
    """What the worker made of the last act on an appeal within a week; without a state while it has not looked."""
    lately = AppealAction.objects.filter(appeal_id=appeal_id, created_at__gt=timezone.now() - PROPOSAL_LIFETIME)
    act = lately.defer("signature").order_by("-id").first()
    if act is None:
        return None
    return SignedActionOutcome.objects.filter(action_id=act.pk).first() or SignedActionOutcome(
        action_id=act.pk, actor_id=act.actor_id
    )


def refusal_to_appeal(user: User) -> VerificationRequest | None:
    """The person's last check if the document was in use; None where there is nothing to appeal, or an appeal waits."""
    last = VerificationRequest.objects.filter(user=user).select_related("session").order_by("-id").first()
    session = getattr(last, "session", None)
    if last is None or session is None or session.reason != RefusalReason.DOCUMENT_IN_USE:
        return None
    appeal = appeal_of(user)
    if appeal is not None and (appeal.state == AppealState.OPEN or appeal.request_id == last.pk):
        return None
    return last
