"""Publishes what reviewers of an age say of a restaurant: whether they come back, and what they praise and criticise.

Of cohorts, and never of people. As age bands are (ADR 11), counts are of distinct people who allow statistics,
suppressed and rounded before they are written, and published again when ten more such reviews have been read. Where
there are too few, no row is written. What is said is what models read; nobody's review is read here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import COHORT_OF, COHORTS
from analytics.ingest.store import STORE, lock_loads
from analytics.ingest.suppression import MIN_COUNT, rounded, suppress_table
from reviews_site.ids import uuid_array

# The row that says how many people all the others of a restaurant count, in tens.
ALL = "people"
RETURN_INTENT = "return_intent"
# The words of `mlmodels`, which the walls keep from being imported here; a test compares them.
ASPECTS = ("food", "service", "price", "ambience", "wait", "cleanliness")
INTENTS, SIDES = ("comes_back", "stays_away"), ("positive", "negative")
# Somebody says neither, or both.
NEITHER = "neither"
MONTHS, EARLIER = 12, "earlier"
MAX_A_TURN = 500  # restaurants

# Of each person the first review that a model has read, in its present text.
_READ = """
SELECT DISTINCT ON (r.restaurant_id, r.reviewer)
       r.restaurant_id, r.reviewer, r.review_id, r.posted_at, s.return_intent, s.aspects, s.aspects_version
