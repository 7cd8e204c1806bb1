"""Lineage: every shape of a query is followed or refused; impact leads from the site's tables to whoever reads."""

from typing import Any

import pytest
from django.apps import apps

from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.stores import columns_of_models
from analytics.datasets import lineage
from analytics.datasets.lineage import Node
from analytics.datasets.model_runs import load_edges
from analytics.datasets.query_lineage import UnreadableQuery, origins_of_query
from analytics.datasets.readers import readers_after
from reviews_site.privacy import relation_name
from tests.analytics.dataset_documents import ROLLED_BACK, YOUNG, accepted, manage, register

SCHEMA = {
    "core.reviews": ["restaurant_id", "review_id", "reviewer", "rating", "text", "posted_at"],
    "core.user_demographics": ["person", "birth_year", "region"],
    "derived.review_sentiment": ["review_id", "score"],
}
RATING, SCORE = "core.reviews.rating", "derived.review_sentiment.score"
BORN = "core.user_demographics.birth_year"
READ: list[tuple[str, set[str]]] = [
    ("SELECT rating FROM core.reviews UNION ALL SELECT birth_year FROM core.user_demographics", {RATING, BORN}),
    ("SELECT rating FROM core.reviews EXCEPT SELECT score FROM derived.review_sentiment", {RATING, SCORE}),
    ("SELECT (SELECT max(score) FROM derived.review_sentiment) FROM core.reviews", {SCORE}),
    (
        "SELECT (SELECT max(d.birth_year) FROM core.user_demographics d WHERE d.person = r.reviewer)"
        " FROM core.reviews r",
        {BORN, "core.user_demographics.person", "core.reviews.reviewer"},
    ),
    (
        "SELECT l.s FROM core.reviews r, LATERAL (SELECT s.score AS s FROM derived.review_sentiment s"
        " WHERE s.review_id = r.review_id) l",
        {SCORE},
    ),
    (
        "SELECT l.s FROM core.reviews r LEFT JOIN LATERAL (SELECT s.score + r.rating FROM derived.review_sentiment s)"
        " AS l (s) ON true",
        {SCORE, RATING},
    ),
    ("SELECT u FROM core.reviews r CROSS JOIN LATERAL unnest(string_to_array(r.text, ' ')) AS t (u)",
     {"core.reviews.text"}),
    ("WITH a AS (SELECT rating AS x FROM core.reviews UNION SELECT score FROM derived.review_sentiment)"
     " SELECT avg(x) FROM a",
     {RATING, SCORE}),
    ("WITH RECURSIVE a AS (SELECT rating AS x FROM core.reviews UNION SELECT x + 1 FROM a) SELECT x FROM a", {RATING}),
    ("WITH a (z) AS (SELECT rating FROM core.reviews) SELECT z FROM a", {RATING}),
    ("SELECT q.b FROM (SELECT review_id, rating FROM core.reviews) AS q (a, b)", {RATING}),
    ("SELECT EXISTS (SELECT FROM core.user_demographics d WHERE d.birth_year > 1990) FROM core.reviews", {BORN}),
    ("SELECT ARRAY(SELECT score FROM derived.review_sentiment) FROM core.reviews", {SCORE}),
    ("SELECT CASE WHEN rating > 3 THEN 'good' END FROM core.reviews", {RATING}),
    ("SELECT row_number() OVER (ORDER BY rating) FROM core.reviews", {RATING}),
    ("SELECT count(*) FROM core.reviews", {"core.reviews.*"}),
    ("SELECT count(*) FROM (SELECT rating FROM core.reviews) AS x", {"core.reviews.*"}),
    ("SELECT x.a ->> 'b' FROM core.reviews r, LATERAL jsonb_array_elements(r.rating) AS x (a)", {RATING}),
    ("SELECT t.rating FROM (core.reviews t JOIN derived.review_sentiment s ON true)", {RATING}),
    ("SELECT g FROM generate_series(1, 10) AS g", set()),
    ("SELECT a FROM (VALUES (1), (2)) AS x (a)", set()),
    ("SELECT 1", set()),
]  # fmt: skip
REFUSED = [
    "SELECT r FROM core.reviews r",
    "SELECT to_jsonb(r) FROM core.reviews r",
    "SELECT to_jsonb(r.*) FROM core.reviews r",
    "SELECT governance.secret(rating) FROM core.reviews",
    "SELECT query_to_xml('SELECT birth_year FROM core.user_demographics', true, false, '') FROM core.reviews",
    "SELECT table_to_xml('core.user_demographics', true, false, '')",
    "SELECT lo_get(5)",
    "SELECT pg_catalog.pg_read_file('x')",
    "SELECT leaks.everything()",
    "SELECT x FROM governance.rows_of() AS x",
    "SELECT x.a FROM core.reviews, LATERAL secret(rating) AS x (a)",
    "SELECT x.a FROM core.reviews, LATERAL leaks.jsonb_array_elements(rating) AS x (a)",
    "SELECT nope FROM core.reviews",
    "SELECT a FROM core.gone",
    "DELETE FROM core.reviews",
    "SELECT (SELECT nope FROM derived.review_sentiment) FROM core.reviews",
    "SELECT rating FROM core.reviews; SELECT score FROM derived.review_sentiment",
    "COPY core.reviews TO STDOUT",
    "SELECT",
    "",
]


