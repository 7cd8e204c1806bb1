"""Writes facts into the analytical store as the login `loader`: COPY to staging, then upserts keyed by the event.

Redelivery changes nothing. Written so that it runs the same on Citus: one statement an execute, keys that begin with
the restaurant, no counts taken from a statement's row count.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest import data_uses as allowed
from analytics.ingest import erased_people, quarantine
from analytics.ingest.events import (
    DataUsesFact,
    DemographicsFact,
    Fact,
    OutboxRow,
    PrivacyRequestFact,
    RestaurantFact,
    ReviewFact,
)
from analytics.ingest.restaurants import load_restaurants
from reviews_site.ids import uuid7

STORE = "analytical"

# Loads and publications go one after the other, so that a row's `loaded_at` tells whether a publication has seen it.
_ONE_AT_A_TIME = "SELECT pg_catalog.pg_advisory_xact_lock(7013000000000000001)"
# Whoever takes people out waits for the loads that may not have seen yet that they are to be kept out; they don't wait
# for each other.
UNDER_WAY = "SELECT pg_catalog.pg_advisory_xact_lock_shared(7013000000000000003)"
NONE_UNDER_WAY = "SELECT pg_catalog.pg_advisory_xact_lock(7013000000000000003)"
# Never before the last publication, even where the clock was set back.
_NOW = """
SELECT GREATEST(clock_timestamp(), (SELECT max(published_at) FROM marts.restaurant_age_bands))
"""

_STAGE = """
COPY landing.review_staging (restaurant_id, event_id, batch_id, version, payload, review_id, reviewer, rating, text,
                             language, visited_on, posted_at, home_region) FROM STDIN
"""

# Told once, psycopg need not find out for each value anew. The payload is JSON text already.
_STAGED_TYPES = (
    *("uuid", "uuid", "uuid", "int2", "text"),
    *("uuid", "uuid", "int2", "text", "text"),
    *("date", "timestamptz", "text"),
)

_LAND = """
INSERT INTO landing.review_events (restaurant_id, event_id, version, payload, received_at, home_region)
SELECT restaurant_id, event_id, version, payload, %(now)s::timestamptz, home_region
FROM landing.review_staging WHERE batch_id = %(batch)s
ON CONFLICT (restaurant_id, event_id) DO NOTHING
"""

# What is allowed of a review follows from its reviewer, also where the refusal came before the review.
# Of two events about one review in one batch the later one counts; event ids sort by time.
_CONFORM = """
INSERT INTO core.reviews AS known (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,
                                   posted_at, loaded_at, for_statistics, for_models, for_datasets,
                                   home_region)
SELECT DISTINCT ON (restaurant_id, review_id)
       restaurant_id, review_id, staged.event_id, reviewer, rating, text, language, visited_on, posted_at,
       %(now)s::timestamptz, COALESCE(said.statistics, true), COALESCE(said.models, true),
       COALESCE(said.datasets, true), staged.home_region
FROM landing.review_staging AS staged LEFT JOIN core.allowed_uses AS said ON said.person = staged.reviewer
WHERE batch_id = %(batch)s
ORDER BY restaurant_id, review_id, staged.event_id DESC
ON CONFLICT (restaurant_id, review_id) DO UPDATE
SET event_id = EXCLUDED.event_id, reviewer = EXCLUDED.reviewer, rating = EXCLUDED.rating, text = EXCLUDED.text,
    language = EXCLUDED.language, visited_on = EXCLUDED.visited_on, posted_at = EXCLUDED.posted_at,
    loaded_at = EXCLUDED.loaded_at, for_statistics = EXCLUDED.for_statistics, for_models = EXCLUDED.for_models,
    for_datasets = EXCLUDED.for_datasets
WHERE EXCLUDED.event_id > known.event_id
"""

_CLEAR = "DELETE FROM landing.review_staging WHERE batch_id = %(batch)s"

# What was said before its use was refused is not taken in, in whatever order the two arrive. What was said after it
# is: the person has allowed the use again, and until that arrives no count takes it (`for_statistics`).
_LAND_PERSON = """
INSERT INTO landing.person_events (person, event_id, version, payload, received_at, home_region)
SELECT said.*
FROM (VALUES (%s::uuid, %s::uuid, %s::smallint, %s::jsonb, %s::timestamptz, %s::text)) AS said (person)
WHERE NOT EXISTS (
    SELECT FROM core.allowed_uses AS u WHERE u.person = said.person AND NOT u.statistics AND u.changed_at >= %s
)
ON CONFLICT (person, event_id) DO NOTHING
"""

_CONFORM_PERSON = """
INSERT INTO core.user_demographics AS known (person, birth_year, gender, region, changed_at, event_id, loaded_at,
                                             home_region, for_datasets)
