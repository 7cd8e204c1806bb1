"""Writes the status of one person. Only from inside a transaction, and never over a live confirmation."""

import uuid
from datetime import datetime

from django.utils import timezone

from accounts.enums import VerificationLevel, VerificationState
from accounts.models import VerificationStatus
from accounts.rules import status_may_become


def mark(user_id: uuid.UUID, state: VerificationState, *, provider: str) -> None:
    """Write how the person's check stands, short of confirmed. A live confirmation stays as it is."""
    status = _locked(user_id, state, provider)
    now = timezone.now()
    is_live = status.expires_at is not None and status.expires_at > now
    if not status_may_become(VerificationState(status.state), state, confirmation_is_live=is_live):
        return
    status.state, status.level, status.country = state, "", ""
    status.confirmed_at = status.expires_at = None
    status.provider, status.updated_at = provider, now
    status.save()


def confirm(
    user_id: uuid.UUID,
    *,
    provider: str,
    country: str,
    level: VerificationLevel,
    confirmed_at: datetime,
    expires_at: datetime,
) -> None:
    """Write that the person is confirmed."""
    status = _locked(user_id, VerificationState.PENDING, provider)
    status.state, status.level, status.country = VerificationState.CONFIRMED, level, country
    status.confirmed_at, status.expires_at = confirmed_at, expires_at
    status.provider, status.updated_at = provider, timezone.now()
    status.save()


def withdraw(user_id: uuid.UUID, *, asked_at: datetime) -> bool:
    """End a confirmation from before `asked_at`; whether there was one. When it was given stays, for the reviews."""
    rows = VerificationStatus.objects.select_for_update()
    status = rows.filter(user_id=user_id, state=VerificationState.CONFIRMED, confirmed_at__lte=asked_at).first()
    if status is None:
        return False
    now = timezone.now()
    status.state, status.country, status.expires_at, status.updated_at = VerificationState.WITHDRAWN, "", now, now
    status.save()
    return True


def end(user_id: uuid.UUID) -> bool:
    """End a confirmation whose document now confirms another account; whether there was one. Its dates stay."""
    status = (
        VerificationStatus.objects.select_for_update()
        .filter(user_id=user_id, state=VerificationState.CONFIRMED)
        .first()
    )
    if status is None:
        return False
    now = timezone.now()
    status.state, status.country, status.expires_at, status.updated_at = VerificationState.ENDED, "", now, now
    status.notified_at = None  # the worker `privacy` finds it so, and mails the owner
    status.save()
    return True


def _locked(user_id: uuid.UUID, state: VerificationState, provider: str) -> VerificationStatus:
    row, _ = VerificationStatus.objects.select_for_update().get_or_create(
        user_id=user_id, defaults={"state": state, "provider": provider}
    )
    return row
