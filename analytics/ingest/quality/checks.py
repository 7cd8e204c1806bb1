"""Takes the numbers of what was loaded since the last check, has them judged, and adds the verdicts to the history.

A stretch ends once it has enough rows to say something, or after a day: checks of single rows would tell of people.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from analytics.ingest.events import DEMOGRAPHICS_CHANGED, RESTAURANT_LISTED, REVIEW_POSTED, VISITS_COUNTED
from analytics.ingest.loading import STORE, one_at_a_time
from analytics.ingest.models import QualityCheck
from analytics.ingest.quality.expectations import (
    DRIFT,
    FEWEST_FOR_DRIFT,
    SHARES,
    CheckResult,
    judge_drift,
    judge_freshness,
    judge_refused,
    judge_share,
    judge_volume,
)

OUTBOX = "outbox"
TOPICS: Mapping[str, str] = {
    "core.reviews": REVIEW_POSTED,
    "core.user_demographics": DEMOGRAPHICS_CHANGED,
    "core.restaurants": RESTAURANT_LISTED,
    "core.visits": VISITS_COUNTED,
}
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)
_HISTORY = timedelta(days=28)
_MY_TURN = "SELECT pg_catalog.pg_try_advisory_xact_lock(7013000000000000002)"
_OLDEST = """
SELECT COALESCE(EXTRACT(epoch FROM now() - min(created_at)), 0) FROM outbox_event WHERE relayed_at IS NULL
"""
_REFUSED = "SELECT count(*) FROM landing.quarantine WHERE topic = %s AND quarantined_at > %s AND quarantined_at <= %s"
_WITHIN = "WHERE loaded_at > %s AND loaded_at <= %s"


def check_loads() -> int:
    """Check what was loaded since the last time. Returns how many checks failed; none too where another is at it."""
    with transaction.atomic(using=STORE), transaction.get_connection(STORE).cursor() as cursor:
        # No load is under way in this moment, so all that was loaded until now can be seen.
        until = one_at_a_time(cursor)
    with transaction.atomic(using=STORE), transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(_MY_TURN)
        if not cursor.fetchone()[0]:
            return 0
        found = [_freshness(until), *_loads(cursor, until)]
        QualityCheck.objects.bulk_create(found)
    return sum(check.passed is False for check in found)


def _freshness(until: datetime) -> QualityCheck:
    with connections["default"].cursor() as cursor:
        cursor.execute(_OLDEST)
        verdict = judge_freshness(float(cursor.fetchone()[0]))
    return _as_row(OUTBOX, verdict, _checked_until(OUTBOX) or until, until, 0)


def _loads(cursor: CursorWrapper, until: datetime) -> Iterator[QualityCheck]:
    for relation in SHARES:
        known = _checked_until(relation)
        since = known or _BEGINNING
        rows, met = _shares(cursor, relation, since, until)
        cursor.execute(_REFUSED, [TOPICS[relation], since, until])
        refused: int = cursor.fetchone()[0]
        is_short = known is None or until - known < _A_DAY
        if is_short and rows + refused < FEWEST_FOR_DRIFT:
            continue
        verdicts = [judge_share(share, count, rows) for share, count in zip(SHARES[relation], met, strict=True)]
        verdicts += [
            judge_drift(column, _mix(cursor, relation, column, since, until), _mix_before(relation, column, until))
            for column in DRIFT.get(relation, ())
        ]
        verdicts += [_volume(relation, rows, until), judge_refused(refused, rows)]
        yield from (_as_row(relation, verdict, since, until, rows) for verdict in verdicts)


def _checked_until(relation: str) -> datetime | None:
    found: datetime | None = QualityCheck.objects.filter(relation=relation).aggregate(at=Max("loaded_until"))["at"]
    return found


def _shares(cursor: CursorWrapper, relation: str, since: datetime, until: datetime) -> tuple[int, list[int]]:
    counted = "".join(f", count(*) FILTER (WHERE {share.condition})" for share in SHARES[relation])
    cursor.execute(f"SELECT count(*){counted} FROM {relation} {_WITHIN}", [since, until])  # noqa: S608 - only constants
    rows, *met = cursor.fetchone()
    return rows, met


def _mix(cursor: CursorWrapper, relation: str, column: str, since: datetime, until: datetime) -> dict[str, int]:
    grouped = f"SELECT {column}::text, count(*) FROM {relation} {_WITHIN} GROUP BY 1"  # noqa: S608 - only constants
    cursor.execute(grouped, [since, until])
    return dict(cursor.fetchall())


def _mix_before(relation: str, column: str, until: datetime) -> dict[str, int]:
    """The mix of four weeks, without the loads that failed: a flood must not become what is usual."""
    earlier = QualityCheck.objects.filter(
        relation=relation, kind="drift", name=column, loaded_until__gt=until - _HISTORY
    ).exclude(passed=False)
    found: dict[str, int] = {}
    for counts in earlier.values_list("counts", flat=True):
        for value, rows in (counts or {}).items():
            found[value] = found.get(value, 0) + rows
    return found


def _volume(relation: str, rows: int, until: datetime) -> CheckResult:
    days = [rows] + [0] * _HISTORY.days
    earlier = QualityCheck.objects.filter(relation=relation, kind="volume", loaded_until__gt=until - _HISTORY)
    for at, loaded in earlier.values_list("loaded_until", "rows"):
        days[(until - at) // _A_DAY] += loaded
    return judge_volume(days[0], [loaded for loaded in days[1:] if loaded])


def _as_row(relation: str, verdict: CheckResult, since: datetime, until: datetime, rows: int) -> QualityCheck:
    return QualityCheck(
        relation=relation,
        kind=verdict.kind,
        name=verdict.name,
        loaded_from=since,
        loaded_until=until,
        rows=rows,
        value=verdict.value,
        low=verdict.low,
        high=verdict.high,
        passed=verdict.passed,
        counts=None if verdict.counts is None else dict(verdict.counts),
    )
