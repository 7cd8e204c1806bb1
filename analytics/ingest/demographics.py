"""Loads what people state about themselves, as a part of `loading.py`: a batch in two statements.

Demographics of before a refusal of statistics are not loaded, in whatever order the two arrive. Those of after it are:
the person has allowed statistics again, and until that arrives no count includes them (`for_statistics`).
"""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from analytics.ingest.events import DemographicsFact

# The batch as rows, each with what its person allows. One value of JSON: a driver binds lists value by value.
_EVENTS = """
    FROM jsonb_to_recordset(%(batch)s::jsonb)
         AS event (person uuid, event_id uuid, version int2, payload text, birth_year int2, gender text, region text,
                   changed_at timestamptz, home_region text)
    LEFT JOIN core.allowed_uses AS allowed ON allowed.person = event.person
    WHERE allowed.statistics IS NOT FALSE OR allowed.changed_at < event.changed_at
"""
_LAND = f"""
INSERT INTO landing.person_events (person, event_id, version, payload, received_at, home_region)
SELECT event.person, event.event_id, version, payload::jsonb, %(now)s::timestamptz, event.home_region
{_EVENTS}
ON CONFLICT (person, event_id) DO NOTHING
"""
# Of two statements of one person the later counts, within the batch and against what is loaded already.
_CONFORM = f"""
INSERT INTO core.user_demographics AS current (person, birth_year, gender, region, changed_at, event_id, loaded_at,
                                               home_region, for_datasets)
SELECT DISTINCT ON (event.person)
       event.person, birth_year, gender, region, event.changed_at, event.event_id, %(now)s::timestamptz,
       event.home_region, COALESCE(allowed.datasets, true)
{_EVENTS}
ORDER BY event.person, event.changed_at DESC, event.event_id DESC
ON CONFLICT (person) DO UPDATE
SET birth_year = EXCLUDED.birth_year, gender = EXCLUDED.gender, region = EXCLUDED.region,
    for_datasets = EXCLUDED.for_datasets,
    changed_at = EXCLUDED.changed_at, event_id = EXCLUDED.event_id, loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.changed_at, EXCLUDED.event_id) > (current.changed_at, current.event_id)
"""


def load(cursor: CursorWrapper, facts: Sequence[DemographicsFact], now: datetime) -> None:
    """Write the events as received, and one row for each person, in the caller's transaction."""
    if not facts:
        return
    batch = json.dumps([{**vars(fact.row), **vars(fact), "row": None} for fact in facts], default=str)
    for statement in (_LAND, _CONFORM):
        cursor.execute(statement, {"batch": batch, "now": now})
