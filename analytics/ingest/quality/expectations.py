"""What is expected of each relation, and how it is judged. Pure: the numbers come from `checks.py`."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# Below this many rows a share says more about single people than about a load.
MIN_ROWS_FOR_SHARE = 10
MIN_ROWS_FOR_DRIFT = 100
MIN_DAYS = 7
# Seconds that an event may wait for the relay: half the time between two checks.
MAX_WAIT_SECONDS = 150.0
# A day's volume may be this many times the median of the days before it, or as many times less.
MAX_VOLUME_RATIO = 10.0
# The share of events that the checks of single events may refuse.
MAX_REFUSED_SHARE = 0.01
# The rule of thumb for the population stability index: above a quarter, the population is a different one.
MAX_STABILITY_INDEX = 0.25


@dataclass(frozen=True)
class ShareCheck:
    """At most the share `most` (0 to 1) of a load's rows may meet `condition`, a constant SQL expression."""

    kind: str
    column: str
    condition: str
    most: float


@dataclass(frozen=True)
class CheckResult:
    """The result of a check. `passed` is None while there is too little to judge."""

    kind: str
    name: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    passed: bool | None = None
    counts: Mapping[str, int] | None = None


_YEAR = "EXTRACT(year FROM changed_at AT TIME ZONE 'UTC')"
SHARES: Mapping[str, Sequence[ShareCheck]] = {
    "core.reviews": (
        ShareCheck("nulls", "language", "language = ''", 0.5),
        ShareCheck("ranges", "text_length", "text_length < 10", 0.05),
        ShareCheck("ranges", "visited_on", "visited_on > (posted_at AT TIME ZONE 'UTC')::date + 1", 0.01),
        ShareCheck("ranges", "posted_at", "posted_at < loaded_at - interval '10 years'", 0.01),
    ),
    "core.user_demographics": (
        ShareCheck("nulls", "birth_year", "birth_year IS NULL", 0.9),
        ShareCheck("nulls", "gender", "gender IS NULL", 0.9),
        ShareCheck("nulls", "region", "region IS NULL", 0.9),
        ShareCheck("ranges", "birth_year", f"birth_year NOT BETWEEN {_YEAR} - 110 AND {_YEAR} - 13", 0.01),
    ),
    "core.restaurants": (
        ShareCheck("nulls", "latitude", "latitude IS NULL", 0.5),
        ShareCheck("nulls", "cuisine", "cuisine = ''", 0.6),
        ShareCheck("ranges", "latitude", "latitude = 0 AND longitude = 0", 0.0),
    ),
    "core.visits": (
        ShareCheck("nulls", "purchases", "purchases IS NULL", 0.9),
        ShareCheck("ranges", "purchases", "purchases > visitors", 0.05),
        ShareCheck("ranges", "day", "day > (counted_at AT TIME ZONE 'UTC')::date + 1", 0.01),
    ),
}
# Columns without personal data whose distribution is compared with earlier loads.
DRIFT: Mapping[str, Sequence[str]] = {"core.reviews": ("rating", "language")}


def judge_share(share: ShareCheck, matches: int, rows: int) -> CheckResult:
    """Whether few enough of the rows meet the condition."""
    if rows < MIN_ROWS_FOR_SHARE:
        return CheckResult(share.kind, share.column, high=share.most)
    value = matches / rows
    return CheckResult(share.kind, share.column, value, high=share.most, passed=value <= share.most)


def judge_refused(refused: int, loaded: int) -> CheckResult:
    """Whether few enough events were refused. Not judged for a handful: one bad event of three is no bad load."""
    events = refused + loaded
    if events < MIN_ROWS_FOR_DRIFT:
        return CheckResult("refused", high=MAX_REFUSED_SHARE)
    return CheckResult(
        "refused", "", refused / events, high=MAX_REFUSED_SHARE, passed=refused / events <= MAX_REFUSED_SHARE
    )


def judge_freshness(oldest_seconds: float) -> CheckResult:
    """Whether the event that waits longest has waited short enough."""
    return CheckResult(
        "freshness", "", oldest_seconds, high=MAX_WAIT_SECONDS, passed=oldest_seconds <= MAX_WAIT_SECONDS
    )


def judge_delayed(events: int) -> CheckResult:
    """Whether no event waits for another try after an error."""
    return CheckResult("delayed", "", float(events), high=0.0, passed=events == 0)


def judge_volume(today: int, days_before: Sequence[int]) -> CheckResult:
    """Whether a day has a tenth to ten times the usual rows. `days_before` are the earlier days with any."""
    if len(days_before) < MIN_DAYS:
        return CheckResult("volume", "", float(today))
    usual = float(median(days_before))
    low, high = usual / MAX_VOLUME_RATIO, usual * MAX_VOLUME_RATIO
    return CheckResult("volume", "", float(today), low, high, low <= today <= high)


def judge_drift(column: str, counts: Mapping[str, int], before: Mapping[str, int]) -> CheckResult:
    """Whether a column's values are distributed as in earlier loads."""
    if min(sum(counts.values()), sum(before.values())) < MIN_ROWS_FOR_DRIFT:
        return CheckResult("drift", column, high=MAX_STABILITY_INDEX, counts=counts)
    value = stability_index(before, counts)
    return CheckResult(
        "drift", column, value, high=MAX_STABILITY_INDEX, passed=value <= MAX_STABILITY_INDEX, counts=counts
    )


def stability_index(before: Mapping[str, int], now: Mapping[str, int]) -> float:
    """The population stability index of two distributions: 0 for equal ones, without an upper bound.

    Half a row is added to each value, so that new and missing values have a share, too.
    """
    values = before.keys() | now.keys()
    old, new = (sum(counts.values()) + len(values) / 2 for counts in (before, now))
    shares = [((before.get(value, 0) + 0.5) / old, (now.get(value, 0) + 0.5) / new) for value in values]
    return sum((q - p) * math.log(q / p) for p, q in shares)
