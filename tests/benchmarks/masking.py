"""What masks cost a reader: ten thousand rows, and groups of them, by the data scientist's login and by the owner.

The same columns either way, so what is compared is the reader's rights and the row policy, and in `_view` the view
with its barrier too. The mask itself is a stored column.

Grouped through the view misses its aim. EXPLAIN shows why: the barrier stays a query of its own, so each row is formed
anew with the view's columns before it is grouped, and the planner guesses a thousand groups where there are 15, because
the barrier hides the statistics too. The table itself, under the same login and row policy, costs what it costs its
owner. Both are what a barrier is for, so it stays.
"""

import time
from collections.abc import Iterator

import psycopg

from tests.benchmarks import figures
from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

ROWS = 10_000
READER = "data_scientist"
STORE = "analytical/analytical"
_FILL = f"""
INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on, posted_at,
                          loaded_at)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1 + n % 5,
       repeat('The soup came hot. ', 4 + n % 30), (ARRAY['en', 'de', 'it'])[1 + n % 3], now(), now(), now()
FROM generate_series(1, {ROWS}) n
"""
_READ = "SELECT restaurant_id, review_id, reviewer, rating, text_length, language, visited_on, posted_at FROM {}"
_GROUP = "SELECT rating, language, count(*), avg(text_length) FROM {} GROUP BY rating, language"
_TABLE, _VIEW = "core.reviews", "marts.masked_reviews"
# measurement -> the query, what the reader asks, and in words how much.
_QUERIES = {
    "mart_read": (_READ, _TABLE, "10,000 rows"),
    "mart_group": (_GROUP, _TABLE, "15 groups of 10,000 rows"),
    "mart_read_view": (_READ, _VIEW, "10,000 rows, through the view"),
    "mart_group_view": (_GROUP, _VIEW, "15 groups of 10,000 rows, through the view"),
}
NAMES = tuple(_QUERIES)


def masks(on: Stage, asked: list[str], *, rounds: int) -> Iterator[Measurement]:
    """Each that is asked for, in turns with the same columns of the raw table as its owner reads it."""
    with on.connect(STORE) as owner, on.connect(STORE) as reader:
        owner.execute("TRUNCATE core.reviews")
        owner.execute(_FILL)
        owner.execute("VACUUM ANALYZE core.reviews")
        reader.execute(f"SET SESSION AUTHORIZATION {READER}")
        for name in asked:
            query, relation, note = _QUERIES[name]
            masked: list[float] = []
            raw: list[float] = []
            turns = [(raw, owner, query.format(_TABLE)), (masked, reader, query.format(relation))]
            for _ in range(rounds + 3):
                for times, who, asked_for in turns:
                    times.append(_milliseconds(who, asked_for))
                # Who comes second finds the machine warm.
                turns.reverse()
            # The first rounds warm caches and plans.
            masked, raw = masked[3:], raw[3:]
            value, ratio = figures.median(masked), figures.median_of_ratios(masked, raw)
            yield Measurement(name, value, "ms", value / ratio, note=f"{note}; floor: the raw table")
        owner.execute("TRUNCATE core.reviews")


def _milliseconds(connection: "psycopg.Connection[tuple[object, ...]]", query: str) -> float:
    began = time.perf_counter()
    connection.execute(query).fetchall()
    return 1000 * (time.perf_counter() - began)
