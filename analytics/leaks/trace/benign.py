"""A year of reading by which nobody means harm: with holidays, weeks on call at night, and ends of quarters."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from analytics.leaks.trace.company import HABITS, POPULATION, Employee

FIRST_DAY = date(2025, 1, 1)
DAYS = 365
_HOLIDAY_DAYS = 25
_PRESENT = 0.93
_EVENING = 0.05
_QUARTER_END_DAYS = 4
_ON_CALL_READS = 0.25
# Work comes in phases, in which somebody reads more or less for three weeks.
_PHASE_DAYS = 21
# A dataset that a reader has not read before, by chance, for a project of theirs.
_NEW_DATASET = 0.006


@dataclass
class Reads:
    """What one person read in one hour of one day, with the ids of people in the rows."""

    people: set[int] = field(default_factory=set)
    datasets: set[str] = field(default_factory=set)
    is_above_scope: bool = False
    is_honey: bool = False


# By reader, then by day and hour.
Trace = dict[str, dict[tuple[int, int], Reads]]


def benign_year(staff: list[Employee], generator: np.random.Generator) -> Trace:
    """The reading of everybody in a year."""
    return {employee.name: _of(employee, number, staff, generator) for number, employee in enumerate(staff)}


def moment(day: int, hour: int) -> datetime:
    """The start of an hour of a day."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(hour), UTC)


def is_quarter_end(day: int) -> bool:
    """Whether a day is one of the last of a quarter."""
    later = FIRST_DAY + timedelta(days=day + _QUARTER_END_DAYS)
    today = FIRST_DAY + timedelta(days=day)
    return (later.month - 1) // 3 != (today.month - 1) // 3


def works_on(day: int) -> bool:
    """Whether it is a working day."""
    return (FIRST_DAY + timedelta(days=day)).weekday() < 5


def read_people(employee: Employee, count: int, generator: np.random.Generator) -> set[int]:
    """The people in rows that somebody reads: partly those whom they read before."""
    again = int(generator.binomial(count, employee.habit.again))
    return set(generator.choice(employee.known, again).tolist()) | set(
        generator.integers(0, POPULATION, count - again).tolist()
    )


def _of(
    employee: Employee, number: int, staff: list[Employee], generator: np.random.Generator
) -> dict[tuple[int, int], Reads]:
    holidays, phases = _holidays(generator), generator.lognormal(0, 0.25, DAYS // _PHASE_DAYS + 1)
    reads: dict[tuple[int, int], Reads] = {}
    for day in range(DAYS):
        on_call = employee.habit.on_call and _is_on_call(number, day, staff, employee.role)
        for hour in _hours(employee, day, on_call, day in holidays, generator):
            mean = employee.habit.in_hour * employee.factor * phases[day // _PHASE_DAYS]
            mean *= employee.habit.quarter_end if is_quarter_end(day) else 1
            count = int(generator.poisson(mean * generator.lognormal(0, 0.45))) + 1
            reads[day, hour] = Reads(read_people(employee, count, generator), _datasets(employee, day, generator))
    return reads


def _holidays(generator: np.random.Generator) -> set[int]:
    starts = generator.integers(0, DAYS, _HOLIDAY_DAYS // 5)
    return {int(start) + each for start in starts for each in range(7)}


def _is_on_call(number: int, day: int, staff: list[Employee], role: str) -> bool:
    members = [index for index, each in enumerate(staff) if each.role == role]
    return members[(day // 7) % len(members)] == number


def _hours(employee: Employee, day: int, on_call: bool, is_away: bool, generator: np.random.Generator) -> list[int]:
    if on_call:
        calls = generator.random(24) < _ON_CALL_READS * min(1.0, employee.habit.hours)
        return sorted({*np.flatnonzero(calls).tolist(), *_office_hours(employee, day, generator)})
    return [] if is_away else _office_hours(employee, day, generator)


def _office_hours(employee: Employee, day: int, generator: np.random.Generator) -> list[int]:
    if not works_on(day) or generator.random() > _PRESENT:
        return []
    count = min(8, int(generator.poisson(employee.habit.hours)))
    hours = generator.choice(np.arange(employee.begins_at, employee.begins_at + 9), count, replace=False)
    evening = [int(generator.integers(19, 23))] if count and generator.random() < _EVENING else []
    return sorted({*hours.tolist(), *evening})


def _datasets(employee: Employee, day: int, generator: np.random.Generator) -> set[str]:
    names = HABITS[employee.role].datasets
    weights = np.array([1 / (place + 1) for place in range(len(names))])
    found = {str(generator.choice(names, p=weights / weights.sum()))}
    if generator.random() < _NEW_DATASET:
        found.add(f"project.{employee.role}_{day // 60}")
    return found
