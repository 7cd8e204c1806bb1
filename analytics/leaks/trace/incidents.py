"""Six ways to take data out, planted into a year of reading. Each incident is one person's, and says on which days."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.leaks.trace.benign import DAYS, Reads, Trace, read_people, works_on
from analytics.leaks.trace.company import ALL_DATASETS, POPULATION, Employee

# Earlier there is too little past to compare with.
FIRST_INCIDENT = 120
DRIP_DAYS = 60
DRIP_A_DAY = 50
NIGHT = (1, 2, 3, 4)


@dataclass(frozen=True)
class Incident:
    """One planted leak, by the person whose account reads. `days` on which something of it was read."""

    pattern: str
    reader: str
    days: tuple[int, ...]
    people: tuple[int, ...] = ()


def plant(staff: list[Employee], trace: Trace, generator: np.random.Generator, *, each: int) -> list[Incident]:
    """Plant each pattern so many times, each time with another person; `trace` is changed."""
    accounts = [staff[number] for number in generator.permutation(len(staff))]
    incidents = []
    for pattern, leak in PATTERNS.items():
        for _ in range(each):
            start = int(generator.integers(FIRST_INCIDENT, DAYS - DRIP_DAYS * 7 // 5 - 5))
            incidents.append(leak(pattern, accounts.pop(), start, trace, generator))
    return incidents


def drip(
    pattern: str, who: Employee, start: int, trace: Trace, generator: np.random.Generator, a_day: int = DRIP_A_DAY
) -> Incident:
    """A few more people on each working day, in working hours."""
    days = [day for day in range(start, DAYS) if works_on(day)][:DRIP_DAYS]
    taken: list[int] = []
    for day in days:
        people = generator.integers(0, POPULATION, a_day).tolist()
        taken += people
        _add(trace, who, day, int(generator.integers(who.begins_at, who.begins_at + 9)), people)
    return Incident(pattern, who.name, tuple(days), tuple(taken))


def _burst(pattern: str, who: Employee, start: int, trace: Trace, generator: np.random.Generator) -> Incident:
    """Two thousand people or so within two hours."""
    for hour in (who.begins_at + 3, who.begins_at + 4):
        _add(trace, who, start, hour, generator.integers(0, POPULATION, int(generator.integers(700, 1500))).tolist())
    return Incident(pattern, who.name, (start,))


def _odd_hours(pattern: str, who: Employee, start: int, trace: Trace, generator: np.random.Generator) -> Incident:
    """What is usual for the person, in six nights."""
    days = tuple(range(start, start + 8, 1))[:6]
    for day in days:
        for hour in generator.choice(NIGHT, 2, replace=False).tolist():
            _add(trace, who, day, hour, read_people(who, int(who.habit.in_hour * who.factor) + 5, generator))
    return Incident(pattern, who.name, days)


def _sharing(pattern: str, who: Employee, start: int, trace: Trace, generator: np.random.Generator) -> Incident:
    """A second person uses the account, each working day of a month, until late."""
    days = tuple(day for day in range(start, start + 28) if works_on(day))
    for day in days:
        for hour in generator.choice(np.arange(12, 23), 3, replace=False).tolist():
            _add(trace, who, day, hour, generator.integers(0, POPULATION, 15).tolist())
    return Incident(pattern, who.name, days)


def _scope_creep(pattern: str, who: Employee, start: int, trace: Trace, generator: np.random.Generator) -> Incident:
    """One more dataset every few days, in usual hours and amounts."""
    days = [day for day in range(start, start + 40) if works_on(day)][::3]
    names = generator.permutation(ALL_DATASETS)
    for day, name in zip(days, names, strict=False):
        hour = int(generator.integers(who.begins_at, who.begins_at + 9))
        _add(trace, who, day, hour, read_people(who, int(who.habit.in_hour) + 1, generator), {str(name)})
    return Incident(pattern, who.name, tuple(days))


def _honey(pattern: str, who: Employee, start: int, trace: Trace, generator: np.random.Generator) -> Incident:
    """A page more than the work needs, with a row that holds nobody."""
    _add(trace, who, start, who.begins_at + 2, read_people(who, int(who.habit.in_hour) + 1, generator))
    trace[who.name][start, who.begins_at + 2].is_honey = True
    return Incident(pattern, who.name, (start,))


def _add(
    trace: Trace, who: Employee, day: int, hour: int, people: "set[int] | list[int]", datasets: "set[str] | None" = None
) -> None:
    reads = trace[who.name].setdefault((day, hour), Reads())
    reads.people |= set(people)
    reads.datasets |= datasets or {who.habit.datasets[0]}


Leak = Callable[[str, Employee, int, Trace, np.random.Generator], Incident]
PATTERNS: dict[str, Leak] = {
    "burst": _burst,
    "drip": drip,
    "odd hours": _odd_hours,
    "credential sharing": _sharing,
    "scope creep": _scope_creep,
    "honey": _honey,
}
