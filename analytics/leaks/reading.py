"""What people read, by the hour, and the same as arrays by person and day, which rules and model look at.

Counts are of distinct people whose rows were read, weighted by the class of the columns. No person is named in them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from reviews_site.privacy import Privacy

HOURS = 24
_COUNTS = ("in_hour", "in_day", "in_month")
# What one person in the rows counts, by the most sensitive column that was read of them.
WEIGHTS = {Privacy.PSEUDONYMOUS: 1.0, Privacy.PERSONAL: 2.0, Privacy.SENSITIVE: 4.0, Privacy.SECRET: 4.0}
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def weight_of(classes: Iterable[Privacy]) -> float:
    """What a person in rows with columns of these classes counts. Nothing where no column is about anybody."""
    return max((WEIGHTS.get(privacy, 0.0) for privacy in classes), default=0.0)


@dataclass(frozen=True)
class HourOfReading:
    """What one person read in one hour, of whatever they read.

    Attributes:
        in_hour: weighted distinct people in the rows of this hour.
        in_day: the same from midnight on.
        in_month: the same of the last 30 days.
        new: those in `in_hour` whom this reader had not read in the 30 days before.
        datasets: relations.
        is_above_scope: read by an elevation, more than its request named.
        is_honey: a row that holds nobody was among them.
    """

    reader: str
    role: str
    starts_at: datetime
    in_hour: float
    in_day: float
    in_month: float
    new: float
    datasets: frozenset[str]
    is_above_scope: bool = False
    is_honey: bool = False


@dataclass(frozen=True)
class History:
    """Reading by person and day; `new` and `present` by hour of the day as well. Rows are in the order of `readers`."""

    readers: tuple[str, ...]
    roles: tuple[str, ...]
    first_day: date
    in_hour: Floats
    in_day: Floats
    in_month: Floats
    new: Floats
    present: Bools
    first_datasets: Floats
    above_scope: Bools
    honey: Bools

    @property
    def days(self) -> int:
        """How many days there are."""
        return int(self.in_day.shape[1])

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self.first_day + timedelta(days=day)

    def members(self, role: str) -> Bools:
        """Everybody of a role."""
        return np.array([each == role for each in self.roles])


def history(readings: Sequence[HourOfReading], *, first_day: date, days: int) -> History:
    """Arrange readings by person and day. Those of other days are left out, but for which datasets are new."""
    readers = tuple(sorted({reading.reader for reading in readings}))
    role_of = {reading.reader: reading.role for reading in readings}
    index = {reader: number for number, reader in enumerate(readers)}
    counts = {name: np.zeros((len(readers), days)) for name in _COUNTS}
    first_datasets = np.zeros((len(readers), days))
    above_scope, honey = np.zeros((len(readers), days), bool), np.zeros((len(readers), days), bool)
    new, present = np.zeros((len(readers), days, HOURS)), np.zeros((len(readers), days, HOURS), bool)
    seen: dict[str, set[str]] = {reader: set() for reader in readers}
    for reading in sorted(readings, key=lambda each: each.starts_at):
        unseen = reading.datasets - seen[reading.reader]
        seen[reading.reader] |= unseen
        place = index[reading.reader], (reading.starts_at.astimezone(UTC).date() - first_day).days
        if not 0 <= place[1] < days:
            continue
        first_datasets[place] += len(unseen)
        for name, values in counts.items():
            values[place] = max(values[place], getattr(reading, name))
        above_scope[place] |= reading.is_above_scope
        honey[place] |= reading.is_honey
        new[(*place, reading.starts_at.hour)] += reading.new
        present[(*place, reading.starts_at.hour)] = True
    roles = tuple(role_of[reader] for reader in readers)
    by_day = (counts["in_hour"], counts["in_day"], counts["in_month"], new, present, first_datasets, above_scope, honey)
    return History(readers, roles, first_day, *by_day)