SELECT said.*, COALESCE(u.datasets, true)
FROM (VALUES (%s::uuid, %s::smallint, %s::text, %s::text, %s::timestamptz, %s::uuid, %s::timestamptz,
              %s::text))
     AS said (person, birth_year, gender, region, changed_at)
LEFT JOIN core.allowed_uses AS u ON u.person = said.person
WHERE u.statistics IS NOT FALSE OR u.changed_at < said.changed_at
ON CONFLICT (person) DO UPDATE
SET birth_year = EXCLUDED.birth_year, gender = EXCLUDED.gender, region = EXCLUDED.region,
    for_datasets = EXCLUDED.for_datasets,
    changed_at = EXCLUDED.changed_at, event_id = EXCLUDED.event_id, loaded_at = EXCLUDED.loaded_at
WHERE (EXCLUDED.changed_at, EXCLUDED.event_id) > (known.changed_at, known.event_id)
"""


def one_at_a_time(cursor: CursorWrapper) -> datetime:
    """Wait for the turn, which lasts until the transaction ends. Returns the time at which it began."""
    cursor.execute(_ONE_AT_A_TIME)
    cursor.execute(_NOW)
    now: datetime = cursor.fetchone()[0]
    return now


def under_way(cursor: CursorWrapper) -> None:
    """Say that a load is under way, until the transaction ends: from before it asks who is kept out."""
    cursor.execute(UNDER_WAY)


def none_under_way(cursor: CursorWrapper) -> None:
    """Wait until no load is under way that began before, and keep later ones waiting until the transaction ends."""
    cursor.execute(NONE_UNDER_WAY)


@transaction.atomic(using=STORE)
def load(
    *,
    reviews: Sequence[ReviewFact],
    uses: Sequence[DataUsesFact],
    demographics: Sequence[DemographicsFact],
    restaurants: Sequence[RestaurantFact],
    subjects: Sequence[PrivacyRequestFact],
    quarantined: Sequence[tuple[OutboxRow, str]],
) -> None:
    """Write one batch, whole or not at all. Rows that are there already stay as they are."""
    with transaction.get_connection(STORE).cursor() as cursor:
        # Before the turn, so that one load may stage its rows while another conforms its own.
        batch = _stage_reviews(cursor, reviews)
        now = one_at_a_time(cursor)
        allowed.load(cursor, uses, now)
        _load_demographics(cursor, demographics, now)
        load_restaurants(cursor, restaurants, now)
        erased_people.load(cursor, subjects, now)
        for statement in (_LAND, _CONFORM, _CLEAR) if reviews else ():
            cursor.execute(statement, {"batch": batch, "now": now})
        quarantine.quarantine(cursor, quarantined, now)
        facts: tuple[Fact, ...] = (*reviews, *uses, *demographics, *restaurants, *subjects)
        quarantine.release(cursor, [fact.row.event_id for fact in facts], now)


def _stage_reviews(cursor: CursorWrapper, facts: Sequence[ReviewFact]) -> uuid.UUID:
    batch = uuid7()
    if not facts:
        return batch
    with cursor.copy(_STAGE) as copy:
        copy.set_types(_STAGED_TYPES)
        for fact in facts:
            copy.write_row(
                (
                    *(fact.restaurant_id, fact.row.event_id, batch, fact.row.version, fact.row.payload),
                    *(fact.review_id, fact.reviewer, fact.rating, fact.text, fact.language),
                    *(fact.visited_on, fact.posted_at, fact.row.home_region),
                )
            )
    return batch


def _load_demographics(cursor: CursorWrapper, facts: Sequence[DemographicsFact], now: datetime) -> None:
    if not facts:
        return
    landed = [
        (fact.person, fact.row.event_id, fact.row.version, fact.row.payload, now, fact.row.home_region, fact.changed_at)
        for fact in facts
    ]
    cursor.executemany(_LAND_PERSON, landed)
    said = [(fact.person, fact.birth_year, fact.gender, fact.region, fact.changed_at) for fact in facts]
    came = [(fact.row.event_id, now, fact.row.home_region) for fact in facts]
    cursor.executemany(_CONFORM_PERSON, [(*one, *other) for one, other in zip(said, came, strict=True)])
