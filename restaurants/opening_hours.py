"""When a restaurant is open, for its page: the week in words, the days that differ, and what is open now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from restaurants.hours.clock import Span, joined, moments
from restaurants.hours.stored import hours_in_minutes, is_comment, special_days, usual_week
from restaurants.hours.texts import DAY, HoursText, Period, read_text

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_AHEAD = 7
# How far a page looks for days that differ, and how many it shows.
SPECIAL_DAYS_AHEAD, MAX_SPECIAL_DAYS = 60, 10
# A change that is further away than this counts as none.
_MAX_WAIT_DAYS = 366


@dataclass(frozen=True)
class OpenDay:
    """What a restaurant's hours are on one day. A period past midnight belongs to the day on which it begins."""

    day: date
    periods: tuple[Period, ...]
    is_holiday: bool = False
    # Whether they are not those that the weekday usually has.
    is_special: bool = False

    @property
    def hours(self) -> str:
        """The periods in words, such as `11:00 to 14:00 and 18:00 to 22:00`."""
        return " and ".join(map(str, self.periods)) or "closed"

    @property
    def note(self) -> str:
        """Why the day is named beside its weekday; empty on a usual day."""
        if self.is_holiday:
            return "holiday"
        return "not as usual" if self.is_special else ""


@dataclass(frozen=True)
class OpeningTimes:
    """The hours of the seven days from today, and whether the restaurant is open at `now`."""

    text: HoursText
    # Public holidays as on other days: what differs from it is due to a holiday.
    without_holidays: HoursText
    now: datetime

    @property
    def zone(self) -> str:
        """The IANA name of the time zone; empty where it is not known, so that nobody can tell what is open now."""
        return str(self.now.tzinfo or "")

    @cached_property
    def days(self) -> tuple[OpenDay, ...]:
        """The seven days from today."""
        today = self.now.date()
        usual = usual_week(self.text, today)
        return tuple(
            self._day(day, periods, is_special=hours_in_minutes(periods) != usual[day.weekday()])
            for day, periods in self._dated(today, DAYS_AHEAD)
        )

    @cached_property
    def usual_week(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """The minutes from midnight at which each weekday usually opens and closes."""
        return usual_week(self.text, self.now.date())

    @cached_property
    def special_days(self) -> tuple[OpenDay, ...]:
        """The days from today on that differ from the usual week: a season is none of them."""
        found = [
            self._day(day, periods, is_special=True)
            for day, periods in special_days(self.text, self.now.date(), SPECIAL_DAYS_AHEAD)
        ]
        return tuple(found) if len(found) <= MAX_SPECIAL_DAYS else ()

    @property
    def today(self) -> OpenDay | None:
        """Today, if its hours are not the usual ones."""
        return self.days[0] if self.days[0].is_special else None

    @cached_property
    def spans(self) -> list[Span]:
        """The moments between which it is open, from yesterday's night to the end of the week that comes."""
        return list(joined(self._spans(self.now.date() - DAY, DAYS_AHEAD + 1)))

    @cached_property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return any(opens <= self._now < closes for opens, closes in self.spans)

    @property
    def _now(self) -> datetime:
        """With a time zone also where none is known."""
        return self.now if self.zone else self.now.replace(tzinfo=UTC)

    @cached_property
    def changes_at(self) -> datetime | None:
        """The time of the next change; None: none within a year."""
        now, first = self._now, self.now.date() - DAY
        # Without dates, the second week is like the first: who has not opened or closed by then never does.
        for days in (DAYS_AHEAD + 2, 2 * DAYS_AHEAD + 2, *((_MAX_WAIT_DAYS,) if self.text.is_dated else ())):
            end = datetime.combine(first + days * DAY, time.min, now.tzinfo)
            for opens, closes in joined(self._spans(first, days)):
                if opens > now:
                    return opens.astimezone(now.tzinfo)
                if now < closes < end:
                    return closes.astimezone(now.tzinfo)
        return None

    @property
    def status(self) -> str:
        """Such as `Open now · until 21:00` or `Closed · opens Monday at 11:00`; empty without a time zone."""
        if not self.zone:
            return ""
        if self.changes_at is None:
            return "Open now" if self.is_open else "Closed"
        at = f"{self.changes_at:%H:%M}".replace("00:00", "midnight")
        if self.is_open and self.changes_at - self.now <= DAY:
            return f"Open now · until {at}"
        return f"{'Open now · until' if self.is_open else 'Closed · opens'} {self._day_of(self.changes_at)}at {at}"

    def _day_of(self, moment: datetime) -> str:
        ahead = (moment.date() - self.now.date()).days
        if ahead >= DAYS_AHEAD:
            return f"{moment.day} {moment:%B} "
        return ("", "tomorrow ")[ahead] if ahead < 2 else f"{WEEKDAYS[moment.weekday()]} "

    @property
    def lines(self) -> list[tuple[str, str, bool]]:
        """The week from Monday: days, their hours, and whether today is among them. Equal days share a line."""
        today = self.days[0].day
        ordered = sorted(self.days, key=lambda each: each.day.weekday())
        groups = [list(group) for _, group in groupby(ordered, key=lambda each: (each.hours, each.note))]
        return [(_name(group), group[0].hours, any(each.day == today for each in group)) for group in groups]

    @property
    def valid_until(self) -> datetime:
        """Until when `status` and `lines` are true: the next change, or the end of the day."""
        midnight = end_of_day(self.now)
        return min(self.changes_at or midnight, midnight)

    def _dated(self, first: date, count: int) -> Iterator[tuple[date, tuple[Period, ...]]]:
        for number, periods in enumerate(self.text.days_from(first, count)):
            yield first + number * DAY, periods

    def _day(self, day: date, periods: tuple[Period, ...], *, is_special: bool) -> OpenDay:
        is_holiday = self.without_holidays is not self.text and (
            hours_in_minutes(self.without_holidays.days_from(day, 1)[0]) != hours_in_minutes(periods)
        )
        return OpenDay(day, periods, is_holiday, is_special)

    def _spans(self, first: date, count: int) -> Iterator[Span]:
        zone = ZoneInfo(self.zone or "UTC")
        for _, periods in self._dated(first, count):
            for period in periods:
                if not is_comment(period):
                    yield from moments(period.opens, period.closes, zone)


def read_opening_times(text: str, *, zone: str, country: str, now: datetime) -> OpeningTimes | None:
    """The hours around `now`, which has a time zone; None where `text` can't be read, or never opens.

    `zone` is an IANA name and `country` an ISO 3166-1 code; each may be empty. Public holidays are those of `country`.
    """
    if (hours := read_text(text, country)) is None:
        return None
    ordinary = (country and "PH" in text and read_text(text)) or hours
    found = OpeningTimes(hours, ordinary, now.astimezone(ZoneInfo(zone)) if zone else now.replace(tzinfo=None))
    days = [period for _, periods in found._dated(found.now.date(), DAYS_AHEAD) for period in periods]
    # A comment in place of hours, such as "by appointment", is no time at which somebody is there.
    if any(map(is_comment, days)) or (not days and (not hours.is_dated or found.changes_at is None)):
        return None
    return found


def end_of_day(moment: datetime) -> datetime:
    """The next midnight of a local time."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _name(days: list[OpenDay]) -> str:
    names = [WEEKDAYS[each.day.weekday()] for each in days]
    if len(days) == len(WEEKDAYS):
        return "Every day"
    if len(days) == 1:
        return names[0] + (f", {days[0].day.day} {days[0].day:%B} ({days[0].note})" if days[0].note else "")
    return f"{names[0]} {'and' if len(days) == 2 else 'to'} {names[-1]}"
