"""How good rules and model are on a generated year: recall and days to detection at the budget, and PR-AUC.

An incident counts as found by an alert on its reader from its first day until two weeks after its last, unless the
same year without leaks raises one about that reader at that time too. Beside them an isolation forest reads the same
days, and may choose the budget's alerts of each week with hindsight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from analytics.leaks.isolation_forest import forest_scores
from analytics.leaks.reading import Floats, History, history
from analytics.leaks.rules import BUDGET_A_WEEK, COOL_DOWN_DAYS, findings, raised, scores
from analytics.leaks.trace.benign import DAYS, FIRST_DAY, Trace, benign_year
from analytics.leaks.trace.company import Employee, employees
from analytics.leaks.trace.incidents import FIRST_INCIDENT, PATTERNS, Incident, plant
from analytics.leaks.trace.readings import readings

EACH = 4
LATE_DAYS = 14
# Alerts before this day are of a time with too little past.
_FROM = FIRST_INCIDENT - 7
_WEEK = 7
# A certain finding stands above every score.
_CERTAIN = 100.0
# (reader, day)
Alert = tuple[str, int]


@dataclass(frozen=True)
class PatternResult:
    """What was found of one pattern. `days`: the median from the first day to the alert; None where none was found."""

    planted: int
    found: int
    days: float | None


@dataclass(frozen=True)
class MethodResult:
    """What a method found in the year."""

    patterns: dict[str, PatternResult]
    alerts_a_week: float
    pr_auc: float

    @property
    def recall(self) -> float:
        """The share of incidents that were found."""
        return sum(each.found for each in self.patterns.values()) / sum(each.planted for each in self.patterns.values())


@dataclass(frozen=True)
class Year:
    """A generated year: who reads, what, and which leaks are planted."""

    staff: list[Employee]
    trace: Trace
    incidents: list[Incident]

    @property
    def history(self) -> History:
        """As rules and model read it."""
        return history(readings(self.staff, self.trace), first_day=FIRST_DAY, days=DAYS)


def generate(seed: int, *, each: int = EACH) -> Year:
    """A year with so many incidents of each pattern."""
    generator = np.random.default_rng(seed)
    staff = employees(generator)
    trace = benign_year(staff, generator)
    return Year(staff, trace, plant(staff, trace, generator, each=each))


def evaluate(seed: int) -> dict[str, MethodResult]:
    """Rules and model, and an isolation forest, on the same year."""
    year = generate(seed)
    leaking, harmless = year.history, generate(seed, each=0).history
    return {
        name: _result(year, leaking, method(leaking), method(harmless).alerts)
        for name, method in (("rules and model", _rules_and_model), ("isolation forest", _isolation_forest))
    }


def days_to_detection(incident: Incident, alerts: Iterable[Alert]) -> int | None:
    """How many days after the first one an alert named the reader; None where none did."""
    first, last = incident.days[0], incident.days[-1] + LATE_DAYS
    times = [day - first for reader, day in alerts if reader == incident.reader and first <= day <= last]
    return min(times, default=None)


def average_precision(labels: Sequence[bool], values: Sequence[float]) -> float:
    """The area below the curve of precision by recall, in steps."""
    order = np.argsort(-np.asarray(values), kind="stable")
    hits = np.asarray(labels, float)[order]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def as_json(results: dict[str, MethodResult]) -> dict[str, Any]:
    """The figures, rounded."""
    return {
        name: {
            "recall": round(result.recall, 3),
            "alerts_a_week": round(result.alerts_a_week, 2),
            "pr_auc": round(result.pr_auc, 3),
            "patterns": {
                pattern: {"planted": each.planted, "found": each.found, "median_days": each.days}
                for pattern, each in result.patterns.items()
            },
        }
        for name, result in results.items()
    }


@dataclass(frozen=True)
class _Output:
    """What a method makes of a year: its alerts, and a score for each person and day."""

    alerts: list[Alert]
    values: Floats


def _rules_and_model(past: History) -> _Output:
    scored = scores(past)
    alerts = [(each.reader, (each.day - FIRST_DAY).days) for each in raised(findings(past, scored, range(_FROM, DAYS)))]
    weighted = [values * (_CERTAIN if rule.is_certain else 1) for rule, values in scored.items()]
    return _Output(alerts, np.maximum.reduce(weighted))


def _isolation_forest(past: History) -> _Output:
    values = forest_scores(past, from_day=_FROM)
    return _Output(_highest_of_weeks(past, values), values)


def _result(year: Year, past: History, output: _Output, by_chance: list[Alert]) -> MethodResult:
    usual = {(reader, day + off) for reader, day in by_chance for off in range(-_WEEK + 1, _WEEK)}
    alerts = [alert for alert in output.alerts if alert not in usual]
    patterns = {}
    for pattern in PATTERNS:
        planted = [each for each in year.incidents if each.pattern == pattern]
        times = [days for each in planted if (days := days_to_detection(each, alerts)) is not None]
        patterns[pattern] = PatternResult(len(planted), len(times), median(times) if times else None)
    labels, highest = _person_weeks(year, past, output.values)
    return MethodResult(patterns, len(output.alerts) / ((DAYS - _FROM) / _WEEK), average_precision(labels, highest))


def _person_weeks(year: Year, past: History, values: Floats) -> tuple[list[bool], list[float]]:
    """Of each person and week: whether something was planted in it, and the highest score."""
    planted = {(each.reader, day) for each in year.incidents for day in each.days}
    labels, highest = [], []
    for person, reader in enumerate(past.readers):
        for start in range(_FROM, DAYS - _WEEK, _WEEK):
            labels.append(any((reader, day) in planted for day in range(start, start + _WEEK)))
            highest.append(float(values[person, start : start + _WEEK].max()))
    return labels, highest


def _highest_of_weeks(past: History, values: Floats) -> list[Alert]:
    """The budget's alerts of each week, by the highest score of each reader in it, with the cool-down."""
    alerts: list[Alert] = []
    last: dict[str, int] = {}
    for start in range(_FROM, DAYS - _WEEK, _WEEK):
        of_week = values[:, start : start + _WEEK]
        waiting = [
            (reader, start + int(of_week[person].argmax()))
            for person in np.argsort(-of_week.max(axis=1))
            if start - last.get(reader := past.readers[person], -COOL_DOWN_DAYS) >= COOL_DOWN_DAYS
        ]
        alerts += waiting[:BUDGET_A_WEEK]
        last |= dict(waiting[:BUDGET_A_WEEK])
    return alerts
