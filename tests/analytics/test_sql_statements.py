"""The reader of statements: it names what a SELECT reads, and says in words what is refused."""

import pytest

from analytics.access.query.statements import StatementRefused, read_statement

SCHEMA = {
    "core.reviews": ["restaurant_id", "review_id", "reviewer", "rating", "text_length", "posted_at"],
    "core.user_demographics": ["person", "birth_band", "region"],
    "derived.review_sentiment": ["review_id", "score"],
}
PEOPLE, REVIEWS, SCORES = "core.user_demographics", "core.reviews", "derived.review_sentiment"
READ: list[tuple[str, dict[str, list[str]], bool]] = [
    ("SELECT RATING AS x FROM Core.Reviews r WHERE text_length > 3 ORDER BY posted_at;",
     {REVIEWS: ["posted_at", "rating", "text_length"]}, True),
    ("TABLE core.user_demographics", {PEOPLE: ["birth_band", "person", "region"]}, True),
    ("SELECT rating AS x, count(*) AS n FROM core.reviews GROUP BY x ORDER BY n DESC", {REVIEWS: ["rating"]}, False),
    ("SELECT count(*) FROM core.reviews", {REVIEWS: []}, False),
    ("SELECT DISTINCT rating FROM core.reviews", {REVIEWS: ["rating"]}, False),
    ("SELECT lag(rating) OVER w FROM core.reviews WINDOW w AS (ORDER BY posted_at)",
     {REVIEWS: ["posted_at", "rating"]}, False),
    ("SELECT r.rating, avg(score) FROM core.reviews r JOIN derived.review_sentiment USING (review_id) GROUP BY 1",
     {REVIEWS: ["rating", "review_id"], SCORES: ["review_id", "score"]}, False),
    ("SELECT rating FROM core.reviews WHERE reviewer IN (SELECT person FROM core.user_demographics WHERE region = 'x')",
     {REVIEWS: ["rating", "reviewer"], PEOPLE: ["person", "region"]}, False),
    ("WITH a AS (SELECT person AS p FROM core.user_demographics) SELECT p FROM a ORDER BY p", {PEOPLE: ["person"]},
     False),
    ("SELECT rating FROM core.reviews UNION SELECT score FROM derived.review_sentiment ORDER BY rating",
     {REVIEWS: ["rating"], SCORES: ["score"]}, False),
    ("SELECT l.s FROM core.reviews r, LATERAL (SELECT s.score AS s FROM derived.review_sentiment s"
     " WHERE s.review_id = r.review_id) l",
     {REVIEWS: ["review_id"], SCORES: ["review_id", "score"]}, False),
    ("SELECT rating FROM core.reviews LIMIT (SELECT count(*) FROM core.user_demographics)",
     {REVIEWS: ["rating"], PEOPLE: []}, False),
    ("SELECT /* /* */ 1 FROM core.user_demographics */ rating FROM core.reviews -- all", {REVIEWS: ["rating"]}, True),
    ("SELECT x FROM generate_series(1, 10) AS x", {}, False),
]  # fmt: skip
REFUSED = {
    "DO $$ BEGIN END $$": "Only a SELECT",
    "COPY core.reviews TO STDOUT": "Only a SELECT",
    "SET ROLE loader": "Only a SELECT",
    "EXPLAIN ANALYZE SELECT rating FROM core.reviews": "Only a SELECT",
    "SELECT rating INTO loot FROM core.reviews": "Only a SELECT",
    "SELECT rating FROM core.reviews FOR UPDATE": "Only a SELECT",
    "WITH x AS (DELETE FROM core.reviews RETURNING rating) SELECT rating FROM x": "Only a SELECT",
    "CREATE TEMP TABLE loot AS SELECT 1": "Only a SELECT",
    "SELECT 1; SELECT 2": "one statement",
    "-- nothing": "Write a SELECT",
    "": "Write a SELECT",
    "SELECT '": "can’t be read as SQL",
    "SELECT text FROM core.reviews": "has a column text that",
    "SELECT a.rating FROM core.user_demographics a": "has a column rating that",
    "SELECT rating FROM reviews": "Write reviews with its schema",
    "SELECT * FROM core.gone": "no table core.gone",
    "SELECT * FROM pg_catalog.pg_user": "no table pg_catalog.pg_user",
    "SELECT * FROM pg_stat_activity": "with its schema",
    "SELECT r FROM core.reviews r": "whole row",
    "SELECT (r).rating FROM core.reviews r": "whole row",
    "SELECT pg_sleep(9)": "pg_sleep",
    "SELECT pg_catalog.set_config('statement_timeout', '0', false)": "set_config",
    "SELECT lo_import('/etc/passwd')": "lo_import",
    "SELECT * FROM dblink('x', 'y') AS t (a int)": "dblink",
    "SELECT query_to_xml('SELECT text FROM core.reviews', true, true, '')": "query_to_xml",
    "SELECT governance.secret(rating) FROM core.reviews": "secret",
    "SELECT " + "(" * 300 + "1" + ")" * 300: "nested too deeply",
    "SELECT 1" + " " * 5000: "at most 5000",
}


@pytest.mark.parametrize(("statement", "columns", "is_by_row"), READ)
def test_what_a_statement_reads_is_named(statement: str, columns: dict[str, list[str]], is_by_row: bool) -> None:
    read = read_statement(statement, SCHEMA)
    assert (read.columns, read.is_by_row) == (columns, is_by_row)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_is_refused_is_refused_in_words(statement: str) -> None:
    with pytest.raises(StatementRefused, match=REFUSED[statement]):
        read_statement(statement, SCHEMA)


def test_a_refusal_names_the_tables_so_that_a_page_says_what_is_closed() -> None:
    with pytest.raises(StatementRefused) as refused:
        read_statement("SELECT text FROM core.reviews JOIN derived.review_sentiment USING (review_id)", SCHEMA)
    assert refused.value.relations == (REVIEWS, SCORES)


def test_names_that_are_built_on_each_other_are_read_in_a_moment() -> None:
    """Each is made of the one before, twice: followed one by one these would be a thousand million."""
    parts = [f"a{n} AS (SELECT x.r FROM a{n - 1} x JOIN a{n - 1} y ON x.r = y.r)" for n in range(1, 30)]
    text = f"WITH a0 AS (SELECT rating AS r FROM core.reviews), {', '.join(parts)} SELECT r FROM a29"
    assert read_statement(text, SCHEMA).columns == {REVIEWS: ["rating"]}
