"""The parts of `disclosed`: facts and a log as the migrator, the report as its own process. `inside.py` calls them."""

import io
import time
from typing import Any

FACTS = """
INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on, posted_at,
                          loaded_at)
SELECT pg_catalog.md5((number %% 300)::text)::uuid, gen_random_uuid(), gen_random_uuid(),
       pg_catalog.md5((number %% 4000)::text || 'p')::uuid, 4, 'Good soup.', 'en', now(),
       now() - interval '9 days', now()
FROM generate_series(1, %s) AS number
"""
# Each review once by a model, in batches of a thousand; and each restaurant's page ten times by its owner.
BATCHES = """
INSERT INTO governance.access_event
    (id, created_at, reader_id, role, login, relation, version, columns, rows, purpose, kind, row_fingerprints)
SELECT gen_random_uuid(), now(), 'models', 'process', 'models', 'core.reviews', '', '{text}', count(*),
       'sentiment of reviews', 'read', array_agg(governance.row_fingerprint(review_id))
FROM (SELECT review_id, row_number() OVER (ORDER BY review_id) / 1000 AS batch FROM core.reviews) AS r GROUP BY batch
"""
PAGES = """
INSERT INTO governance.access_event
    (id, created_at, reader_id, role, login, relation, version, columns, rows, purpose, kind, restaurant_id)
SELECT gen_random_uuid(), now(), restaurant_id, 'restaurant', 'dashboards', 'marts.restaurant_sentiment', '',
       '{rating}', 3, 'dashboard', 'read', restaurant_id
FROM (SELECT DISTINCT restaurant_id FROM core.reviews) AS r CROSS JOIN generate_series(1, 10)
"""


def disclosed_facts(reviews: str) -> dict[str, Any]:
    """So many reviews of 4,000 people and 300 restaurants, and what was read of them."""
    from analytics.access.driver import psycopg_connection

    connection = psycopg_connection("analytical")
    connection.execute("TRUNCATE core.reviews, derived.review_sentiment")
    connection.execute(FACTS, [int(reviews)])
    connection.execute(BATCHES)
    connection.execute(PAGES)
    connection.execute("ANALYZE core.reviews, governance.access_event")
    return {}


def breach_report() -> dict[str, Any]:
    """Seconds of two reports, of a model that read everything and of all owners; and of a bare reading of the same."""
    from django.core.management import call_command
    from django.db import connections

    taken: dict[str, Any] = {}
    for who in ("models", "restaurant"):
        began, out = time.perf_counter(), io.StringIO()
        period = ("--from", "2000-01-01", "--to", "2999-01-01")
        call_command("breach", "report", *period, "--who", who, "--json", stdout=out, stderr=io.StringIO())
        taken[who], taken[f"{who}_people"] = time.perf_counter() - began, out.getvalue().count('"pseudonym"')
    began = time.perf_counter()
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT * FROM governance.access_event")
        cursor.fetchall()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id, email FROM accounts_user")
        cursor.fetchall()
    return taken | {"bare": time.perf_counter() - began}
