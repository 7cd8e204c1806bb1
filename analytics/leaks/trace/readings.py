"""A trace as hours of reading: ids of people become counts of distinct ones, as the database counts them."""

from collections import Counter, deque

from analytics.leaks.reading import HourOfReading
from analytics.leaks.trace.benign import Reads, Trace, moment
from analytics.leaks.trace.company import Employee

MONTH_DAYS = 30


def readings(staff: list[Employee], trace: Trace) -> list[HourOfReading]:
    """The hours of everybody."""
    return [reading for who in staff for reading in readings_of(who, trace[who.name])]


def readings_of(who: Employee, reads: dict[tuple[int, int], Reads]) -> list[HourOfReading]:
    """The hours of one person."""
    month: deque[tuple[int, set[int]]] = deque()
    in_month: Counter[int] = Counter()
    found, today, so_far = [], -1, set[int]()
    for (day, hour), each in sorted(reads.items()):
        while month and month[0][0] <= day - MONTH_DAYS:
            in_month -= Counter(month.popleft()[1])
        so_far = so_far | each.people if day == today else set(each.people)
        today = day
        new = sum(1 for person in each.people if person not in in_month)
        in_month.update(each.people)
        month.append((day, each.people))
        found.append(
            HourOfReading(
                *(who.name, who.role, moment(day, hour), len(each.people), len(so_far), len(in_month), new),
                *(frozenset(each.datasets), each.is_above_scope, each.is_honey),
            )
        )
    return found
