"""When a restaurant is open. Its hours are listed as OpenStreetMap writes them; the library `opening_hours` reads them.

Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave out the errors
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_AHEAD = 7
# A change that is further away than this counts as none.
_MAX_INTERVAL_DAYS = 366
_DAY, _QUARTER = timedelta(days=1), timedelta(minutes=15)
QUARTERS_A_WEEK = 7 * 96
_USUAL_MONDAY = datetime(2026, 6, 8)  # noqa: DTZ001 - local time, wherever the restaurant is
# Signs that people type in place of those of the format.
_TYPED = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "：": ":", "“": '"', "”": '"', "„": '"'})

# Spaces that people leave around the signs of a list of days, and the one that they forget after it.
_SPACES = re.compile(r"([a-zH])\s*([-,])\s*(?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?:\b|\d))")
_NO_SPACE = re.compile(r"(?<=[a-zH])(?=\d\d?:)")


@dataclass(frozen=True)
class Period:
    """An open time from `opens` to `closes`, in the restaurant's time zone; naive where its zone is not known."""

    opens: datetime
    closes: datetime
    comment: str = ""

    def __str__(self) -> str:
        until = "midnight" if self.closes.time() == datetime.min.time() else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M} to {until}" + (f" ({self.comment})" if self.comment else "")


@dataclass(frozen=True)
class OpenDay:
    """What a restaurant's hours are on one day. A period past midnight belongs to the day on which it begins."""

    day: date
    periods: tuple[Period, ...]
    is_holiday: bool

    @property
    def hours(self) -> str:
        """The periods in words, such as `11:00 to 14:00 and 18:00 to 22:00`."""
        return " and ".join(map(str, self.periods)) or "closed"


@dataclass(frozen=True)
class OpeningTimes:
    """The hours of the seven days from today, and whether the restaurant is open at `now`."""

    now: datetime
    days: tuple[OpenDay, ...]
    # The time of the next change; None: none within a year.
    changes_at: datetime | None
    is_open: bool

    @property
    def zone(self) -> str:
        """The IANA name of the time zone; empty where it is not known, so that nobody can tell what is open now."""
        return str(self.now.tzinfo or "")

    @property
    def status(self) -> str:
        """Such as `Open now · until 21:00` or `Closed · opens Monday at 11:00`; empty without a time zone."""
        if not self.zone:
            return ""
        if self.changes_at is None:
            return "Open now" if self.is_open else "Closed"
        at = f"{self.changes_at:%H:%M}".replace("00:00", "midnight")
        if self.is_open and self.changes_at - self.now <= _DAY:
            return f"Open now · until {at}"
        return f"{'Open now · until' if self.is_open else 'Closed · opens'} {self._day_of(self.changes_at)}at {at}"

    def _day_of(self, time: datetime) -> str:
        ahead = (time.date() - self.now.date()).days
        if ahead >= DAYS_AHEAD:
            return f"{time.day} {time:%B} "
        return ("", "tomorrow ")[ahead] if ahead < 2 else f"{WEEKDAYS[time.weekday()]} "

    @property
    def lines(self) -> list[tuple[str, str, bool]]:
        """The week from Monday: days, their hours, and whether today is among them. Equal days share a line."""
        today = self.days[0].day
        ordered = sorted(self.days, key=lambda each: each.day.weekday())
        groups = [list(group) for _, group in groupby(ordered, key=lambda each: (each.hours, each.is_holiday))]
        return [(_name(group), group[0].hours, any(each.day == today for each in group)) for group in groups]

    @property
    def periods(self) -> list[Period]:
        """All periods of the days."""
        return [period for each in self.days for period in each.periods]

    @property
    def valid_until(self) -> datetime:
        """Until when `status` and `lines` are true: the next change, or the end of the day."""
        midnight = end_of_day(self.now)
        return min(self.changes_at or midnight, midnight)


