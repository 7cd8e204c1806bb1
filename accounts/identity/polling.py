"""Finds the work that a lost message would have announced.

These are requests without a session, sessions without a final outcome, sessions (also of deleted accounts) whose data
the provider has not deleted, and withdrawals.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import ProviderDeletion, VerificationState
from accounts.identity import clients, statuses
from accounts.identity.outcomes import fetch_outcome
from accounts.identity.provider_deletion import delete_abandoned_at_provider
from accounts.identity.sessions import open_session
from accounts.models import (
    AbandonedSession,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
    VerificationWithdrawal,
)
from accounts.providers.interface import ProviderError
from accounts.rules import FINAL_STATES, SESSION_LIFETIME, UNDECIDED_STATES
from reviews_site.audit.log import record

logger = logging.getLogger(__name__)
BATCH = 50
# Usually the message and the webhook arrive within this time.
PATIENCE = timedelta(seconds=8)
MAX_FAILURES = 3
# Each pause between two polls of a session is an eighth of its age longer.
_SHARE_OF_AGE = 8


def poll() -> int:
    """Do what has waited too long, at most `BATCH` of each kind; how many were done."""
    now = timezone.now()
    requests = VerificationRequest.objects.filter(
        session__isnull=True, requested_at__range=(now - SESSION_LIFETIME, now - PATIENCE)
    ).order_by("id")
    is_undeleted = Q(state__in=FINAL_STATES, provider=clients.provider_name()) & ~Q(
        provider_deletion=ProviderDeletion.DONE
    )
    undecided = VerificationSession.objects.filter(state__in=UNDECIDED_STATES)
    abandoned = AbandonedSession.objects.filter(provider=clients.provider_name())
    withdraw_all()
    return (
        _do(open_session, list(requests.values_list("pk", flat=True)[:BATCH]))
        + _do(fetch_outcome, _due(undecided, "opened_at", now))
        + _do(fetch_outcome, _due(VerificationSession.objects.filter(is_undeleted), "opened_at", now))
        + _do(delete_abandoned_at_provider, _due(abandoned, "abandoned_at", now))
    )


def _due(sessions: "QuerySet[Any]", start: str, now: datetime) -> list[uuid.UUID]:
    """The sessions that have waited long enough for their age since `start`, the longest wait first."""
    age = ExpressionWrapper((F("polled_at") - F(start)) / _SHARE_OF_AGE, output_field=DurationField())
    poll_after = ExpressionWrapper(F("polled_at") + age, output_field=DateTimeField())
    due = sessions.alias(poll_after=poll_after).filter(poll_after__lt=now - PATIENCE)
    return list(due.order_by("polled_at").values_list("pk", flat=True)[:BATCH])


def withdraw_all() -> int:
    """End withdrawn confirmations; how many. The digest stays, so that one person has one account."""
    ended = 0
    confirmed = VerificationStatus.objects.filter(
        user_id=OuterRef("user_id"), state=VerificationState.CONFIRMED, confirmed_at__lte=OuterRef("requested_at")
    )
    for withdrawal in VerificationWithdrawal.objects.filter(Exists(confirmed)).order_by("requested_at")[:BATCH]:
        user_id = withdrawal.user_id
        with transaction.atomic():
            if statuses.end(user_id, VerificationState.WITHDRAWN, confirmed_until=withdrawal.requested_at):
                record("verification.withdrawn", actor_id=user_id, object_id=user_id)
                ended += 1
    return ended


def _do(work: Callable[[uuid.UUID], None], ids: list[uuid.UUID]) -> int:
    done = failures = 0
    for pk in ids:
        try:
            work(pk)
            done += 1
        except ProviderError as problem:
            logger.warning("%s waits for the next poll: %s", pk, problem)
            failures += 1
            if failures == MAX_FAILURES:
                break
    return done
