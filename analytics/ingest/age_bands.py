"""Publishes how many of a restaurant's reviewers were born in which decade, suppressed before it is written."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import BIRTH_BANDS
from analytics.ingest.store import STORE, lock_loads
from analytics.ingest.suppression import MIN_COUNT, suppress

# A restaurant is stale when a review of it, or a reviewer's demographics or allowed uses, was loaded since the last
# publication. Each publication covers all stale restaurants, so its time holds for every restaurant.
_STALE = """
WITH published AS (SELECT COALESCE(max(published_at), '-infinity') AS at FROM marts.restaurant_age_bands)
SELECT r.restaurant_id FROM core.reviews r WHERE r.loaded_at >= (SELECT at FROM published)
UNION
SELECT r.restaurant_id FROM core.reviews r JOIN core.user_demographics d ON d.person = r.reviewer
WHERE d.loaded_at >= (SELECT at FROM published)
UNION
SELECT r.restaurant_id FROM core.reviews r JOIN core.allowed_uses u ON u.person = r.reviewer
WHERE u.loaded_at >= (SELECT at FROM published)
"""

# People in the order of their first reviews (ids sort by time), cut at a multiple of ten: if counts moved by one, the
# band that grew would be that of the person whose review has just appeared. People who refuse statistics keep their
# place in that order, uncounted: if another took the place, that person's band would be seen to grow.
_COUNT = """
WITH reviewed AS (
    SELECT DISTINCT ON (restaurant_id, reviewer) restaurant_id, reviewer, review_id, for_statistics
    FROM core.reviews WHERE restaurant_id = ANY(%(restaurants)s)
    ORDER BY restaurant_id, reviewer, review_id
), placed AS (
    SELECT restaurant_id, reviewer, for_statistics,
           row_number() OVER (PARTITION BY restaurant_id ORDER BY review_id) AS place,
           count(*) OVER (PARTITION BY restaurant_id) AS total
    FROM reviewed
)
SELECT p.restaurant_id, COALESCE(d.birth_band, 'unknown'), count(*)
FROM placed p LEFT JOIN core.user_demographics d ON d.person = p.reviewer
WHERE p.for_statistics AND p.place <= p.total - p.total %% %(step)s
GROUP BY 1, 2
"""

# Restaurants whose reviewers were erased: `_STALE` can't find them, as the reviews are gone.
_ERASED = """
SELECT request_id, places FROM governance.privacy_request WHERE done_at IS NULL AND places IS NOT NULL
ORDER BY request_id FOR UPDATE
"""
_CLEAR_ERASED = "UPDATE governance.privacy_request SET places = NULL WHERE request_id = ANY(%s)"

_PUBLISH = """
INSERT INTO marts.restaurant_age_bands (restaurant_id, birth_band, reviewers, published_at)
VALUES (%s, %s, %s, %s)
ON CONFLICT (restaurant_id, birth_band) DO UPDATE
SET reviewers = EXCLUDED.reviewers, published_at = EXCLUDED.published_at
"""


@transaction.atomic(using=STORE)
def publish_stale() -> int:
    """Publish every stale restaurant. Returns how many there were."""
    with transaction.get_connection(STORE).cursor() as cursor:
        now = lock_loads(cursor)
        cursor.execute(_STALE)
        restaurants = [row[0] for row in cursor.fetchall()]
        if restaurants:
            _publish(cursor, restaurants, now)
    return len(restaurants)


@transaction.atomic(using=STORE)
def publish_erased() -> int:
    """Publish every restaurant with a reviewer who was erased. Returns how many people these are."""
    with transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(_ERASED)
        requests = cursor.fetchall()
        # This runs after every load, mostly with nothing to do: loads need not wait for that.
        if requests:
            now = lock_loads(cursor)
            _publish(cursor, sorted({restaurant for _, restaurants in requests for restaurant in restaurants}), now)
            cursor.execute(_CLEAR_ERASED, [[request_id for request_id, _ in requests]])
    return len(requests)


def _publish(cursor: CursorWrapper, restaurants: Sequence[uuid.UUID], now: datetime) -> None:
    cursor.execute(_COUNT, {"restaurants": list(restaurants), "step": MIN_COUNT})
    counts = {restaurant: dict.fromkeys(BIRTH_BANDS, 0) for restaurant in restaurants}
    for restaurant, band, people in cursor.fetchall():
        counts[restaurant][band] = people
    rows = [
        (restaurant, band, reviewers, now)
        for restaurant, bands in counts.items()
        for band, reviewers in suppress(bands).items()
    ]
    cursor.executemany(_PUBLISH, rows)
