"""Loads events about restaurants (listings, visits, plans), as a part of `loading.py`, as the login `loader`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from analytics.ingest.events import DAYS_PLANNED, RESTAURANT_LISTED, VISITS_COUNTED, RestaurantFact
from reviews_site.ids import uuid7

_STAGE = """
COPY landing.restaurant_staging (restaurant_id, event_id, batch_id, topic, version, payload, occurred_at, home_region)
FROM STDIN
"""

_LAND = """
INSERT INTO landing.restaurant_events (restaurant_id, event_id, topic, version, payload, received_at, home_region)
SELECT restaurant_id, event_id, topic, version, payload, %(now)s::timestamptz, home_region
FROM landing.restaurant_staging WHERE batch_id = %(batch_id)s
ON CONFLICT (restaurant_id, event_id) DO NOTHING
"""

# An event carries many days. The latest count of a day wins, within the batch and against what is loaded already.
_CONFORM_VISITS = """
INSERT INTO core.visits AS current (restaurant_id, day, visitors, purchases, takings, currency, event_id, counted_at,
                                    loaded_at, home_region)
SELECT DISTINCT ON (staged.restaurant_id, count.day)
       staged.restaurant_id, count.day, count.visitors, count.purchases, count.takings,
       CASE WHEN count.takings IS NOT NULL THEN staged.payload ->> 'currency' END, staged.event_id, staged.occurred_at,
       %(now)s::timestamptz, staged.home_region
FROM landing.restaurant_staging AS staged
CROSS JOIN LATERAL jsonb_to_recordset(staged.payload -> 'days')
    AS count (day date, visitors int, purchases int, takings bigint)
WHERE staged.batch_id = %(batch_id)s AND staged.topic = %(visits)s
ORDER BY staged.restaurant_id, count.day, staged.occurred_at DESC, staged.event_id DESC
ON CONFLICT (restaurant_id, day) DO UPDATE
SET visitors = EXCLUDED.visitors, purchases = EXCLUDED.purchases, takings = EXCLUDED.takings,
    currency = EXCLUDED.currency, event_id = EXCLUDED.event_id, counted_at = EXCLUDED.counted_at,
    loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.counted_at, EXCLUDED.event_id) > (current.counted_at, current.event_id)
"""

# As with counts: the latest plan of a day wins. A withdrawn one stays as a row without a plan.
_CONFORM_PLANS = """
INSERT INTO core.planned_days AS current (restaurant_id, day, plan, effect, event_id, planned_at, loaded_at,
                                          home_region)
SELECT DISTINCT ON (staged.restaurant_id, planned.day)
       staged.restaurant_id, planned.day, planned.plan, planned.effect, staged.event_id, staged.occurred_at,
       %(now)s::timestamptz, staged.home_region
FROM landing.restaurant_staging AS staged
CROSS JOIN LATERAL jsonb_to_recordset(staged.payload -> 'days') AS planned (day date, plan text, effect text)
WHERE staged.batch_id = %(batch_id)s AND staged.topic = %(plans)s
ORDER BY staged.restaurant_id, planned.day, staged.occurred_at DESC, staged.event_id DESC
ON CONFLICT (restaurant_id, day) DO UPDATE
SET plan = EXCLUDED.plan, effect = EXCLUDED.effect, event_id = EXCLUDED.event_id,
    planned_at = EXCLUDED.planned_at, loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.planned_at, EXCLUDED.event_id) > (current.planned_at, current.event_id)
"""

_CONFORM_LISTINGS = """
INSERT INTO core.restaurants AS current (restaurant_id, country, region, cuisine, latitude, longitude, listed_at,
                                         event_id, loaded_at, home_region)
SELECT DISTINCT ON (restaurant_id)
       restaurant_id, payload ->> 'country', payload ->> 'region', payload ->> 'cuisine',
       (payload ->> 'latitude')::double precision, (payload ->> 'longitude')::double precision, occurred_at, event_id,
       %(now)s::timestamptz, home_region
FROM landing.restaurant_staging
WHERE batch_id = %(batch_id)s AND topic = %(listings)s
ORDER BY restaurant_id, occurred_at DESC, event_id DESC
ON CONFLICT (restaurant_id) DO UPDATE
SET country = EXCLUDED.country, region = EXCLUDED.region, cuisine = EXCLUDED.cuisine, latitude = EXCLUDED.latitude,
    longitude = EXCLUDED.longitude, listed_at = EXCLUDED.listed_at, event_id = EXCLUDED.event_id,
    loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.listed_at, EXCLUDED.event_id) > (current.listed_at, current.event_id)
"""

_CLEAR = "DELETE FROM landing.restaurant_staging WHERE batch_id = %(batch_id)s"


def load(cursor: CursorWrapper, facts: Sequence[RestaurantFact], now: datetime) -> None:
    """Write the events as received, and the rows of `core` that follow from them, in the caller's transaction."""
    if not facts:
        return
    batch_id = uuid7()
    with cursor.copy(_STAGE) as copy:
        for fact in facts:
            row = fact.row
            event = (row.topic, row.version, row.payload, fact.occurred_at, row.home_region)
            copy.write_row((fact.restaurant_id, row.event_id, batch_id, *event))
    topics = {"visits": VISITS_COUNTED, "listings": RESTAURANT_LISTED, "plans": DAYS_PLANNED}
    values: dict[str, Any] = {"batch_id": batch_id, "now": now, **topics}
    for statement in (_LAND, _CONFORM_LISTINGS, _CONFORM_VISITS, _CONFORM_PLANS, _CLEAR):
        cursor.execute(statement, values)
