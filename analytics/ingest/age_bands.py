"""Publishes how many of a restaurant's reviewers were born in which decade, suppressed before it is written."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import BIRTH_BANDS
from analytics.ingest.loading import STORE, one_at_a_time
from analytics.ingest.suppression import MIN_COUNT, suppress

# A restaurant is stale when a review of it, or what one of its reviewers says or allows, was loaded since the last
# publication. Each publication takes in all that is stale, so its time holds for every restaurant.
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

# People in the order of their first reviews (ids sort by time), cut at a whole number of tens. Were the counts to move
# by one, the band of the person whose review has just appeared would be the band that grew. Whoever refuses statistics
# keeps their place in that order and is not counted: were another to take it, that one's band would be seen to grow.
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

# Where somebody was taken out whose reviews nothing dates any more.
_LEFT = """
SELECT request_id, places FROM governance.privacy_request WHERE done_at IS NULL AND places IS NOT NULL
ORDER BY request_id FOR UPDATE
"""
_PUBLISHED = "UPDATE governance.privacy_request SET places = NULL WHERE request_id = ANY(%s)"

_PUBLISH = """
INSERT INTO marts.restaurant_age_bands (restaurant_id, birth_band, reviewers, published_at)
VALUES (%s, %s, %s, %s)
ON CONFLICT (restaurant_id, birth_band) DO UPDATE
SET reviewers = EXCLUDED.reviewers, published_at = EXCLUDED.published_at
"""


@transaction.atomic(using=STORE)
def publish_stale() -> int:
    """Publish every restaurant whose counts are older than what has been loaded. Returns how many there were."""
    with transaction.get_connection(STORE).cursor() as cursor:
        now = one_at_a_time(cursor)
        cursor.execute(_STALE)
        restaurants = [row[0] for row in cursor.fetchall()]
        if restaurants:
            _publish(cursor, restaurants, now)
    return len(restaurants)


@transaction.atomic(using=STORE)
def publish_erased() -> int:
    """Publish every restaurant that people left who were erased. Returns how many people that were."""
    with transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(_LEFT)
        left = cursor.fetchall()
        # Asked after every load, and mostly nobody left: loads need not wait for that.
        if left:
            now = one_at_a_time(cursor)
            _publish(cursor, sorted({place for _, places in left for place in places}), now)
            cursor.execute(_PUBLISHED, [[request for request, _ in left]])
    return len(left)


def _publish(cursor: CursorWrapper, restaurants: Sequence[uuid.UUID], now: datetime) -> None:
    cursor.execute(_COUNT, {"restaurants": list(restaurants), "step": MIN_COUNT})
    counts = _by_restaurant(restaurants, cursor.fetchall())
    rows = [
        (restaurant, band, reviewers, now)
        for restaurant, bands in counts.items()
        for band, reviewers in suppress(bands).items()
    ]
    cursor.executemany(_PUBLISH, rows)


def _by_restaurant(
    restaurants: Iterable[uuid.UUID], rows: Iterable[tuple[uuid.UUID, str, int]]
) -> dict[uuid.UUID, dict[str, int]]:
    counts = {restaurant: dict.fromkeys(BIRTH_BANDS, 0) for restaurant in restaurants}
    for restaurant, band, people in rows:
        counts[restaurant][band] = people
    return counts
