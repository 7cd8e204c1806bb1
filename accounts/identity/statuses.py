"""Writes who is confirmed. Call it inside a transaction."""

import uuid
from datetime import datetime

from django.utils import timezone

from accounts.enums import VerificationLevel, VerificationState
from accounts.models import VerificationStatus


def mark(user_id: uuid.UUID, state: VerificationState, *, provider: str) -> None:
    """Write a state other than confirmed. A live confirmation stays, whatever comes late from another session."""
    status, _ = VerificationStatus.objects.select_for_update().get_or_create(
        user_id=user_id, defaults={"state": state, "provider": provider}
    )
    if status.is_live:
        return
    status.state, status.level, status.country, status.provider = state, "", "", provider
    status.confirmed_at, status.expires_at, status.updated_at = None, None, timezone.now()
    status.save()


def confirm(user_id: uuid.UUID, *, provider: str, country: str, expires_at: datetime) -> None:
    """Write that the person is confirmed from now on."""
    now = timezone.now()
    fields = {
        "state": VerificationState.CONFIRMED,
        "level": VerificationLevel.DOCUMENT,
        "provider": provider,
        "country": country,
        "confirmed_at": now,
        "expires_at": expires_at,
        "updated_at": now,
    }
    VerificationStatus.objects.update_or_create(user_id=user_id, defaults=fields)


def end(user_id: uuid.UUID, state: VerificationState, *, confirmed_until: datetime) -> bool:
    """End a confirmation from before `confirmed_until`; whether there was one. Reviews keep `confirmed_at`.

    The worker `privacy` mails the owner of a transferred one, which it finds by the empty `notified_at`.
    """
    now = timezone.now()
    return bool(
        VerificationStatus.objects.filter(
            user_id=user_id, state=VerificationState.CONFIRMED, confirmed_at__lte=confirmed_until
        ).update(state=state, country="", expires_at=now, updated_at=now, notified_at=None)
    )
