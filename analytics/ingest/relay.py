"""Drains the outbox into the analytical store. Delivery is at least once, and loading is idempotent.

No error stops it for good. An event that fails waits alone, longer after each try (`delivery.py`). A batch that fails
as a whole is left in the outbox, and the next batch takes half as many events, down to one.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace

from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error, connections, transaction
from django.utils import timezone

from analytics.ingest import erased_people
from analytics.ingest.delivery import Delivery, describe
from analytics.ingest.events import MAX_PAYLOAD_BYTES, Fact, ForeignRegion, OutboxRow, Refusal, parse_event
from analytics.ingest.store import STORE, announce_load
from reviews_site.ids import uuid_array
from reviews_site.outbox.schemas import InvalidEvent
from reviews_site.regions import region_of

logger = logging.getLogger(__name__)
BATCH_SIZE = 2_500
# While PostgreSQL loads one batch, Python checks the next. Loads themselves run one at a time.
THREADS = 2

# An event stops waiting in the statement that takes it: if the analytical store does not commit, it waits again.
# The payload is read as text, and not at all where it is too large, so that no single row can break a batch.
_TAKE = """
WITH waiting AS (
    SELECT event_id FROM outbox_waitingevent WHERE retry_at IS NULL OR retry_at <= %s
    ORDER BY event_id LIMIT %s FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM outbox_waitingevent AS known USING waiting WHERE known.event_id = waiting.event_id
    RETURNING known.event_id, attempts
), events AS MATERIALIZED (
    SELECT id, topic, version, restaurant_id, payload::text AS text, home_region, published_by, attempts
    FROM taken JOIN outbox_event ON id = event_id
)
SELECT id, topic, version, restaurant_id, CASE WHEN octet_length(text) <= %s THEN text END, home_region,
       published_by, attempts
FROM events ORDER BY id
"""
_COUNT = """
SELECT count(*) FROM (SELECT FROM outbox_waitingevent WHERE retry_at IS NULL OR retry_at <= %s LIMIT %s) AS waiting
"""
# The first wait is 20 seconds, each later one twice as long, up to an hour.
_DELAY = """
INSERT INTO outbox_waitingevent (event_id, attempts, retry_at)
SELECT event_id, LEAST(attempts + 1, 100),
       %s + LEAST(interval '10 seconds' * power(2, LEAST(attempts, 20) + 1), interval '1 hour')
FROM unnest(%s::text::uuid[], %s::int[]) AS failed (event_id, attempts)
ON CONFLICT (event_id) DO UPDATE SET attempts = EXCLUDED.attempts, retry_at = EXCLUDED.retry_at
"""


@dataclass(frozen=True)
class DrainResult:
    """How many events were loaded, and how many refused; how many wait for a time, or for a smaller batch."""

    loaded: int = 0
    quarantined: int = 0
    delayed: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        return sum(astuple(self))

    def __add__(self, other: "DrainResult") -> "DrainResult":
        return DrainResult(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass
class BatchLimit:
    """How many events a batch may have in this process: half after a failed batch, twice as many after a good one."""

    events: int = BATCH_SIZE

    def after_failure(self, events: int) -> None:
        self.events = max(1, events // 2)

    def after_success(self) -> None:
        self.events = min(BATCH_SIZE, self.events * 2)


LIMIT = BatchLimit()


def drain(*, batch_size: int = BATCH_SIZE, threads: int = 1) -> DrainResult:
    """Load batches until the outbox is empty, apart from events that another worker holds or that wait for a time.

    Args:
        threads: how many share the work where more than a batch waits; each has connections of its own.

    Raises:
        django.db.Error: a store does not answer. What was not loaded is still in the outbox.
    """
    if threads == 1 or not _are_waiting(batch_size + 1):
        return _drain_all(batch_size)
    with ThreadPoolExecutor(threads - 1, thread_name_prefix="relay") as pool:
        others = pool.map(_drain_in_thread, [batch_size] * (threads - 1))
        return sum(others, _drain_all(batch_size))


def _are_waiting(events: int) -> bool:
    """Whether so many events wait that may be taken now."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_COUNT, [timezone.now(), events])
        ((waiting,),) = cursor.fetchall()
    return bool(waiting == events)


def _drain_all(batch_size: int) -> DrainResult:
    result = DrainResult()
    while (batch := drain_batch(size=batch_size)).total:
        result += batch
    return result


def _drain_in_thread(batch_size: int) -> DrainResult:
    try:
        return _drain_all(batch_size)
    finally:
        connections.close_all()


def drain_batch(*, size: int) -> DrainResult:
    """Load up to `size` events. They stop waiting only if the analytical store commits."""
    rows: list[OutboxRow] = []
    try:
        with transaction.atomic(using="default"):
            rows = _take(min(size, LIMIT.events))
            result = _load(rows) if rows else DrainResult()
    except SoftTimeLimitExceeded:
        raise
    except Exception as problem:
        return _after_failure(rows, problem)
    LIMIT.after_success()
    return result


def _after_failure(rows: Sequence[OutboxRow], problem: Exception) -> DrainResult:
    """Take fewer events next time. One that failed alone waits."""
    logger.error("A batch of %s events failed: %s", len(rows), describe(problem))
    LIMIT.after_failure(len(rows))
    alone = rows if len(rows) == 1 else []
    if alone:
        with transaction.atomic(using="default"):
            _delay(alone)
    if not rows or not _answers():
        raise problem
    return DrainResult(delayed=len(alone), left=len(rows) - len(alone))


def _answers() -> bool:
    """Whether the analytical store answers, on a new connection where the old one is gone."""
    connection = connections[STORE]
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        connection.ensure_connection()
    except Error:
        return False
    return connection.is_usable()


def _take(size: int) -> list[OutboxRow]:
    now = timezone.now()
    with connections["default"].cursor() as cursor:
        cursor.execute(_TAKE, [now, size, MAX_PAYLOAD_BYTES])
        return [OutboxRow(*row) for row in cursor.fetchall()]


def _delay(rows: Sequence[OutboxRow]) -> None:
    events, attempts = uuid_array([row.event_id for row in rows]), [row.attempts for row in rows]
    with connections["default"].cursor() as cursor:
        cursor.execute(_DELAY, [timezone.now(), events, attempts])


def _load(rows: Sequence[OutboxRow]) -> DrainResult:
    # The region that the store was made for: this process's own settings may be wrong.
    facts, refused = _parse(rows, region_of(STORE))
    delivery = Delivery()
    with transaction.atomic(using=STORE):
        with transaction.get_connection(STORE).cursor() as cursor:
            announce_load(cursor)
        facts, of_erased_people = erased_people.split_erased(facts)
        delivery.load(facts, [*refused, *of_erased_people])
        if delivery.delayed:
            _delay(delivery.delayed)
    delayed, quarantined = len(delivery.delayed), len(delivery.refused)
    return DrainResult(len(rows) - quarantined - delayed, quarantined, delayed)


def _parse(rows: Sequence[OutboxRow], region: str | None) -> tuple[list[Fact], list[Refusal]]:
    facts: list[Fact] = []
    refused: list[Refusal] = []
    now = timezone.now()
    for row in rows:
        try:
            facts.append(parse_event(row, now=now, region=region))
        except ForeignRegion as problem:
            refused.append((replace(row, payload=None), str(problem)))
        except InvalidEvent as problem:
            refused.append((row, str(problem)))
        except Exception as problem:
            logger.error("The event %s can't be read: %s", row.event_id, describe(problem))
            refused.append((row, f"Reading it failed: {type(problem).__name__}."))
    return facts, refused
