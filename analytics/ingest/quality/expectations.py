"""What is expected of each relation, and how it is judged. Pure: the numbers come from `checking.py`."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# Below this many rows a share says more of single people than of a load.
FEWEST_FOR_A_SHARE = 10
FEWEST_FOR_DRIFT = 100
FEWEST_DAYS = 7
# Seconds that an event may wait for the relay: half the time between two checks.
MAX_WAIT = 150.0
# A day's volume, against the median of the days before it.
TIMES_THE_USUAL = 10.0
# Of all events, refused by the checks of single events.
MAX_REFUSED_SHARE = 0.01
# The rule of thumb for the population stability index: above a quarter, the population is another.
MAX_STABILITY_INDEX = 0.25


@dataclass(frozen=True)
class ShareCheck:
    """Of the rows of a load, at most `most` (0 to 1) may meet `condition`, which is SQL of our own."""

    kind: str
    column: str
    condition: str
    most: float


@dataclass(frozen=True)
class CheckResult:
    """What came of a check. `passed` None: nothing can be said yet."""

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
# Columns without a person in them whose mix of values is compared with what came before.
DRIFT: Mapping[str, Sequence[str]] = {"core.reviews": ("rating", "language")}


def judge_share(share: ShareCheck, met: int, rows: int) -> CheckResult:
    """Whether few enough of the rows meet the condition."""
    if rows < FEWEST_FOR_A_SHARE:
        return CheckResult(share.kind, share.column, high=share.most)
    value = met / rows
    return CheckResult(share.kind, share.column, value, high=share.most, passed=value <= share.most)


def judge_refused(refused: int, loaded: int) -> CheckResult:
    """Whether few enough of the events were refused. Not of a handful: one bad event of three is no bad load."""
    events = refused + loaded
    if events < FEWEST_FOR_DRIFT:
        return CheckResult("refused", high=MAX_REFUSED_SHARE)
    return CheckResult(
        "refused", "", refused / events, high=MAX_REFUSED_SHARE, passed=refused / events <= MAX_REFUSED_SHARE
    )


def judge_freshness(oldest_seconds: float) -> CheckResult:
    """Whether the event that waits longest has waited too long."""
    return CheckResult("freshness", "", oldest_seconds, high=MAX_WAIT, passed=oldest_seconds <= MAX_WAIT)


def judge_volume(today: int, days_before: Sequence[int]) -> CheckResult:
    """Whether a day's rows are a tenth to ten times of what is usual. `days_before` has the days that had any."""
    if len(days_before) < FEWEST_DAYS:
        return CheckResult("volume", "", float(today))
    usual = float(median(days_before))
    low, high = usual / TIMES_THE_USUAL, usual * TIMES_THE_USUAL
    return CheckResult("volume", "", float(today), low, high, low <= today <= high)


def judge_drift(column: str, counts: Mapping[str, int], before: Mapping[str, int]) -> CheckResult:
    """Whether the mix of a column's values is that of the loads before."""
    if min(sum(counts.values()), sum(before.values())) < FEWEST_FOR_DRIFT:
        return CheckResult("drift", column, high=MAX_STABILITY_INDEX, counts=counts)
    value = stability_index(before, counts)
    return CheckResult(
        "drift", column, value, high=MAX_STABILITY_INDEX, passed=value <= MAX_STABILITY_INDEX, counts=counts
    )


def stability_index(before: Mapping[str, int], now: Mapping[str, int]) -> float:
    """The population stability index of two mixes: 0 for the same, without a bound.

    Half a row is added to each value, so that one that is new, or gone, has a share too.
    """
    values = before.keys() | now.keys()
    old, new = (sum(counts.values()) + len(values) / 2 for counts in (before, now))
    shares = [((before.get(value, 0) + 0.5) / old, (now.get(value, 0) + 0.5) / new) for value in values]
    return sum((q - p) * math.log(q / p) for p, q in shares)
