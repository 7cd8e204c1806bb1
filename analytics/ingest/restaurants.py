"""Writes events about restaurants (listings, visits), as a part of the load in `loading.py`, as the login `loader`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from analytics.ingest.events import RESTAURANT_LISTED, VISITS_COUNTED, RestaurantFact
from reviews_site.ids import uuid7

_STAGE = """
COPY landing.restaurant_staging (restaurant_id, event_id, batch_id, topic, version, payload, said_at, home_region)
FROM STDIN
"""

_LAND = """
INSERT INTO landing.restaurant_events (restaurant_id, event_id, topic, version, payload, received_at, home_region)
SELECT restaurant_id, event_id, topic, version, payload, %(now)s::timestamptz, home_region
FROM landing.restaurant_staging WHERE batch_id = %(batch)s
ON CONFLICT (restaurant_id, event_id) DO NOTHING
"""

# An event carries many days. Of two counts of a day the later one stands, in the batch and beside what is known.
_CONFORM_VISITS = """
INSERT INTO core.visits AS known (restaurant_id, day, visitors, purchases, event_id, counted_at, loaded_at,
                                  home_region)
SELECT DISTINCT ON (staged.restaurant_id, said.day)
       staged.restaurant_id, said.day, said.visitors, said.purchases, staged.event_id, staged.said_at,
       %(now)s::timestamptz, staged.home_region
FROM landing.restaurant_staging AS staged
CROSS JOIN LATERAL jsonb_to_recordset(staged.payload -> 'days') AS said (day date, visitors int, purchases int)
WHERE staged.batch_id = %(batch)s AND staged.topic = %(visits)s
ORDER BY staged.restaurant_id, said.day, staged.said_at DESC, staged.event_id DESC
ON CONFLICT (restaurant_id, day) DO UPDATE
SET visitors = EXCLUDED.visitors, purchases = EXCLUDED.purchases, event_id = EXCLUDED.event_id,
    counted_at = EXCLUDED.counted_at, loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.counted_at, EXCLUDED.event_id) > (known.counted_at, known.event_id)
"""

_CONFORM_LISTINGS = """
INSERT INTO core.restaurants AS known (restaurant_id, country, region, cuisine, latitude, longitude, listed_at,
                                       event_id, loaded_at, home_region)
SELECT DISTINCT ON (restaurant_id)
       restaurant_id, payload ->> 'country', payload ->> 'region', payload ->> 'cuisine',
       (payload ->> 'latitude')::double precision, (payload ->> 'longitude')::double precision, said_at, event_id,
       %(now)s::timestamptz, home_region
FROM landing.restaurant_staging
WHERE batch_id = %(batch)s AND topic = %(listed)s
ORDER BY restaurant_id, said_at DESC, event_id DESC
ON CONFLICT (restaurant_id) DO UPDATE
SET country = EXCLUDED.country, region = EXCLUDED.region, cuisine = EXCLUDED.cuisine, latitude = EXCLUDED.latitude,
    longitude = EXCLUDED.longitude, listed_at = EXCLUDED.listed_at, event_id = EXCLUDED.event_id,
    loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.listed_at, EXCLUDED.event_id) > (known.listed_at, known.event_id)
"""

_CLEAR = "DELETE FROM landing.restaurant_staging WHERE batch_id = %(batch)s"


def load_restaurants(cursor: CursorWrapper, facts: Sequence[RestaurantFact], now: datetime) -> None:
    """Write the events as received, and the rows of `core` that they stand for, in the caller's transaction."""
    if not facts:
        return
    batch = uuid7()
    with cursor.copy(_STAGE) as copy:
        for fact in facts:
            row = fact.row
            said = (row.topic, row.version, row.payload, fact.said_at, row.home_region)
            copy.write_row((fact.restaurant_id, row.event_id, batch, *said))
    named: dict[str, Any] = {"batch": batch, "now": now, "visits": VISITS_COUNTED, "listed": RESTAURANT_LISTED}
    for statement in (_LAND, _CONFORM_LISTINGS, _CONFORM_VISITS, _CLEAR):
        cursor.execute(statement, named)
