"""Writes facts into the analytical store as the login `loader`: COPY to staging, then upserts keyed by the event.

Redelivery changes nothing. Written so that it runs the same on Citus: one statement an execute, keys that begin with
the restaurant, no counts taken from a statement's row count.
"""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest import data_uses, demographics, erased_people, quarantine, restaurants
from analytics.ingest.events import (
    DataUsesFact,
    DemographicsFact,
    Fact,
    Refusal,
    RestaurantFact,
    ReviewFact,
)
from analytics.ingest.store import STORE, lock_loads
from reviews_site.ids import uuid7

_STAGE_REVIEWS = """
COPY landing.review_staging (restaurant_id, event_id, batch_id, version, payload, review_id, reviewer, rating, food,
                             service, value, ambience, text, language, visited_on, posted_at, review_version,
                             home_region) FROM STDIN
"""
# Named once, so that psycopg need not find the type of each value. The payload is JSON text already.
_STAGED_TYPES = (
    *("uuid", "uuid", "uuid", "int2", "text"),
    *("uuid", "uuid", "int2", "int2", "int2", "int2", "int2", "text", "text"),
    *("date", "timestamptz", "int2", "text"),
)

_LAND_REVIEWS = """
INSERT INTO landing.review_events (restaurant_id, event_id, version, payload, received_at, home_region)
SELECT restaurant_id, event_id, version, payload, %(now)s::timestamptz, home_region
FROM landing.review_staging WHERE batch_id = %(batch_id)s
ON CONFLICT (restaurant_id, event_id) DO NOTHING
"""

# What is allowed of a review follows from its reviewer, also where the refusal came before the review.
# Of two events about one review the higher version counts, and of one version the later event; event ids sort by time.
_CONFORM_REVIEWS = """
INSERT INTO core.reviews AS current (restaurant_id, review_id, event_id, reviewer, rating, food, service, value,
                                     ambience, text, language, visited_on, posted_at, review_version, loaded_at,
                                     for_statistics, for_models, for_datasets, home_region)
SELECT DISTINCT ON (restaurant_id, review_id)
       restaurant_id, review_id, staged.event_id, reviewer, rating, food, service, value, ambience, text, language,
       visited_on, posted_at, review_version, %(now)s::timestamptz, COALESCE(allowed.statistics, true),
       COALESCE(allowed.models, true), COALESCE(allowed.datasets, true), staged.home_region
FROM landing.review_staging AS staged LEFT JOIN core.allowed_uses AS allowed ON allowed.person = staged.reviewer
WHERE batch_id = %(batch_id)s
ORDER BY restaurant_id, review_id, review_version DESC, staged.event_id DESC
ON CONFLICT (restaurant_id, review_id) DO UPDATE
SET event_id = EXCLUDED.event_id, reviewer = EXCLUDED.reviewer, rating = EXCLUDED.rating, food = EXCLUDED.food,
    service = EXCLUDED.service, value = EXCLUDED.value, ambience = EXCLUDED.ambience, text = EXCLUDED.text,
    language = EXCLUDED.language, visited_on = EXCLUDED.visited_on, posted_at = EXCLUDED.posted_at,
    review_version = EXCLUDED.review_version,
    loaded_at = EXCLUDED.loaded_at, for_statistics = EXCLUDED.for_statistics, for_models = EXCLUDED.for_models,
    for_datasets = EXCLUDED.for_datasets
WHERE (EXCLUDED.review_version, EXCLUDED.event_id) > (current.review_version, current.event_id)
"""

# The model reads an edited text anew: until then it has no score, whatever language it is in now.
_DELETE_OLD_SCORES = """
DELETE FROM derived.review_sentiment AS score USING landing.review_staging AS staged, core.reviews AS r
WHERE batch_id = %(batch_id)s AND staged.restaurant_id = r.restaurant_id AND staged.review_id = r.review_id
  AND score.restaurant_id = r.restaurant_id AND score.review_id = r.review_id AND score.event_id <> r.event_id
"""

_CLEAR_REVIEWS = "DELETE FROM landing.review_staging WHERE batch_id = %(batch_id)s"


@transaction.atomic(using=STORE)
def load(facts: Sequence[Fact], refused: Sequence[Refusal]) -> None:
    """Write one batch, whole or not at all. Rows that are there already stay as they are."""
    reviews = [fact for fact in facts if isinstance(fact, ReviewFact)]
    with transaction.get_connection(STORE).cursor() as cursor:
        # Before the lock, so that one load may stage its rows while another conforms its own.
        batch_id = _stage_reviews(cursor, reviews)
        now = lock_loads(cursor)
        data_uses.load(cursor, [fact for fact in facts if isinstance(fact, DataUsesFact)], now)
        demographics.load(cursor, [fact for fact in facts if isinstance(fact, DemographicsFact)], now)
        restaurants.load(cursor, [fact for fact in facts if isinstance(fact, RestaurantFact)], now)
        erased_people.load(cursor, facts, now)
        for statement in (_LAND_REVIEWS, _CONFORM_REVIEWS, _DELETE_OLD_SCORES, _CLEAR_REVIEWS) if reviews else ():
            cursor.execute(statement, {"batch_id": batch_id, "now": now})
        quarantine.add(cursor, refused, now)
        quarantine.resolve(cursor, [fact.row.event_id for fact in facts], now)


def _stage_reviews(cursor: CursorWrapper, reviews: Sequence[ReviewFact]) -> uuid.UUID:
    batch_id = uuid7()
    if reviews:
        with cursor.copy(_STAGE_REVIEWS) as copy:
            copy.set_types(_STAGED_TYPES)
            for fact in reviews:
                copy.write_row(
                    (
                        *(fact.restaurant_id, fact.row.event_id, batch_id, fact.row.version, fact.row.payload),
                        *(fact.review_id, fact.reviewer, fact.rating),
                        *(fact.food, fact.service, fact.value, fact.ambience),
                        *(fact.text, fact.language, fact.visited_on, fact.posted_at),
                        *(fact.review_version, fact.row.home_region),
                    )
                )
    return batch_id