@pytest.mark.parametrize(("query", "expected"), READ)
def test_each_shape_of_a_query_is_followed(query: str, expected: set[str]) -> None:
    ((_, _, origins),) = origins_of_query(query, SCHEMA)
    assert {".".join(origin) for origin in origins} == expected


@pytest.mark.parametrize("query", REFUSED)
def test_what_can_not_be_followed_is_refused(query: str) -> None:
    with pytest.raises(UnreadableQuery):
        origins_of_query(query, SCHEMA)


def test_loads_name_columns_that_there_are() -> None:
    known = {(relation, column) for relation, columns in columns_of_models().items() for column in columns}
    for _, _, to, origin in load_edges():
        for relation, column in (to, origin):
            assert (relation, column.partition(".")[0]) in known, (relation, column)


@ROLLED_BACK
def test_every_column_of_facts_scores_and_counts_has_an_origin() -> None:
    lineage.record_existing(psycopg_connection("analytical"))
    made = {edge.column for edge in lineage.every_edge()}
    bookkeeping = {"event_id", "loaded_at", "home_region", "carried_out_at", "receipt_sent_at", "cube"}
    bookkeeping |= {
        "model_version",
        "scored_at",
        "published_at",
        "of_reviewers",
        "made_at",
        "trained_until",
        "restaurant_id",
        "review_id",
        "day",
        "is_current",
    }
    for model in apps.get_models():
        relation = relation_name(model)
        if relation.startswith(("core.", "marts.", "derived.review", "derived.visitor_f", "derived.visitor_b")):
            columns = {str(field.column) for field in model._meta.local_concrete_fields} - bookkeeping
            assert {column for column in columns if Node(relation, column) not in made} == set(), relation


@ROLLED_BACK
@pytest.mark.parametrize(
    ("name", "to", "readers"),
    [
        ("core.reviews.posted_at", "marts.masked_reviews.posted_at",
         {"data_scientist", "dashboards"}),
        ("public.restaurants_review.rating", "marts.reviewer_cubes.average_rating",
         {"data_scientist", "marketing_analyst"}),
        ("public.accounts_profile.birth_year", "marts_business.young_guests_v1.birth_year", {"marketing_analyst"}),
        ("public.restaurants_review.text", "derived.review_sentiment.score", {"models", "dashboards", "web"}),
        ("public.restaurants_visitcount.visitors", "marts.restaurant_forecast.mean", {"forecasts", "dashboards"}),
        ("landing.review_events.payload", "core.reviews.rating", {"data_scientist", "dashboards"}),
    ],
)  # fmt: skip
def test_impact_leads_to_marts_and_to_whoever_reads_on_the_way(
    name: str, to: str, readers: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    register(YOUNG, accepted())
    connection = psycopg_connection("analytical")
    lineage.record_existing(connection)
    nodes = lineage.nodes_named(connection, name)
    edges = lineage.impact(nodes)
    assert to in {str(edge.column) for edge in edges}
    assert readers <= {reader.login for reader in readers_after(nodes, edges, Environment.PROD)}
    manage("impact", name)
    told = capsys.readouterr().out
    assert to in told and all(f"  {reader} (" in told for reader in readers)


@ROLLED_BACK
def test_a_view_that_can_not_be_read_is_named_and_the_others_are_recorded() -> None:
    connection: Any = psycopg_connection("analytical")
    connection.execute("CREATE VIEW marts.odd AS SELECT to_jsonb(r) AS row FROM core.reviews r")
    with pytest.raises(UnreadableQuery, match=r"marts\.odd: r\.\* is a whole row"):
        lineage.record_existing(connection)
    assert lineage.origins([Node("marts.restaurant_sentiment", "score")])
