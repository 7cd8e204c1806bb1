"""Drains the outbox into the analytical store. At least once, and loads so that twice is the same as once."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.db import DataError, IntegrityError, connections, transaction
from django.utils import timezone

from analytics.ingest import erased_people, loading
from analytics.ingest.events import (
    MAX_PAYLOAD_BYTES,
    DataUsesFact,
    DemographicsFact,
    Fact,
    ForeignRegion,
    OutboxRow,
    PrivacyRequestFact,
    RestaurantFact,
    ReviewFact,
    parse_event,
)
from reviews_site.outbox.schemas import InvalidEvent
from reviews_site.regions import region_of

logger = logging.getLogger(__name__)
BATCH_SIZE = 5_000
# While PostgreSQL loads one batch, Python checks the next. Loads themselves go one after the other.
THREADS = 2

# Marked in the statement that takes them: should the analytical store not commit, the transaction takes the mark back.
# The payload comes as text, cut off where it is too large, so that no single row can break the reading of a batch.
_TAKE = """
WITH waiting AS (
    SELECT id FROM outbox_event WHERE relayed_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE outbox_event SET relayed_at = %s FROM waiting WHERE outbox_event.id = waiting.id
    RETURNING outbox_event.id, topic, version, restaurant_id, payload::text AS written, home_region, published_by
)
SELECT id, topic, version, restaurant_id, CASE WHEN octet_length(written) <= %s THEN written END, home_region,
       published_by
FROM taken ORDER BY id
"""


@dataclass(frozen=True)
class DrainResult:
    """How many events went where."""

    loaded: int = 0
    quarantined: int = 0

    @property
    def total(self) -> int:
        """Every event that was taken."""
        return self.loaded + self.quarantined

    def __add__(self, other: "DrainResult") -> "DrainResult":
        return DrainResult(self.loaded + other.loaded, self.quarantined + other.quarantined)


def drain(*, batch_size: int = BATCH_SIZE, hands: int = 1) -> DrainResult:
    """Take batches until the outbox has nothing left that no other worker holds.

    Args:
        hands: how many threads share the work once a whole batch was waiting; each has connections of its own.
    """
    first = drain_batch(size=batch_size)
    if hands == 1 or first.total < batch_size:
        return first + _drain_the_rest(batch_size) if first.total else first
    with ThreadPoolExecutor(hands, thread_name_prefix="relay") as threads:
        return sum(threads.map(_drain_in_a_thread, [batch_size] * hands), first)


def _drain_the_rest(batch_size: int) -> DrainResult:
    done = DrainResult()
    while (batch := drain_batch(size=batch_size)).total:
        done += batch
    return done


def _drain_in_a_thread(batch_size: int) -> DrainResult:
    try:
        return _drain_the_rest(batch_size)
    finally:
        connections.close_all()


def drain_batch(*, size: int) -> DrainResult:
    """Take up to `size` events. They stay marked only if the analytical store has committed them."""
    with transaction.atomic(using="default"):
        rows = _take(size)
        if not rows:
            return DrainResult()
        return _load(rows)


def _take(size: int) -> list[OutboxRow]:
    with connections["default"].cursor() as cursor:
        cursor.execute(_TAKE, [size, timezone.now(), MAX_PAYLOAD_BYTES])
        return [OutboxRow(*row) for row in cursor.fetchall()]


def _load(rows: Sequence[OutboxRow]) -> DrainResult:
    # What the store itself was made for: this process's own settings may be wrong.
    facts, refused = _sort(rows, region_of(loading.STORE))
    with transaction.atomic(using=loading.STORE):
        with transaction.get_connection(loading.STORE).cursor() as cursor:
            loading.under_way(cursor)
        facts, of_erased = erased_people.split_erased(facts)
        refused += of_erased
        try:
            _write(facts, refused)
        except (DataError, IntegrityError):
            # Something passed every check here and the store refuses it. One such event must not hold up the others.
            logger.warning("The analytical store refused a batch of %s events; loading them one by one.", len(rows))
            refused += [(fact.row, "The analytical store refused it.") for fact in facts if not _is_loaded_alone(fact)]
            _write([], refused)
    return DrainResult(len(rows) - len(refused), len(refused))


def _sort(rows: Sequence[OutboxRow], region: str | None) -> tuple[list[Fact], list[tuple[OutboxRow, str]]]:
    facts: list[Fact] = []
    refused: list[tuple[OutboxRow, str]] = []
    now = timezone.now()
    for row in rows:
        try:
            facts.append(parse_event(row, now=now, region=region))
        except ForeignRegion as problem:
            refused.append((replace(row, payload=None), str(problem)))
        except InvalidEvent as problem:
            refused.append((row, str(problem)))
    return facts, refused


def _write(facts: Sequence[Fact], refused: Sequence[tuple[OutboxRow, str]]) -> None:
    loading.load(
        reviews=[fact for fact in facts if isinstance(fact, ReviewFact)],
        uses=[fact for fact in facts if isinstance(fact, DataUsesFact)],
        demographics=[fact for fact in facts if isinstance(fact, DemographicsFact)],
        restaurants=[fact for fact in facts if isinstance(fact, RestaurantFact)],
        subjects=[fact for fact in facts if isinstance(fact, PrivacyRequestFact)],
        quarantined=refused,
    )


def _is_loaded_alone(fact: Fact) -> bool:
    try:
        _write([fact], [])
    except (DataError, IntegrityError):
        return False
    return True
