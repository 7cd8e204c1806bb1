"""Finds the work that a lost message would have announced: requests without a session, sessions without an outcome,
and settled ones, or those of people who left, that the provider has not forgotten.
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
from accounts.identity import clients
from accounts.identity.outcomes import fetch_outcome
from accounts.identity.provider_deletion import delete_abandoned_at_provider
from accounts.identity.sessions import open_session
from accounts.identity.statuses import withdraw
from accounts.models import (
    AbandonedSession,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
    VerificationWithdrawal,
)
from accounts.providers.interface import ProviderError
from accounts.rules import SESSION_HOURS, SETTLED
from reviews_site.audit.log import record

logger = logging.getLogger(__name__)
BATCH = 50
# Long enough for the message and the webhook to arrive first in the usual case.
PATIENCE_SECONDS = 8
FAILURES_BEFORE_GIVING_UP = 3
# The older a session, the longer between two questions: an eighth of its age more each time.
_SHARE_OF_AGE = 8


def poll() -> int:
    """Do what has waited too long, at most `BATCH` of each; how many were done."""
    now = timezone.now()
    patience = now - timedelta(seconds=PATIENCE_SECONDS)
    day_ago = now - timedelta(hours=SESSION_HOURS)
    requests = VerificationRequest.objects.filter(
        session__isnull=True, requested_at__range=(day_ago, patience)
    ).order_by("id")
    unsettled = Q(state__in=[VerificationState.OPEN, VerificationState.PENDING])
    provider = clients.provider_name()
    remembered = Q(state__in=SETTLED, provider=provider) & ~Q(provider_deletion=ProviderDeletion.DONE)
    withdraw_all()
    return (
        _each(open_session, list(requests.values_list("pk", flat=True)[:BATCH]))
        + _each(fetch_outcome, _due(unsettled, patience))
        + _each(fetch_outcome, _due(remembered, patience))
        + _each(
            delete_abandoned_at_provider,
            _waiting_longest(AbandonedSession.objects.filter(provider=provider), "left_at", patience),
        )
    )


def _due(sessions: Q, patience: datetime) -> list[uuid.UUID]:
    return _waiting_longest(VerificationSession.objects.filter(sessions), "opened_at", patience)


def _waiting_longest(rows: "QuerySet[Any]", since: str, patience: datetime) -> list[uuid.UUID]:
    """Those that have waited long enough for their age, the longest first."""
    age = ExpressionWrapper((F("asked_at") - F(since)) / _SHARE_OF_AGE, output_field=DurationField())
    ask_after = ExpressionWrapper(F("asked_at") + age, output_field=DateTimeField())
    waiting = rows.alias(ask_after=ask_after).filter(ask_after__lt=patience)
    return list(waiting.order_by("asked_at").values_list("pk", flat=True)[:BATCH])


def withdraw_all() -> int:
    """End the confirmations that people have taken back; how many. The proof stays, so one person has one account."""
    done = 0
    confirmed = VerificationStatus.objects.filter(
        user_id=OuterRef("user_id"), state=VerificationState.CONFIRMED, confirmed_at__lte=OuterRef("asked_at")
    )
    for asked in VerificationWithdrawal.objects.filter(Exists(confirmed)).order_by("asked_at")[:BATCH]:
        with transaction.atomic():
            if withdraw(asked.user_id, asked_at=asked.asked_at):
                record("verification.withdrawn", actor_id=asked.user_id, object_id=asked.user_id)
                done += 1
    return done


def _each(act: Callable[[uuid.UUID], None], ids: list[uuid.UUID]) -> int:
    done = failures = 0
    for one in ids:
        try:
            act(one)
            done += 1
        except ProviderError as problem:
            logger.warning("%s waits for the next poll: %s", one, problem)
            failures += 1
            if failures == FAILURES_BEFORE_GIVING_UP:
                break
    return done
