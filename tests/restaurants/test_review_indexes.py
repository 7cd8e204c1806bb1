"""Which index PostgreSQL reads a restaurant's reviews by, where there are enough of them that it matters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from restaurants.models import Restaurant
from restaurants.selectors.pages import ReviewFilter, reviews_page
from tests.conftest import AsProcess
from tests.restaurants import factories

MANY = 3_000
_PEOPLE = """
INSERT INTO accounts_user
SELECT (jsonb_populate_record(guest, jsonb_build_object('id', uuidv7(), 'email', n || '@example.org'))).*
FROM accounts_user AS guest, generate_series(2, %s) AS n
"""
# Half are of another restaurant, and one author in 100 confirmed the visit. Nobody wrote Finnish or named ratatouille.
_REVIEWS = """
INSERT INTO restaurants_review
SELECT (jsonb_populate_record(review, jsonb_build_object(
    'id', uuidv7(), 'author_id', author.id, 'rating', 1 + author.n % 5,
    'restaurant_id', (SELECT id FROM restaurants_restaurant ORDER BY name OFFSET author.n % 2 LIMIT 1),
    'text', review.text || ' ' || md5(author.id::text),
    'visit_confirmed_by', CASE author.n % 100 WHEN 0 THEN 'receipt' ELSE '' END,
    'visit_confirmed_in', CASE author.n % 100 WHEN 0 THEN DATE '2026-01-01' END
))).*
FROM restaurants_review AS review, (SELECT id, row_number() OVER () AS n FROM accounts_user) AS author
WHERE author.id <> review.author_id
"""


@pytest.mark.django_db
def test_each_filter_of_reviews_has_its_index(as_process: AsProcess) -> None:
    """What reads all of a restaurant's reviews grows with them, and is the slowest for the best known restaurants."""
    place, _ = factories.restaurant(), factories.restaurant("Zur Dohle")
    factories.review(place, factories.confirmed("guest"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE restaurants_review DISABLE TRIGGER USER")
        cursor.execute(_PEOPLE, [MANY])
        cursor.execute(_REVIEWS)
        cursor.execute("ANALYZE restaurants_review, accounts_user")
    # The planner knows less of what a column holds where a login may not read the whole table.
    with as_process("web"):
        assert {chosen: _index_of(place, chosen) for chosen in _EXPECTED} == _EXPECTED


_EXPECTED = {
    ReviewFilter(): "restaurants_review_newest",
    ReviewFilter(stars=2): "restaurants_review_by_stars",
    ReviewFilter(sort="helpful"): "restaurants_review_helpful",
    ReviewFilter(language="en"): "restaurants_review_newest",
    ReviewFilter(language="fi"): "restaurants_review_by_language",
    ReviewFilter(visit="confirmed"): "restaurants_review_visited",
    ReviewFilter(words="soup"): "restaurants_review_newest",
    ReviewFilter(words="ratatouille"): "restaurants_review_words",
}


def _index_of(place: Restaurant, chosen: ReviewFilter) -> str:
    """The index by which a page of reviews is read."""
    with CaptureQueriesContext(connection) as captured:
        reviews_page(place.pk, chosen=chosen)
    (query,) = captured.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
        (plan,) = cursor.fetchone()[0]
    return next(name for name in _indexes(plan["Plan"]) if name.startswith("restaurants_review_"))


def _indexes(plan: dict[str, object]) -> list[str]:
    below = plan.get("Plans", [])
    assert isinstance(below, list)
    return [str(plan.get("Index Name", "")), *(name for node in below for name in _indexes(node))]
