"""Scores what is new in `core.reviews` into `derived.review_sentiment`, in bare SQL under the login `models`.

Idempotent, and safe with several workers at once: only a score of what the review says now is written, and for the same
text a newer model's replaces an older one's. So each row that is taken is settled by being written, or was edited since
and is taken again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from analytics.access import log
from analytics.access.row_fingerprints import fingerprints
from analytics.ingest.store import keep_loads_waiting
from mlmodels.active import STORE
from mlmodels.sentiment.active_model import ActiveModel
from mlmodels.sentiment.predict import ReviewSentiment, reviews

BATCH_SIZE = 1_000

# Reviews without any score come first, so that a new model's long rereading delays nobody's first score.
_TAKE = """
SELECT r.restaurant_id, r.review_id, r.event_id, r.text, r.language
FROM core.reviews r
LEFT JOIN derived.review_sentiment s ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id
WHERE r.language = ANY(%s)
  AND (s.review_id IS NULL OR s.event_id <> r.event_id OR s.model_version < %s)
ORDER BY s.model_version NULLS FIRST, r.restaurant_id, r.review_id
LIMIT %s
"""

# Joined with the review once more: of one that its writer refused to models meanwhile, this login sees no row. No load
# runs beside it, so that the score is of the present text; loads delete what stops to be (`is_current`). The keys
# are the review's own, so that on Citus each node writes beside the reviews that it has.
_WRITE = """
INSERT INTO derived.review_sentiment AS known (
    restaurant_id, review_id, event_id, score, label, confidence, positive_sentence, positive_score,
    negative_sentence, negative_score, model_version, scored_at, for_datasets, is_current)
SELECT r.restaurant_id, r.review_id, scored.event_id, score, label, confidence, positive_sentence, positive_score,
       negative_sentence, negative_score, %s::int, %s::timestamptz, r.for_datasets, true
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::float8[], %s::text[], %s::float8[], %s::text[], %s::float8[],
            %s::text[], %s::float8[])
     AS scored (restaurant_id, review_id, event_id, score, label, confidence, positive_sentence, positive_score,
                negative_sentence, negative_score)
JOIN core.reviews AS r ON r.restaurant_id = scored.restaurant_id AND r.review_id = scored.review_id
WHERE r.event_id = scored.event_id
ON CONFLICT (restaurant_id, review_id) DO UPDATE
SET event_id = EXCLUDED.event_id, score = EXCLUDED.score, label = EXCLUDED.label, confidence = EXCLUDED.confidence,
    positive_sentence = EXCLUDED.positive_sentence, positive_score = EXCLUDED.positive_score,
    negative_sentence = EXCLUDED.negative_sentence, negative_score = EXCLUDED.negative_score,
    model_version = EXCLUDED.model_version, scored_at = EXCLUDED.scored_at, for_datasets = EXCLUDED.for_datasets,
    is_current = EXCLUDED.is_current, aspects = NULL, return_intent = NULL, aspects_version = NULL
WHERE known.event_id <> EXCLUDED.event_id
   OR (known.event_id = EXCLUDED.event_id AND known.model_version < EXCLUDED.model_version)
"""


# What the access log says of a batch, before it is worked on.
_READ: dict[str, Any] = {
    "reader_id": "models",
    "role": "process",
    "relation": "core.reviews",
    "columns": ("restaurant_id", "review_id", "event_id", "text", "language"),
    "purpose": "sentiment of reviews",
}


@dataclass(frozen=True)
class UnscoredReview:
    """A review that has no score yet, or one of an older event or model."""

    restaurant_id: UUID
    review_id: UUID
    event_id: UUID
    text: str
    language: str


def score_new(active: ActiveModel, *, batch_size: int = BATCH_SIZE) -> int:
    """Score batch after batch until nothing waits. Returns how many reviews were scored."""
    scored = 0
    while batch := take(active, size=batch_size):
        log.record_read(**_READ, rows=len(batch), row_fingerprints=fingerprints(review.review_id for review in batch))
        for language, model in active.models.items():
            own = [review for review in batch if review.language == language]
            found = reviews(model, [review.text for review in own])
            write(own, found, version=active.version, at=timezone.now())
        scored += len(batch)
    return scored


def take(active: ActiveModel, *, size: int) -> list[UnscoredReview]:
    """Up to `size` reviews that wait for `active`, in the order of their keys: two workers never lock crosswise."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_TAKE, [list(active.models), active.version, size])
        waiting = [UnscoredReview(*row) for row in cursor.fetchall()]
    return sorted(waiting, key=lambda review: (review.restaurant_id, review.review_id))


def write(batch: Sequence[UnscoredReview], found: Sequence[ReviewSentiment], *, version: int, at: datetime) -> None:
    """Store what was `found` in `batch`, except where something newer stands."""
    if not batch:
        return
    rows = [_columns(review, sentiment) for review, sentiment in zip(batch, found, strict=True)]
    with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
        keep_loads_waiting(cursor)
        cursor.execute(_WRITE, [version, at, *map(list, zip(*rows, strict=True))])


def _columns(review: UnscoredReview, sentiment: ReviewSentiment) -> tuple[object, ...]:
    best, worst = sentiment.most_positive, sentiment.most_negative
    return (
        review.restaurant_id,
        review.review_id,
        review.event_id,
        sentiment.score,
        sentiment.label.value,
        sentiment.confidence,
        best and best.text,
        best and best.score,
        worst and worst.text,
        worst and worst.score,
    )