def read_opening_times(text: str, *, zone: str, country: str, now: datetime) -> OpeningTimes | None:
    """The hours around `now`, which has a time zone; None where `text` can't be read, or never opens.

    `zone` is an IANA name and `country` an ISO 3166-1 code; each may be empty. Public holidays are those of `country`.
    """
    if (hours := _parse(text, zone, country)) is None:
        return None
    ordinary = (country and "PH" in text and _parse(text, zone, "")) or hours
    local = now.astimezone(ZoneInfo(zone)) if zone else now.replace(tzinfo=None)
    changes_at = hours.next_change(local)
    found = _days(hours, local)
    # A comment in place of hours, such as "by appointment", is no time at which somebody is there.
    if any(period.comment and period.closes - period.opens >= _DAY for each in found for period in each):
        return None
    if changes_at is None and not any(found):
        return None
    without_holidays = found if ordinary is hours else _days(ordinary, local)
    days = tuple(
        OpenDay(local.date() + number * _DAY, periods, periods != usual)
        for number, (periods, usual) in enumerate(zip(found, without_holidays, strict=True))
    )
    return OpeningTimes(local, days, changes_at, hours.is_open(local))


def open_quarters(text: str) -> bytes | None:
    """A bit for each quarter of an hour of a usual week from Monday, in the restaurant's time; None without hours.

    Seasons are those of June, and there are no public holidays: the page itself reads the text for each day.
    """
    if (hours := _parse(text, "", "")) is None:
        return None
    bits = 0
    for period in _split(
        Period(opens, closes, comment)
        for opens, closes, state, comment in hours.intervals(_USUAL_MONDAY, _USUAL_MONDAY + 7 * _DAY)
        if state == State.OPEN
    ):
        if not (period.comment and period.closes - period.opens >= _DAY):
            first, last = (-((_USUAL_MONDAY - at) // _QUARTER) for at in (period.opens, period.closes))
            bits |= (1 << last) - (1 << first)
    return bits.to_bytes(QUARTERS_A_WEEK // 8, "little") if bits else None


def quarter_of(time: datetime) -> int:
    """Which quarter of an hour of the week from Monday a local time is in."""
    return time.weekday() * 96 + time.hour * 4 + time.minute // 15


def end_of_day(time: datetime) -> datetime:
    """The next midnight of a local time."""
    return _midnight(time) + _DAY


def _parse(text: str, zone: str, country: str) -> OpeningHours | None:
    typed = re.sub(r"[;,\s]+\Z", "", text.translate(_TYPED).strip())
    repaired = _NO_SPACE.sub(" ", _SPACES.sub(r"\1\2", typed))
    for attempt in (typed, repaired):
        with contextlib.suppress(ParserError):
            return _with_holidays(attempt, ZoneInfo(zone) if zone else None, country)
    return None


def _with_holidays(text: str, zone: ZoneInfo | None, country: str) -> OpeningHours:
    try:
        return OpeningHours(text, zone, country or None, max_interval_days=_MAX_INTERVAL_DAYS)
    except UnknownCountryError:
        return OpeningHours(text, zone, max_interval_days=_MAX_INTERVAL_DAYS)


def _days(hours: OpeningHours, now: datetime) -> list[tuple[Period, ...]]:
    first = _midnight(now)
    # From yesterday on, so that what lasts past midnight is not taken for today's.
    open_times = [
        Period(opens, closes, comment)
        for opens, closes, state, comment in hours.intervals(first - _DAY, first + (DAYS_AHEAD + 1) * _DAY)
        if state == State.OPEN
    ]
    days = [first.date() + number * _DAY for number in range(DAYS_AHEAD)]
    by_day = {day: tuple(group) for day, group in groupby(_split(open_times), key=lambda each: each.opens.date())}
    return [by_day.get(day, ()) for day in days]


def _split(periods: Iterable[Period]) -> Iterator[Period]:
    """Periods of more than a day, cut at each midnight."""
    for period in periods:
        opens = period.opens
        while period.closes - opens > _DAY:
            midnight = _midnight(opens) + _DAY
            yield Period(opens, midnight, period.comment)
            opens = midnight
        if opens < period.closes:
            yield Period(opens, period.closes, period.comment)


def _midnight(time: datetime) -> datetime:
    return time.replace(hour=0, minute=0, second=0, microsecond=0)


def _name(days: list[OpenDay]) -> str:
    names = [WEEKDAYS[each.day.weekday()] for each in days]
    if len(days) == len(WEEKDAYS):
        return "Every day"
    if len(days) == 1:
        return names[0] + (f", {days[0].day.day} {days[0].day:%B} (holiday)" if days[0].is_holiday else "")
    return f"{names[0]} {'and' if len(days) == 2 else 'to'} {names[-1]}"
