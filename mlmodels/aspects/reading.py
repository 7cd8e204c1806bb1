"""Reads reviews whose sentiment is scored for their aspects, in bare SQL under the login `models`.

Idempotent, as scoring is: a row that says which release read it is settled, until its text or its score is a new one.
The second model takes a hundred times as long as the first, so a run reads a bounded number, the newest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections
from psycopg.types.json import Jsonb

from analytics.access import log
from analytics.access.row_fingerprints import fingerprints
from mlmodels.active import STORE
from mlmodels.aspects.model import AspectModel
from mlmodels.aspects.review import ReviewReading, read_reviews, settled
from mlmodels.enums import SentimentLabel
from mlmodels.sentiment.predict import label_of

LANGUAGE = "en"  # what the second model was taught
BATCH_SIZE, MAX_A_RUN = 50, 200

_TAKE = """
SELECT r.restaurant_id, r.review_id, r.event_id, r.text, s.score, s.label, s.confidence, s.model_version
FROM derived.review_sentiment s
JOIN core.reviews r ON r.restaurant_id = s.restaurant_id AND r.review_id = s.review_id AND r.event_id = s.event_id
WHERE r.language = %s AND (s.aspects_version IS NULL OR s.aspects_version < %s)
ORDER BY s.aspects_version IS NOT NULL, s.review_id DESC
LIMIT %s
"""
# Joined with the review once more: of one that its writer refused to models meanwhile, this login sees no row.
_WRITE = """
UPDATE derived.review_sentiment AS known
SET aspects = %s, return_intent = %s, aspects_version = %s, score = %s, label = %s, confidence = %s
FROM core.reviews AS r
WHERE r.restaurant_id = known.restaurant_id AND r.review_id = known.review_id AND r.event_id = known.event_id
  AND known.restaurant_id = %s AND known.review_id = %s AND known.event_id = %s AND known.model_version = %s
  AND (known.aspects_version IS NULL OR known.aspects_version < %s)
"""

_READ: dict[str, Any] = {
    "reader_id": "models",
    "role": "process",
    "relation": "core.reviews",
    "columns": ("restaurant_id", "review_id", "event_id", "text", "language"),
    "purpose": "aspects of reviews",
}


@dataclass(frozen=True)
class UnreadReview:
    """A scored review that no release of this model, or an older one, has read."""

    restaurant_id: UUID
    review_id: UUID
    event_id: UUID
    text: str
    score: float
    label: str
    confidence: float
    model_version: int


def read_new(model: AspectModel, *, at_most: int = MAX_A_RUN) -> int:
    """Read up to `at_most` reviews that wait. Returns how many."""
    done = 0
    while done < at_most and (batch := take(model, size=min(BATCH_SIZE, at_most - done))):
        log.record_read(**_READ, rows=len(batch), row_fingerprints=fingerprints(review.review_id for review in batch))
        write(batch, read_reviews(model, [review.text for review in batch]), version=model.version)
        done += len(batch)
    return done


def take(model: AspectModel, *, size: int) -> list[UnreadReview]:
    """Up to `size` reviews that wait, in the order of their keys: two workers never lock crosswise."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_TAKE, [LANGUAGE, model.version, size])
        waiting = [UnreadReview(*row) for row in cursor.fetchall()]
    return sorted(waiting, key=lambda review: (review.restaurant_id, review.review_id))


def write(batch: Sequence[UnreadReview], found: Sequence[ReviewReading], *, version: int) -> None:
    """Store what was `found` in `batch`, except where something newer stands."""
    with connections[STORE].cursor() as cursor:
        cursor.executemany(
            _WRITE, [_values(review, reading, version) for review, reading in zip(batch, found, strict=True)]
        )


def _values(review: UnreadReview, reading: ReviewReading, version: int) -> tuple[Any, ...]:
    score, label, confidence = review.score, review.label, review.confidence
    if label == SentimentLabel.UNSURE:
        score = settled(score, reading.praise)
        label, confidence = label_of(score).value, 0.5 * (1.0 + abs(score))
    return (
        *(Jsonb(reading.mentions), reading.return_intent, version, score, label, confidence),
        *(review.restaurant_id, review.review_id, review.event_id, review.model_version, version),
    )
