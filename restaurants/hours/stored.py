"""What filters read of opening hours: a usual week, and the days that differ, both cut at midnight.

Each is an ordered list of minutes at which a restaurant opens and closes in turn, so that `width_bucket` of PostgreSQL
says by an odd number that it is open.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from restaurants.hours.texts import DAY, HoursText, Period, read_text

MINUTES_A_DAY = 24 * 60
# A year and a month: hours of one summer are read before it, and an import a month keeps all days that come.
DAYS_STORED = 400
# By how often a weekday has its hours in a year, one can tell what is usual.
_DAYS_COMPARED = 53 * 7
_ANY_MONDAY = date(2026, 6, 8)
_Hours = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class StoredHours:
    """Minutes of a usual week from Monday (None without hours), and of each day that differs, from its midnight."""

    week: list[int] | None = None
    days: tuple[tuple[date, list[int]], ...] = ()


def hours_in_minutes(periods: Iterable[Period]) -> _Hours:
    """The periods of a day in minutes from its midnight, without comments in place of hours."""
    return tuple(each.minutes for each in periods if not is_comment(each))


def is_comment(period: Period) -> bool:
    """Whether it is a remark such as "by appointment", which is no time at which somebody is there."""
    return bool(period.comment) and period.closes - period.opens >= DAY


def usual_week(hours: HoursText, today: date) -> tuple[_Hours, ...]:
    """The hours of the seven weekdays. Where weeks differ: those that each weekday has most often in a year."""
    if not hours.is_dated:
        return tuple(map(hours_in_minutes, hours.days_from(_ANY_MONDAY, 7)))
    first = today - timedelta(days=today.weekday())
    days = list(map(hours_in_minutes, hours.days_from(first, _DAYS_COMPARED)))
    return tuple(Counter(days[weekday::7]).most_common(1)[0][0] for weekday in range(7))


def special_days(hours: HoursText, today: date, days: int) -> Iterator[tuple[date, tuple[Period, ...]]]:
    """The days from `today` on whose hours differ from the usual week's."""
    if hours.is_dated:
        usual = usual_week(hours, today)
        for number, periods in enumerate(hours.days_from(today, days)):
            day = today + number * DAY
            if hours_in_minutes(periods) != usual[day.weekday()]:
                yield day, periods


@lru_cache(maxsize=4096)
def stored_hours(text: str, country: str, today: date) -> StoredHours:
    """What is stored of a text: exact from yesterday on, for `DAYS_STORED` days."""
    if not text or (hours := read_text(text, country)) is None:
        return StoredHours()
    week = usual_week(hours, today)
    usual = [_in_order(week[number - 1], week[number]) for number in range(7)]
    boundaries = _joined(
        (number * MINUTES_A_DAY + opens, number * MINUTES_A_DAY + closes)
        for number, spans in enumerate(usual)
        for opens, closes in spans
    )
    if not hours.is_dated:
        return StoredHours(boundaries or None)
    first = today - 2 * DAY
    real = list(map(hours_in_minutes, hours.days_from(first, DAYS_STORED + 2)))
    differing = []
    for number in range(1, len(real)):
        day = first + number * DAY
        if (spans := _in_order(real[number - 1], real[number])) != usual[day.weekday()]:
            differing.append((day, _joined(spans)))
    is_ever_open = bool(boundaries) or any(minutes for _, minutes in differing)
    return StoredHours(boundaries if is_ever_open else None, tuple(differing) if is_ever_open else ())


def minute_of_week(time: datetime) -> int:
    """Which minute of the week from Monday a local time is in."""
    return time.weekday() * MINUTES_A_DAY + minute_of_day(time)


def minute_of_day(time: datetime) -> int:
    """Which minute of the day a local time is in."""
    return time.hour * 60 + time.minute


def _in_order(before: _Hours, day: _Hours) -> Sequence[tuple[int, int]]:
    """When a place is open between two midnights, by the hours of the day before and of the day."""
    night = [(0, closes - MINUTES_A_DAY) for _, closes in before if closes > MINUTES_A_DAY]
    spans = sorted([*night, *((opens, min(closes, MINUTES_A_DAY)) for opens, closes in day if opens < MINUTES_A_DAY)])
    pairs = _joined(spans)
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def _joined(spans: Iterable[tuple[int, int]]) -> list[int]:
    """Ordered spans as one list, with those that touch or overlap as one."""
    found: list[int] = []
    for opens, closes in spans:
        if found and opens <= found[-1]:
            found[-1] = max(found[-1], closes)
        else:
            found += [opens, closes]
    return found
