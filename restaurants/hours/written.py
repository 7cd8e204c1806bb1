"""Hours as a restaurant's team writes them: a line of hours for each weekday, for holidays, and for single days."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, pairwise

from restaurants.exceptions import InvalidHours
from restaurants.hours.stored import DAYS_STORED, MINUTES_A_DAY, hours_in_minutes, usual_week
from restaurants.hours.texts import read_text

MAX_DATES = 40
MAX_PERIODS = 6
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = r"(\d{1,2})(?:[:.h](\d\d))?(?:\s*(?:h|uhr|o[’']clock))?"
_PERIOD = re.compile(rf"{_TIME}\s*(?:-|–|—|−|to|bis|until)\s*{_TIME}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|;|&|and|und)\s*", re.IGNORECASE)
_CLOSED = {"", "closed", "off", "geschlossen", "-", "–"}
_ALL_DAY = {"24 hours", "24 h", "all day", "0-24", "24/7"}
Hours = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class WrittenHours:
    """Minutes from midnight at which each day opens and closes. `holidays` None: public holidays are as other days."""

    week: tuple[Hours, ...]
    holidays: Hours | None = None
    dates: Mapping[date, Hours] = field(default_factory=dict)
    # Whether the text that it was read from says more, such as seasons.
    is_partial: bool = False

    def text(self) -> str:
        """The hours as OpenStreetMap writes them.

        Raises:
            InvalidHours: nights or neighbouring days can't stand as they are; the message says why.
        """
        self._check()
        runs = [list(run) for _, run in groupby(range(7), key=lambda weekday: self.week[weekday])]
        rules = [f"{_run(run)} {_rule(self.week[run[0]])}" for run in runs]
        if self.holidays is not None:
            rules.append(f"PH {_rule(self.holidays)}")
        for day, hours in sorted(self.dates.items()):
            rules.append(f"{day.year} {_MONTHS[day.month - 1]} {day.day:02} {_rule(hours)}")
        return "; ".join(rules)

    def _check(self) -> None:
        all_hours = [*self.week, *([self.holidays] if self.holidays else ()), *self.dates.values()]
        if not any(self.week):
            raise InvalidHours("Write the hours of one weekday at least.")
        starts = [opens for hours in all_hours for opens, _ in hours]
        latest = max(closes for hours in all_hours for _, closes in hours) - MINUTES_A_DAY
        if latest > 0 and latest >= min(starts):
            raise InvalidHours(
                f"One day begins at {clock(min(starts))}, and one night lasts until {clock(latest)}. Let each night end"
                " before the earliest opening, or write the time after midnight as hours of the next day."
            )


def written_hours(text: str, country: str, today: date) -> WrittenHours:
    """What a text says, for the form; without hours where it can't be read."""
    hours = read_text(text, country) if text else None
    if hours is None:
        return WrittenHours(((),) * 7, is_partial=bool(text))
    week = usual_week(hours, today)
    if not hours.is_dated:
        return WrittenHours(week)
    days = [today + timedelta(days=number) for number in range(DAYS_STORED)]
    real = dict(zip(days, map(hours_in_minutes, hours.days_from(today, DAYS_STORED)), strict=True))
    public = _public_holidays(country, today)
    on_holidays = Counter(real[day] for day in public if day in real) if "PH" in text else Counter[Hours]()
    holidays = on_holidays.most_common(1)[0][0] if on_holidays else () if re.search(r"PH (off|closed)", text) else None
    dates = {
        day: is_open
        for day, is_open in real.items()
        if is_open != (holidays if holidays is not None and day in public else week[day.weekday()])
    }
    if len(dates) > MAX_DATES:
        return WrittenHours(week, holidays, is_partial=True)
    return WrittenHours(week, holidays, dates)


def read_line(line: str) -> Hours:
    """A line such as `11:00–14:00, 18:00–02:00`; nothing, or `closed`, is closed.

    Raises:
        InvalidHours: it is none; the message says what to write.
    """
    words = " ".join(line.split())
    if words.lower() in _CLOSED:
        return ()
    if words.lower() in _ALL_DAY:
        return ((0, MINUTES_A_DAY),)
    found = sorted(_read_period(part) for part in _BETWEEN.split(words))
    if len(found) > MAX_PERIODS:
        raise InvalidHours(f"A day has at most {MAX_PERIODS} periods.")
    for (_, closes), (opens, _) in pairwise(found):
        if opens < closes:
            raise InvalidHours(f"One period ends at {clock(closes)}, after the next begins at {clock(opens)}.")
    return tuple(found)


def line_of(hours: Hours) -> str:
    """The hours as `read_line` reads them."""
    return ", ".join(f"{clock(opens)}–{clock(closes)}" for opens, closes in hours)


def clock(minutes: int) -> str:
    """`18:00`; past midnight `02:00`, and midnight itself `24:00`."""
    shown = minutes if minutes <= MINUTES_A_DAY else minutes - MINUTES_A_DAY
    return f"{shown // 60:02}:{shown % 60:02}"


def _read_period(words: str) -> tuple[int, int]:
    found = _PERIOD.fullmatch(words)
    if found is None:
        raise InvalidHours("Write hours such as 11:00–14:00, 18:00–02:00, or leave it empty.")
    hour, minute, end_hour, end_minute = (int(number or 0) for number in found.groups())
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or opens >= MINUTES_A_DAY or closes > MINUTES_A_DAY:
        raise InvalidHours(f"“{words}” has a time that no clock shows.")
    if opens == closes:
        raise InvalidHours(f"“{words}” begins and ends at the same time. Write 00:00–24:00 for the whole day.")
    return opens, closes if closes > opens else closes + MINUTES_A_DAY


def _public_holidays(country: str, today: date) -> frozenset[date]:
    hours = read_text("PH", country) if country else None
    days = hours.days_from(today, DAYS_STORED) if hours else []
    return frozenset(today + timedelta(days=number) for number, periods in enumerate(days) if periods)


def _run(weekdays: list[int]) -> str:
    first, last = _DAYS[weekdays[0]], _DAYS[weekdays[-1]]
    return first if first == last else f"{first}-{last}"


def _rule(hours: Hours) -> str:
    return ",".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in hours) or "off"
