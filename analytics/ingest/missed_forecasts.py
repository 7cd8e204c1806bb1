"""Finds days whose guests were outside the range that was forecast before them, and hands them to the site.

The site's function compares with its own numbers, keeps the days, and has teams notified.
"""

from django.db import connections

from analytics.ingest.store import STORE

# A day may be counted again. Days that are handed over twice change nothing.
_FIND = """
SELECT visits.restaurant_id, visits.day, forecast.low, forecast.high
FROM core.visits AS visits
JOIN derived.visitor_kept_forecast AS forecast USING (restaurant_id, day)
WHERE visits.loaded_at > clock_timestamp() - interval '1 day'
  AND (visits.visitors < floor(forecast.low) OR visits.visitors > ceil(forecast.high))
LIMIT 20000
"""
_NOTE = """
SELECT public.restaurants_note_missed_forecasts(%s::uuid[], %s::date[], %s::float8[], %s::float8[])
"""


def note() -> int:
    """Hand over what was loaded since yesterday; how many days the site did not know."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_FIND)
        missed = cursor.fetchall()
    if not missed:
        return 0
    with connections["default"].cursor() as cursor:
        cursor.execute(_NOTE, [list(column) for column in zip(*missed, strict=True)])
        return int(cursor.fetchone()[0])
