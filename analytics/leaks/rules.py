"""Rules that look at one day of everybody, and what they found. Pure: the same on the access log and on a trace.

A count is unusual where it is far above the reader's own median and above that of their role, in robust deviations of
logarithms over 90 days. A honey row and an elevation above its scope need no comparison.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.leaks.drip import drip_scores
from analytics.leaks.enums import Rule
from analytics.leaks.reading import Floats, History
from analytics.leaks.robust import median, spread

PAST_DAYS = 90
MIN_PAST_DAYS = 20
BUDGET_A_WEEK = 5
COOL_DOWN_DAYS = 7
DRIP_COOL_DOWN_DAYS = 28
_SUNDAY = 7
# Deviations of logarithms below this are noise: a fifth more or less.
_FLOOR = 0.2
_FIRST_DATASETS_DAYS = 14
_MIN_FIRST_DATASETS = 3


# The score from which on a rule raises an alert.
THRESHOLDS = {
    Rule.HONEY: 1.0,
    Rule.SCOPE: 1.0,
    Rule.HOUR: 4.2,
    Rule.DAY: 4.2,
    Rule.MONTH: 4.2,
    Rule.FIRST_DATASETS: 1.0,
    Rule.DRIP: 3.8,
}


@dataclass(frozen=True)
class Finding:
    """What a rule found of one reader on one day. `score`: as a multiple of the rule's threshold."""

    reader: str
    day: date
    rule: Rule
    score: float


def scores(history: History) -> dict[Rule, Floats]:
    """The score of each rule for each person and day, as multiples of its threshold."""
    found = {
        Rule.HONEY: history.honey.astype(float),
        Rule.SCOPE: history.above_scope.astype(float),
        Rule.HOUR: _unusual(history.in_hour, history),
        Rule.DAY: _unusual(history.in_day, history),
        Rule.MONTH: _unusual(history.in_month, history),
        Rule.FIRST_DATASETS: _first_datasets(history),
        Rule.DRIP: drip_scores(history),
    }
    return {rule: values / THRESHOLDS[rule] for rule, values in found.items()}


def findings(history: History, scored: dict[Rule, Floats], days: Iterable[int]) -> Iterator[Finding]:
    """What is above a threshold on these days, by day, the certain first and then the highest.

    The model looks back over weeks, so that it is asked on Sundays, and gets what the week's budget has left.
    """
    for day in days:
        rules = [rule for rule in scored if rule is not Rule.DRIP or is_model_day(history, day)]
        found = [
            Finding(history.readers[person], history.date_of(day), rule, float(scored[rule][person, day]))
            for rule in rules
            for person in np.flatnonzero(scored[rule][:, day] >= 1)
        ]
        yield from sorted(found, key=lambda each: (not each.rule.is_certain, each.rule is Rule.DRIP, -each.score))


def is_model_day(history: History, day: int) -> bool:
    """Whether the model is asked on that day."""
    return history.date_of(day).isoweekday() == _SUNDAY


class Raising:
    """Which findings become alerts: a cool-down by reader, and a budget a week.

    Certain findings are raised whatever the budget, and use none of it; each rule of them has its own cool-down.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], date] = {}
        self._spent: Counter[tuple[int, int]] = Counter()

    def is_raised(self, finding: Finding) -> bool:
        """Whether this finding becomes an alert. Ask in the order of time; what is raised is remembered."""
        key = (finding.reader, finding.rule.value if finding.rule.is_certain else "")
        cool_down = DRIP_COOL_DOWN_DAYS if finding.rule is Rule.DRIP else COOL_DOWN_DAYS
        if key in self._last and (finding.day - self._last[key]).days < cool_down:
            return False
        week = finding.day.isocalendar()[:2]
        if not finding.rule.is_certain and self._spent[week] >= BUDGET_A_WEEK:
            return False
        self._last[key] = finding.day
        self._spent[week] += not finding.rule.is_certain
        return True


def raised(found: Iterable[Finding]) -> list[Finding]:
    """Those of findings in the order of time that become alerts."""
    raising = Raising()
    return [each for each in found if raising.is_raised(each)]


def _unusual(counts: Floats, history: History) -> Floats:
    """The lower of two robust deviations, from one's own days of reading and from those of one's role."""
    logs = np.where(counts > 0, np.log1p(counts), np.nan)
    result = np.zeros(counts.shape)
    for day in range(MIN_PAST_DAYS, history.days):
        past, today = logs[:, max(0, day - PAST_DAYS) : day], logs[:, day]
        own = _deviations(today, past, otherwise=np.inf)
        for role in set(history.roles):
            members = history.members(role)
            of_role = _deviations(today[members], past[members].reshape(1, -1), otherwise=0.0)
            result[members, day] = np.fmax(np.fmin(own[members], of_role), 0.0)
    return result


def _deviations(today: Floats, past: Floats, *, otherwise: float) -> Floats:
    """Robust deviations of today from each row of the past; `otherwise` where a row has too few days."""
    enough = np.isfinite(past).sum(axis=1) >= MIN_PAST_DAYS
    z = (today - median(past)) / np.maximum(spread(past), _FLOOR)
    result: Floats = np.where(np.isnan(today), 0.0, np.where(enough, z, otherwise))
    return result


def _first_datasets(history: History) -> Floats:
    """First reads of datasets within two weeks, against what is usual for the role, once a reader is known."""
    counts = history.first_datasets.cumsum(axis=1)
    counts[:, _FIRST_DATASETS_DAYS:] -= counts[:, :-_FIRST_DATASETS_DAYS].copy()
    result = np.zeros(counts.shape)
    known = (np.cumsum(history.in_day > 0, axis=1) > MIN_PAST_DAYS) & (history.first_datasets > 0)
    for role in set(history.roles):
        members = history.members(role)
        usual = np.median(counts[members], axis=0)
        result[members] = np.where(known[members], np.maximum(counts[members] - usual, 0) / _MIN_FIRST_DATASETS, 0)
    return result
