"""Checks what was loaded since the last check, and adds the results to the history.

A period ends once it has enough rows to be judged, or after a day: checks of single rows would tell about people.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from analytics.ingest.events import DEMOGRAPHICS_CHANGED, RESTAURANT_LISTED, REVIEW_POSTED, VISITS_COUNTED
from analytics.ingest.models import QualityCheck
from analytics.ingest.quality.expectations import (
    DRIFT,
    MIN_ROWS_FOR_DRIFT,
    SHARES,
    CheckResult,
    judge_delayed,
    judge_drift,
    judge_freshness,
    judge_refused,
    judge_share,
    judge_volume,
)
from analytics.ingest.store import STORE, lock_loads

OUTBOX = "outbox"
TOPICS: Mapping[str, str] = {
    "core.reviews": REVIEW_POSTED,
    "core.user_demographics": DEMOGRAPHICS_CHANGED,
    "core.restaurants": RESTAURANT_LISTED,
    "core.visits": VISITS_COUNTED,
}
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_HISTORY = timedelta(days=28)
_TRY_LOCK = "SELECT pg_catalog.pg_try_advisory_xact_lock(7013000000000000002)"
# Seconds that the oldest event has waited, and how many events wait for another try.
_WAITING = """
SELECT COALESCE(EXTRACT(epoch FROM now() - min(created_at)), 0), count(*) FILTER (WHERE attempts > 0)
FROM outbox_waitingevent JOIN outbox_event ON outbox_event.id = event_id
"""
_REFUSED = "SELECT count(*) FROM landing.quarantine WHERE topic = %s AND quarantined_at > %s AND quarantined_at <= %s"
_LOADED_BETWEEN = "WHERE loaded_at > %s AND loaded_at <= %s"


def check_loads() -> int:
    """Check what was loaded since the last time. Returns how many checks failed; 0 while another process checks."""
    with transaction.atomic(using=STORE), transaction.get_connection(STORE).cursor() as cursor:
        # No load is running at this moment, so everything loaded until now can be seen.
        until = lock_loads(cursor)
    with transaction.atomic(using=STORE), transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(_TRY_LOCK)
        if not cursor.fetchone()[0]:
            return 0
        checks = [*_check_outbox(until), *_check_relations(cursor, until)]
        QualityCheck.objects.bulk_create(checks)
    return sum(check.passed is False for check in checks)


def _check_outbox(until: datetime) -> list[QualityCheck]:
    with connections["default"].cursor() as cursor:
        cursor.execute(_WAITING)
        seconds, delayed = cursor.fetchone()
    since = _checked_until(OUTBOX) or until
    results = (judge_freshness(float(seconds)), judge_delayed(delayed))
    return [_quality_check(OUTBOX, result, since, until, 0) for result in results]


def _check_relations(cursor: CursorWrapper, until: datetime) -> Iterator[QualityCheck]:
    for relation in SHARES:
        checked_until = _checked_until(relation)
        since = checked_until or _FIRST_DAY
        rows, matches = _count_matches(cursor, relation, since, until)
        cursor.execute(_REFUSED, [TOPICS[relation], since, until])
        refused: int = cursor.fetchone()[0]
        is_short = checked_until is None or until - checked_until < _DAY
        if is_short and rows + refused < MIN_ROWS_FOR_DRIFT:
            continue
        results = [judge_share(share, count, rows) for share, count in zip(SHARES[relation], matches, strict=True)]
        for column in DRIFT.get(relation, ()):
            counts = _count_values(cursor, relation, column, since, until)
            results.append(judge_drift(column, counts, _earlier_counts(relation, column, until)))
        results += [_judge_volume(relation, rows, until), judge_refused(refused, rows)]
        yield from (_quality_check(relation, result, since, until, rows) for result in results)


def _checked_until(relation: str) -> datetime | None:
    checks = QualityCheck.objects.filter(relation=relation)
    last: datetime | None = checks.aggregate(last=Max("loaded_until"))["last"]
    return last


def _count_matches(cursor: CursorWrapper, relation: str, since: datetime, until: datetime) -> tuple[int, list[int]]:
    counted = "".join(f", count(*) FILTER (WHERE {share.condition})" for share in SHARES[relation])
    cursor.execute(f"SELECT count(*){counted} FROM {relation} {_LOADED_BETWEEN}", [since, until])  # noqa: S608 - only constants
    rows, *matches = cursor.fetchone()
    return rows, matches


def _count_values(
    cursor: CursorWrapper, relation: str, column: str, since: datetime, until: datetime
) -> dict[str, int]:
    grouped = f"SELECT {column}::text, count(*) FROM {relation} {_LOADED_BETWEEN} GROUP BY 1"  # noqa: S608 - only constants
    cursor.execute(grouped, [since, until])
    return dict(cursor.fetchall())


def _earlier_counts(relation: str, column: str, until: datetime) -> dict[str, int]:
    """Rows by value over four weeks, without the loads that failed: a flood must not become the norm."""
    earlier = QualityCheck.objects.filter(
        relation=relation, kind="drift", name=column, loaded_until__gt=until - _HISTORY
    ).exclude(passed=False)
    total = Counter[str]()
    for counts in earlier.values_list("counts", flat=True):
        total.update(counts or {})
    return total


def _judge_volume(relation: str, rows: int, until: datetime) -> CheckResult:
    days = [rows] + [0] * _HISTORY.days
    earlier = QualityCheck.objects.filter(relation=relation, kind="volume", loaded_until__gt=until - _HISTORY)
    for loaded_until, loaded in earlier.values_list("loaded_until", "rows"):
        days[(until - loaded_until) // _DAY] += loaded
    return judge_volume(days[0], [loaded for loaded in days[1:] if loaded])


def _quality_check(relation: str, result: CheckResult, since: datetime, until: datetime, rows: int) -> QualityCheck:
    return QualityCheck(
        relation=relation,
        kind=result.kind,
        name=result.name,
        loaded_from=since,
        loaded_until=until,
        rows=rows,
        value=result.value,
        low=result.low,
        high=result.high,
        passed=result.passed,
        counts=None if result.counts is None else dict(result.counts),
    )
