"""What people let their data be used for, carried out in the analytical store. Part of the load in `loading.py`.

The newest word of a person stands in `core.allowed_uses`. From it follow columns of the rows about them (`for_models`,
`for_datasets`, `for_statistics`), by which row policies and publications go: whoever reads need remember nothing.
Rows of data sets are another process's to take out (`privacy_rights/analytical/datasets.py`).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.events import DataUsesFact

STORE = "analytical"

# Carried out with this load, unless data sets are refused that may have rows: then when those are out.
_SAY = """
INSERT INTO core.allowed_uses AS known (person, statistics, models, datasets, changed_at, event_id, loaded_at,
                                        carried_out_at, told_at)
VALUES (%(person)s, %(statistics)s, %(models)s, %(datasets)s, %(changed_at)s, %(event)s, %(now)s,
        CASE WHEN %(datasets)s THEN %(now)s::timestamptz END, NULL)
ON CONFLICT (person) DO UPDATE
SET statistics = EXCLUDED.statistics, models = EXCLUDED.models, datasets = EXCLUDED.datasets,
    changed_at = EXCLUDED.changed_at, event_id = EXCLUDED.event_id, loaded_at = EXCLUDED.loaded_at, told_at = NULL,
    carried_out_at = CASE
        WHEN EXCLUDED.datasets OR (NOT known.datasets AND known.carried_out_at IS NOT NULL) THEN EXCLUDED.loaded_at
    END
WHERE (EXCLUDED.changed_at, EXCLUDED.event_id) > (known.changed_at, known.event_id)
"""

_OF_REVIEWS = """
UPDATE core.reviews AS r
SET for_statistics = said.statistics, for_models = said.models, for_datasets = said.datasets
FROM core.allowed_uses AS said
WHERE said.person = r.reviewer AND r.reviewer = ANY(%(people)s)
  AND (r.for_statistics, r.for_models, r.for_datasets) IS DISTINCT FROM (said.statistics, said.models, said.datasets)
"""
_OF_SCORES = """
UPDATE derived.review_sentiment AS s SET for_datasets = r.for_datasets
FROM core.reviews AS r
WHERE r.restaurant_id = s.restaurant_id AND r.review_id = s.review_id AND r.reviewer = ANY(%(people)s)
  AND s.for_datasets <> r.for_datasets
"""
_OF_DEMOGRAPHICS = """
UPDATE core.user_demographics AS d SET for_datasets = said.datasets FROM core.allowed_uses AS said
WHERE said.person = d.person AND d.person = ANY(%(people)s) AND d.for_datasets <> said.datasets
"""
# What was said before the refusal goes, from everywhere that it came to.
_FORGET_WHAT_WAS_SAID = (
    """
    DELETE FROM core.user_demographics AS d USING core.allowed_uses AS said
    WHERE said.person = ANY(%(people)s) AND NOT said.statistics
      AND d.person = said.person AND d.changed_at <= said.changed_at
    """,
    """
    DELETE FROM landing.person_events AS e USING core.allowed_uses AS said
    WHERE said.person = ANY(%(people)s) AND NOT said.statistics
      AND e.person = said.person AND (e.payload->>'changed_at')::timestamptz <= said.changed_at
    """,
    """
    UPDATE landing.quarantine AS q SET payload = NULL FROM core.allowed_uses AS said
    WHERE said.person = ANY(%(people)s) AND NOT said.statistics
      AND q.topic = 'accounts.demographics_changed' AND q.payload->>'person' = said.person::text
    """,
)
# Scores whose reviews are not for models: those of people who refuse, and one that a model was just writing.
_FORGET_SCORES = """
DELETE FROM derived.review_sentiment AS s USING core.reviews AS r
WHERE r.restaurant_id = s.restaurant_id AND r.review_id = s.review_id AND NOT r.for_models
"""
_HIDE_SCORES = """
UPDATE derived.review_sentiment AS s SET for_datasets = false FROM core.reviews AS r
WHERE r.restaurant_id = s.restaurant_id AND r.review_id = s.review_id AND NOT r.for_datasets AND s.for_datasets
"""

_UNTOLD = "SELECT person, event_id FROM core.allowed_uses WHERE told_at IS NULL AND carried_out_at IS NOT NULL LIMIT %s"
_RECEIPT = "INSERT INTO public.outbox_receipt (event_id, done_at) VALUES (%s, clock_timestamp()) ON CONFLICT DO NOTHING"
_TOLD = "UPDATE core.allowed_uses SET told_at = clock_timestamp() WHERE person = %s AND event_id = %s"
RECEIPTS_AT_ONCE = 500


def load(cursor: CursorWrapper, facts: Sequence[DataUsesFact], now: datetime) -> None:
    """Write what people said last, and make the rows about them follow. An older word changes nothing."""
    if not facts:
        return
    for fact in facts:
        cursor.execute(
            _SAY,
            {
                **{"person": fact.person, "statistics": fact.statistics, "models": fact.models},
                **{"datasets": fact.datasets, "changed_at": fact.changed_at, "event": fact.row.event_id, "now": now},
            },
        )
    people = {"people": [fact.person for fact in facts]}
    for statement in (_OF_REVIEWS, *_FORGET_WHAT_WAS_SAID, _FORGET_SCORES, _OF_SCORES, _OF_DEMOGRAPHICS):
        cursor.execute(statement, people)


def publish_receipts() -> int:
    """Take out what slipped in beside a load, then tell the site what has been carried out. Returns how many.

    Twice is the same as once: a receipt is written before it is noted that it was.
    """
    with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
        cursor.execute(_FORGET_SCORES)
        cursor.execute(_HIDE_SCORES)
        cursor.execute(_UNTOLD, [RECEIPTS_AT_ONCE])
        untold = cursor.fetchall()
    if not untold:
        return 0
    with connections["default"].cursor() as cursor:
        cursor.executemany(_RECEIPT, [(event_id,) for _, event_id in untold])
    with connections[STORE].cursor() as cursor:
        cursor.executemany(_TOLD, untold)
    return len(untold)
