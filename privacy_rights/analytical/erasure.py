"""Erases a person, or one withdrawn review, from the analytical store, as the login `analytics_privacy`.

Each step can be repeated.

Facts go first, with what was derived from them. The registrar then erases the person from datasets, which it owns; then
the request is done, and a trigger deletes the pseudonym from it. Published counts leave the person out when the relay
next publishes them. Rows are deleted by functions of the database (`functions.py`).
"""

import json
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from analytics.ingest import training_sources
from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.models import PrivacyRequest
from analytics.ingest.store import STORE, wait_for_loads

_ERASURES = (PrivacyRequestKind.ERASURE, PrivacyRequestKind.WITHDRAWAL)
_REVIEWS = "SELECT review_id FROM governance.asked_core_reviews(%s) ORDER BY review_id"
_ERASE = "SELECT governance.erase_facts(%s)"


@dataclass(frozen=True)
class ErasureProgress:
    """How many requests went on a step."""

    facts: int = 0
    finished: int = 0


def run_due() -> ErasureProgress:
    """Go on with every erasure as far as it can go on."""
    waiting = PrivacyRequest.objects.filter(kind__in=_ERASURES, done_at=None)
    facts = [_take_facts(pk) for pk in waiting.filter(facts_at=None).values_list("pk", flat=True)]
    elsewhere = waiting.filter(datasets_at__isnull=False)
    finished = [_finish(pk) for pk in elsewhere.values_list("pk", flat=True)]
    return ErasureProgress(sum(facts), sum(finished))


@transaction.atomic(using=STORE)
def _take_facts(request_id: uuid.UUID) -> bool:
    """Delete what names the pseudonym, or a review of theirs, or the withdrawn review alone; and mark models."""
    request = PrivacyRequest.objects.select_for_update().get(pk=request_id)
    if request.facts_at or request.person is None:
        return False
    with transaction.get_connection(STORE).cursor() as cursor:
        wait_for_loads(cursor)
        now = timezone.now()
        ids = request.reviews or []
        if request.kind == PrivacyRequestKind.ERASURE:
            cursor.execute(_REVIEWS, [request_id])
            ids = [review for (review,) in cursor.fetchall()]
        cursor.execute(_ERASE, [request_id])
        [(counts,)] = cursor.fetchall()
        request.counts = json.loads(counts) if isinstance(counts, str) else counts
        # Once an erasure, however often it is carried out: the note of it and the marks are in one backup.
        if request.models_marked is None:
            request.models_marked = training_sources.mark_trained_models(cursor, now)
    request.reviews = ids
    request.facts_at = now
    request.save(update_fields=["reviews", "facts_at", "counts", "models_marked"])
    return True


@transaction.atomic(using=STORE)
def _finish(request_id: uuid.UUID) -> bool:
    """Datasets are without the person too: nothing here needs the pseudonym any more."""
    request = PrivacyRequest.objects.select_for_update().get(pk=request_id)
    if request.done_at:
        return False
    request.done_at = timezone.now()
    request.save(update_fields=["done_at"])
    return True
