"""Applies in the analytical store what people allow their data to be used for. Part of the load in `loading.py`.

A person's latest choice is a row of `core.allowed_uses`. Columns of the rows about them (`for_models`, `for_datasets`,
`for_statistics`) follow from it, and row policies and publications go by these: readers need remember nothing. Rows of
datasets are deleted by another process (`privacy_rights/analytical/datasets.py`).
"""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from analytics.ingest.events import DataUsesFact
from analytics.ingest.store import STORE
from reviews_site.ids import uuid_array

# Carried out with this load, unless a refusal concerns datasets that may have rows: then once those are deleted.
_SAVE = """
INSERT INTO core.allowed_uses AS current (person, statistics, models, datasets, changed_at, event_id, loaded_at,
                                          carried_out_at, receipt_sent_at)
SELECT DISTINCT ON (person)
       person, statistics, models, datasets, changed_at, event_id, %(now)s::timestamptz,
       CASE WHEN datasets THEN %(now)s::timestamptz END, NULL::timestamptz
FROM jsonb_to_recordset(%(batch)s::jsonb)
     AS choice (person uuid, statistics boolean, models boolean, datasets boolean, changed_at timestamptz,
                event_id uuid)
ORDER BY person, changed_at DESC, event_id DESC
ON CONFLICT (person) DO UPDATE
SET statistics = EXCLUDED.statistics, models = EXCLUDED.models, datasets = EXCLUDED.datasets,
    changed_at = EXCLUDED.changed_at, event_id = EXCLUDED.event_id, loaded_at = EXCLUDED.loaded_at,
    receipt_sent_at = NULL,
    carried_out_at = CASE
        WHEN EXCLUDED.datasets OR (NOT current.datasets AND current.carried_out_at IS NOT NULL) THEN EXCLUDED.loaded_at
    END
WHERE (EXCLUDED.changed_at, EXCLUDED.event_id) > (current.changed_at, current.event_id)
"""

_UPDATE_REVIEWS = """
UPDATE core.reviews AS r
SET for_statistics = allowed.statistics, for_models = allowed.models, for_datasets = allowed.datasets
FROM core.allowed_uses AS allowed
WHERE allowed.person = r.reviewer AND r.reviewer = ANY(%(people)s)
  AND (r.for_statistics, r.for_models, r.for_datasets)
      IS DISTINCT FROM (allowed.statistics, allowed.models, allowed.datasets)
"""
_UPDATE_SCORES = """
UPDATE derived.review_sentiment AS s SET for_datasets = r.for_datasets
FROM core.reviews AS r
WHERE r.restaurant_id = s.restaurant_id AND r.review_id = s.review_id AND r.reviewer = ANY(%(people)s)
  AND s.for_datasets <> r.for_datasets
"""
_UPDATE_DEMOGRAPHICS = """
UPDATE core.user_demographics AS d SET for_datasets = allowed.datasets FROM core.allowed_uses AS allowed
WHERE allowed.person = d.person AND d.person = ANY(%(people)s) AND d.for_datasets <> allowed.datasets
"""
# Fetched, and given to the statements below as values: on Citus neither table below may be joined with this one by a
# cast that depends on a setting of the session.
_REFUSED = "SELECT person, changed_at FROM core.allowed_uses WHERE person = ANY(%(people)s) AND NOT statistics"
# Demographics that somebody gave before refusing statistics are deleted, wherever they are.
_DELETE_DEMOGRAPHICS = (
    """
    DELETE FROM core.user_demographics AS d USING core.allowed_uses AS allowed
    WHERE allowed.person = ANY(%(people)s) AND NOT allowed.statistics
      AND d.person = allowed.person AND d.changed_at <= allowed.changed_at
    """,
    """
    DELETE FROM landing.person_events AS e
    USING unnest(%(refused)s::uuid[], %(refused_at)s::timestamptz[]) AS refused (person, changed_at)
    WHERE e.person = refused.person AND (e.payload->>'changed_at')::timestamptz <= refused.changed_at
    """,
    """
    UPDATE landing.quarantine SET payload = NULL
    WHERE topic = 'accounts.demographics_changed' AND payload->>'person' = ANY(%(refused)s::uuid[]::text[])
    """,
)
# Scores of reviews that models may not read. No model writes one beside a load (`keep_loads_waiting` in `store.py`).
_DELETE_SCORES = """
DELETE FROM derived.review_sentiment AS s USING core.reviews AS r
WHERE r.restaurant_id = s.restaurant_id AND r.review_id = s.review_id AND NOT r.for_models
"""

_WITHOUT_RECEIPT = """
SELECT person, event_id FROM core.allowed_uses WHERE receipt_sent_at IS NULL AND carried_out_at IS NOT NULL LIMIT %s
"""
_RECEIPT = "INSERT INTO public.outbox_receipt (event_id, done_at) VALUES (%s, clock_timestamp()) ON CONFLICT DO NOTHING"
_RECEIPT_SENT = """
UPDATE core.allowed_uses SET receipt_sent_at = %(now)s
WHERE person = ANY(%(people)s::text::uuid[]) AND event_id = ANY(%(events)s::text::uuid[])
"""
MAX_RECEIPTS = 500


def load(cursor: CursorWrapper, facts: Sequence[DataUsesFact], now: datetime) -> None:
    """Save people's choices, and update the rows about them. A choice older than the saved one changes nothing."""
    if not facts:
        return
    people = [fact.person for fact in facts]
    batch = [{**vars(fact), "event_id": fact.row.event_id, "row": None} for fact in facts]
    cursor.execute(_SAVE, {"batch": json.dumps(batch, default=str), "now": now})
    cursor.execute(_REFUSED, {"people": people})
    refused = cursor.fetchall()
    values = {"people": people, "refused": [person for person, _ in refused], "refused_at": [at for _, at in refused]}
    for statement in (_UPDATE_REVIEWS, *_DELETE_DEMOGRAPHICS, _DELETE_SCORES, _UPDATE_SCORES, _UPDATE_DEMOGRAPHICS):
        cursor.execute(statement, values)


def publish_receipts() -> int:
    """Tell the site which choices are applied. Returns how many.

    Idempotent: a receipt is written before it is noted as sent.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(_WITHOUT_RECEIPT, [MAX_RECEIPTS])
        choices = cursor.fetchall()
    if not choices:
        return 0
    with connections["default"].cursor() as cursor:
        cursor.executemany(_RECEIPT, [(event_id,) for _, event_id in choices])
    people, events = (uuid_array(ids) for ids in zip(*choices, strict=True))
    with connections[STORE].cursor() as cursor:
        # An event is of one person, so that the two lists name the same rows.
        cursor.execute(_RECEIPT_SENT, {"people": people, "events": events, "now": timezone.now()})
    return len(choices)
