"""Publishes how many of a restaurant's reviewers were born in which decade, suppressed and rounded first.

A restaurant is published again when ten more people have reviewed it. Until then nothing moves: not when somebody
changes their birth year, refuses statistics or is erased, or does so a hundred times.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import BIRTH_BANDS
from analytics.ingest.store import STORE, lock_loads
from analytics.ingest.suppression import MIN_COUNT, publishable
from reviews_site.ids import uuid_array

# Each publication covers all restaurants that are due. So only those with a review that was loaded since the last one
# can be due; how many people allow statistics is counted anew for these, in tens.
_DUE = """
WITH published AS (
    SELECT restaurant_id, max(of_reviewers) AS people FROM marts.restaurant_age_bands GROUP BY restaurant_id
), loaded AS (
    SELECT DISTINCT restaurant_id FROM core.reviews
    WHERE loaded_at >= (SELECT COALESCE(max(published_at), '-infinity') FROM marts.restaurant_age_bands)
)
SELECT restaurant_id, count(DISTINCT reviewer) / %(step)s * %(step)s AS people
FROM loaded JOIN core.reviews USING (restaurant_id) LEFT JOIN published USING (restaurant_id)
WHERE for_statistics GROUP BY restaurant_id, published.people
HAVING count(DISTINCT reviewer) / %(step)s * %(step)s > COALESCE(published.people, 0)
"""

# The first so many people, in the order of their first reviews (ids sort by time).
_COUNT = """
WITH reviewed AS (
    SELECT DISTINCT ON (restaurant_id, reviewer) restaurant_id, reviewer, review_id
    FROM core.reviews WHERE restaurant_id = ANY(%(restaurants)s) AND for_statistics
    ORDER BY restaurant_id, reviewer, review_id
), placed AS (
    SELECT restaurant_id, reviewer, row_number() OVER (PARTITION BY restaurant_id ORDER BY review_id) AS place
    FROM reviewed
)
SELECT restaurant_id, COALESCE(d.birth_band, 'unknown'), count(*)
FROM placed JOIN unnest(%(restaurants)s::uuid[], %(people)s::bigint[]) AS due (restaurant_id, people)
    USING (restaurant_id)
LEFT JOIN core.user_demographics d ON d.person = placed.reviewer
WHERE place <= due.people GROUP BY 1, 2
"""

_PUBLISH = """
INSERT INTO marts.restaurant_age_bands (restaurant_id, birth_band, reviewers, of_reviewers, published_at)
SELECT restaurant_id, birth_band, reviewers, of_reviewers, %(now)s::timestamptz
FROM unnest(%(restaurants)s::text::uuid[], %(bands)s::text[], %(shown)s::int[], %(people)s::int[])
     AS band (restaurant_id, birth_band, reviewers, of_reviewers)
ON CONFLICT (restaurant_id, birth_band) DO UPDATE
SET reviewers = EXCLUDED.reviewers, of_reviewers = EXCLUDED.of_reviewers, published_at = EXCLUDED.published_at
"""


@transaction.atomic(using=STORE)
def publish_due() -> int:
    """Publish every restaurant with ten more reviewers than at its last publication. Returns how many there were."""
    with transaction.get_connection(STORE).cursor() as cursor:
        now = lock_loads(cursor)
        cursor.execute(_DUE, {"step": MIN_COUNT})
        people = dict(cursor.fetchall())
        if people:
            _publish(cursor, people, now)
    return len(people)


def _publish(cursor: CursorWrapper, people: Mapping[UUID, int], now: datetime) -> None:
    cursor.execute(_COUNT, {"restaurants": list(people), "people": list(people.values())})
    counts = {restaurant: dict.fromkeys(BIRTH_BANDS, 0) for restaurant in people}
    for restaurant, band, reviewers in cursor.fetchall():
        counts[restaurant][band] = reviewers
    rows = [
        (restaurant, band, shown, people[restaurant])
        for restaurant, bands in counts.items()
        for band, shown in publishable(bands).items()
    ]
    restaurants, bands, shown, totals = map(list, zip(*rows, strict=True))
    values: dict[str, Any] = {
        "restaurants": uuid_array(restaurants),
        "bands": bands,
        "shown": shown,
        "people": totals,
        "now": now,
    }
    cursor.execute(_PUBLISH, values)
