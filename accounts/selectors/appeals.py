"""Somebody's own appeal: where it stands, and the refusal that they may appeal against."""

from accounts.enums import AppealState, Reason
from accounts.models import User, VerificationAppeal, VerificationRequest

# Web may not read the words back, nor who decided.
_SHOWN = ("id", "user_id", "request_id", "asked_at", "state", "because", "ends_at")


def appeal_of(user: User) -> VerificationAppeal | None:
    """The person's latest appeal; what web may not read of it is left out."""
    return VerificationAppeal.objects.filter(user=user).only(*_SHOWN).order_by("-id").first()


def refusal_to_appeal(user: User) -> VerificationRequest | None:
    """The person's last check if the document was in use; None where there is nothing to appeal, or an appeal waits."""
    last = VerificationRequest.objects.filter(user=user).select_related("session").order_by("-id").first()
    session = getattr(last, "session", None)
    if last is None or session is None or session.reason != Reason.DOCUMENT_IN_USE:
        return None
    appeal = appeal_of(user)
    if appeal is not None and (appeal.state == AppealState.OPEN or appeal.request_id == last.pk):
        return None
    return last
