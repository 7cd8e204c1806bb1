"""Drains the outbox into the analytical store. Delivery is at least once, and loading is idempotent."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.db import DataError, IntegrityError, connections, transaction
from django.utils import timezone

from analytics.ingest import erased_people, loading
from analytics.ingest.events import MAX_PAYLOAD_BYTES, Fact, ForeignRegion, OutboxRow, Refusal, parse_event
from analytics.ingest.store import STORE, announce_load
from reviews_site.outbox.schemas import InvalidEvent
from reviews_site.regions import region_of

logger = logging.getLogger(__name__)
BATCH_SIZE = 5_000
# While PostgreSQL loads one batch, Python checks the next. Loads themselves run one at a time.
THREADS = 2

# Events are marked in the statement that takes them: if the analytical store fails to commit, so does the mark.
# The payload is read as text, and not at all where it is too large, so that no single row can break a batch.
_TAKE = """
WITH waiting AS (
    SELECT id FROM outbox_event WHERE relayed_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE outbox_event SET relayed_at = %s FROM waiting WHERE outbox_event.id = waiting.id
    RETURNING outbox_event.id, topic, version, restaurant_id, payload::text AS text, home_region, published_by
)
SELECT id, topic, version, restaurant_id, CASE WHEN octet_length(text) <= %s THEN text END, home_region,
       published_by
FROM taken ORDER BY id
"""


@dataclass(frozen=True)
class DrainResult:
    """How many events were loaded, and how many were refused."""

    loaded: int = 0
    quarantined: int = 0

    @property
    def total(self) -> int:
        return self.loaded + self.quarantined

    def __add__(self, other: "DrainResult") -> "DrainResult":
        return DrainResult(self.loaded + other.loaded, self.quarantined + other.quarantined)


def drain(*, batch_size: int = BATCH_SIZE, threads: int = 1) -> DrainResult:
    """Load batches until the outbox is empty, apart from events that another worker holds.

    Args:
        threads: how many share the work once a whole batch was waiting; each has connections of its own.
    """
    first = drain_batch(size=batch_size)
    if threads == 1 or first.total < batch_size:
        return first + _drain_all(batch_size) if first.total else first
    with ThreadPoolExecutor(threads, thread_name_prefix="relay") as pool:
        return sum(pool.map(_drain_in_thread, [batch_size] * threads), first)


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
    """Load up to `size` events. They stay marked only if the analytical store commits."""
    with transaction.atomic(using="default"):
        rows = _take(size)
        return _load(rows) if rows else DrainResult()


def _take(size: int) -> list[OutboxRow]:
    with connections["default"].cursor() as cursor:
        cursor.execute(_TAKE, [size, timezone.now(), MAX_PAYLOAD_BYTES])
        return [OutboxRow(*row) for row in cursor.fetchall()]


def _load(rows: Sequence[OutboxRow]) -> DrainResult:
    # The region that the store was made for: this process's own settings may be wrong.
    facts, refused = _parse(rows, region_of(STORE))
    with transaction.atomic(using=STORE):
        with transaction.get_connection(STORE).cursor() as cursor:
            announce_load(cursor)
        facts, of_erased_people = erased_people.split_erased(facts)
        refused += of_erased_people
        try:
            loading.load(facts, refused)
        except (DataError, IntegrityError):
            # An event passed all checks here, and the store refuses it. It must not hold up the others.
            logger.warning("The analytical store refused a batch of %s events; loading them one by one.", len(rows))
            refused += [(fact.row, "The analytical store refused it.") for fact in facts if not _load_alone(fact)]
            loading.load([], refused)
    return DrainResult(len(rows) - len(refused), len(refused))


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
    return facts, refused


def _load_alone(fact: Fact) -> bool:
    try:
        loading.load([fact], [])
    except (DataError, IntegrityError):
        return False
    return True