FROM core.reviews AS r
JOIN derived.review_sentiment AS s ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id
WHERE r.restaurant_id = ANY(%(restaurants)s) AND r.for_statistics AND s.is_current AND s.aspects_version IS NOT NULL
ORDER BY r.restaurant_id, r.reviewer, r.review_id
"""
_DUE = """
WITH published AS (SELECT restaurant_id, people FROM marts.restaurant_cohorts WHERE topic = %(all)s)
SELECT r.restaurant_id, count(DISTINCT r.reviewer) / %(step)s * %(step)s AS people
FROM core.reviews AS r
JOIN derived.review_sentiment AS s ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id
LEFT JOIN published ON published.restaurant_id = r.restaurant_id
WHERE r.for_statistics AND s.is_current AND s.aspects_version IS NOT NULL
GROUP BY r.restaurant_id, published.people
HAVING count(DISTINCT r.reviewer) / %(step)s * %(step)s > COALESCE(published.people, 0)
LIMIT %(most)s
"""
# The first so many people, in the order of their reviews (ids sort by time).
_COUNT = f"""
WITH read AS ({_READ}), placed AS (
    SELECT restaurant_id, reviewer, to_char(posted_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, return_intent,
           ARRAY(
               SELECT DISTINCT (said.mention ->> 'aspect') || ' ' || (said.mention ->> 'polarity')
               FROM jsonb_array_elements(read.aspects) AS said (mention) ORDER BY 1
           ) AS mentions,
           aspects_version, row_number() OVER (PARTITION BY restaurant_id ORDER BY review_id) AS place
    FROM read
)
SELECT restaurant_id, COALESCE(d.birth_band, 'unknown'), placed.month, placed.return_intent, placed.mentions, count(*),
       max(placed.aspects_version)
FROM placed JOIN unnest(%(restaurants)s::uuid[], %(people)s::bigint[]) AS due (restaurant_id, people)
    USING (restaurant_id)
LEFT JOIN core.user_demographics AS d ON d.person = placed.reviewer
WHERE placed.place <= due.people GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - of constants
_CLEAR = "DELETE FROM marts.restaurant_cohorts WHERE restaurant_id = ANY(%s)"
_PUBLISH = """
INSERT INTO marts.restaurant_cohorts
    (restaurant_id, topic, month, birth_band, answer, people, model_version, published_at)
SELECT restaurant_id, topic, month, birth_band, answer, people, model_version, %(now)s::timestamptz
FROM unnest(%(restaurants)s::text::uuid[], %(topics)s::text[], %(months)s::text[], %(bands)s::text[],
            %(answers)s::text[], %(people)s::int[], %(versions)s::int[])
     AS cell (restaurant_id, topic, month, birth_band, answer, people, model_version)
"""


class _Group(NamedTuple):
    """People of one cohort who reviewed in one month and said the same."""

    cohort: str
    month: str
    intent: str
    mentions: frozenset[str]
    people: int

    def answer_on(self, topic: str) -> str:
        """What they say of a topic."""
        if topic == RETURN_INTENT:
            return self.intent
        sides = [side for side in SIDES if f"{topic} {side}" in self.mentions]
        return sides[0] if len(sides) == 1 else NEITHER


class _Cell(NamedTuple):
    """A count that may be shown. Without a month it is of all time."""

    topic: str
    month: str
    birth_band: str
    answer: str
    people: int


@transaction.atomic(using=STORE)
def publish_due() -> int:
    """Publish restaurants of which ten more people's reviews were read since the last time. Returns how many."""
    with transaction.get_connection(STORE).cursor() as cursor:
        now = lock_loads(cursor)
        cursor.execute(_DUE, {"step": MIN_COUNT, "all": ALL, "most": MAX_A_TURN})
        people = dict(cursor.fetchall())
        if people:
            _publish(cursor, people, now)
    return len(people)


def _publish(cursor: CursorWrapper, people: Mapping[UUID, int], now: datetime) -> None:
    cursor.execute(_COUNT, {"restaurants": list(people), "people": list(people.values())})
    groups: dict[UUID, list[_Group]] = {restaurant: [] for restaurant in people}
    versions = Counter[UUID]()
    for restaurant, band, month, intent, mentions, count, version in cursor.fetchall():
        groups[restaurant].append(_Group(COHORT_OF[band], month, intent or NEITHER, frozenset(mentions), count))
        versions[restaurant] = max(versions[restaurant], version)
    rows = [
        (restaurant, *cell, versions[restaurant])
        for restaurant, number in people.items()
        for cell in (_Cell(ALL, "", "", "", number), *_cells(groups[restaurant]))
    ]
    names = ("restaurants", "topics", "months", "bands", "answers", "people", "versions")
    values: dict[str, Any] = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    cursor.execute(_CLEAR, [list(people)])
    cursor.execute(_PUBLISH, {**values, "restaurants": uuid_array(values["restaurants"]), "now": now})


def _cells(groups: Sequence[_Group]) -> Iterator[_Cell]:
    """The cells of one restaurant that may be shown: a table of cohorts and answers a topic, and one of months."""
    for topic in (RETURN_INTENT, *ASPECTS):
        answers = (*(INTENTS if topic == RETURN_INTENT else SIDES), NEITHER)
        counts = dict.fromkeys(product(COHORTS, answers), 0)
        for group in groups:
            counts[group.cohort, group.answer_on(topic)] += group.people
        shown = suppress_table(counts)
        for (cohort, answer), people in shown.items():
            if people is not None:
                yield _Cell(topic, "", cohort, answer, rounded(people))
        if topic == RETURN_INTENT:
            yield from _cells_by_month(groups, [column for column, people in shown.items() if people is None])


def _cells_by_month(groups: Sequence[_Group], hidden: Iterable[tuple[str, str]]) -> Iterator[_Cell]:
    """Return intent by month and cohort. What all time hides is hidden in each month: its months would add up to it."""
    latest = sorted({group.month for group in groups})[-MONTHS:]
    months = {group.month: group.month if group.month in latest else EARLIER for group in groups}
    columns = {f"{cohort}/{answer}": (cohort, answer) for cohort, answer in product(COHORTS, (*INTENTS, NEITHER))}
    counts = dict.fromkeys(product(sorted(set(months.values())), columns), 0)
    for group in groups:
        counts[months[group.month], f"{group.cohort}/{group.intent}"] += group.people
    closed = set(hidden)
    for (month, column), people in suppress_table(
        counts, hidden={cell for cell in counts if columns[cell[1]] in closed}
    ).items():
        if people is not None:
            yield _Cell(RETURN_INTENT, month, *columns[column], rounded(people))
