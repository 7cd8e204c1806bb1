"""Opening hours as OpenStreetMap writes them. The library `opening_hours` reads them.

Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours. A restaurant's day begins when its longest night ends, so
that a rule for Saturday, or for a holiday, says nothing about Friday's guests after midnight.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave out the errors
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

MAX_INTERVAL_DAYS = 366
DAY = timedelta(days=1)
# Signs that people type in place of those of the format.
_TYPED = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "：": ":", "“": '"', "”": '"', "„": '"'})
# Spaces that people leave around the signs of a list of days, and the one that they forget after it.
_SPACES = re.compile(r"([a-zH])\s*([-,])\s*(?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?:\b|\d))")
_NO_SPACE = re.compile(r"(?<=[a-zH])(?=\d\d?:)")
_QUOTED = re.compile(r'("[^"]*")')
_SPAN = re.compile(r"(\d{1,2}):(\d\d)(?:\s*-\s*(\d{1,2}):(\d\d))?")
# Times that no clock shows, and repeated ones.
_NO_CLOCK = re.compile(r"sunrise|sunset|dawn|dusk|/", re.IGNORECASE)
_DATED = re.compile(r"\b(?:PH|SH|week|easter|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\b\d{4}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """An open time from `opens` to `closes`, as the clocks at the restaurant show them; both are naive."""

    opens: datetime
    closes: datetime
    comment: str = ""

    def __str__(self) -> str:
        until = "midnight" if self.closes.time() == time.min else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M} to {until}" + (f" ({self.comment})" if self.comment else "")

    @property
    def minutes(self) -> tuple[int, int]:
        """Both ends in minutes from the beginning of the day on which it opens; the second may be past midnight."""
        start = self.opens.hour * 60 + self.opens.minute
        return start, start + int((self.closes - self.opens).total_seconds()) // 60


@dataclass(frozen=True)
class HoursText:
    """Hours that were read. `is_dated` where weeks differ: by season, by date, or on public holidays."""

    rules: OpeningHours
    shift: timedelta
    is_dated: bool

    def days_from(self, first: date, count: int) -> list[tuple[Period, ...]]:
        """The periods that begin on each of `count` days from `first` on."""
        start = datetime.combine(first, time.min)
        # From the day before, so that what lasts past midnight is not taken for the first day's.
        open_times = (
            Period(opens, closes, comment)
            for opens, closes, state, comment in self.rules.intervals(start - DAY, start + (count + 1) * DAY)
            if state == State.OPEN
        )
        by_day = {day: tuple(group) for day, group in groupby(_split(open_times), key=lambda each: each.opens.date())}
        return [
            tuple(Period(each.opens + self.shift, each.closes + self.shift, each.comment) for each in periods)
            for periods in (by_day.get(first + number * DAY, ()) for number in range(count))
        ]


def read_text(text: str, country: str = "") -> HoursText | None:
    """The hours, or None where the text can't be read. Public holidays are those of `country` (ISO 3166-1)."""
    typed = re.sub(r"[;,\s]+\Z", "", text.translate(_TYPED).strip())
    repaired = _NO_SPACE.sub(" ", _SPACES.sub(r"\1\2", typed))
    for attempt in (typed, repaired):
        with contextlib.suppress(ParserError):
            _with_holidays(attempt, country)
            shift = _end_of_nights(attempt)
            words = _QUOTED.sub("", attempt)
            return HoursText(
                _with_holidays(_earlier(attempt, shift) if shift else attempt, country),
                timedelta(minutes=shift),
                bool(_DATED.search(words)),
            )
    return None


def _with_holidays(text: str, country: str) -> OpeningHours:
    try:
        return OpeningHours(text, None, country or None, max_interval_days=MAX_INTERVAL_DAYS)
    except UnknownCountryError:
        return OpeningHours(text, None, max_interval_days=MAX_INTERVAL_DAYS)


def _end_of_nights(text: str) -> int:
    """The minute after midnight at which the longest night ends; 0 if none does, or if a day begins before."""
    words = _QUOTED.sub("", text)
    if _NO_CLOCK.search(words):
        return 0
    starts, ends = [], [0]
    for hour, minute, end_hour, end_minute in _SPAN.findall(words):
        start = int(hour) * 60 + int(minute)
        starts.append(start)
        if end_hour:
            end = int(end_hour) * 60 + int(end_minute)
            ends.append(end if end <= start else end - 1440)
    return latest if starts and min(starts) >= (latest := max(ends)) > 0 else 0


def _earlier(text: str, shift: int) -> str:
    """The text with all its times `shift` minutes earlier, so that no night lasts past midnight."""

    def moved(found: re.Match[str]) -> str:
        start, end = (int(found[n]) * 60 + int(found[n + 1]) if found[n] else None for n in (1, 3))
        if start is None or end is None:
            return _clock((start or 0) - shift)
        return f"{_clock(start - shift)}-{_clock((end if end > start else end + 1440) - shift)}"

    return "".join(part if part.startswith('"') else _SPAN.sub(moved, part) for part in _QUOTED.split(text))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _split(periods: Iterable[Period]) -> Iterator[Period]:
    """Periods of more than a day, cut at each midnight."""
    for period in periods:
        opens = period.opens
        while period.closes - opens > DAY:
            midnight = datetime.combine(opens, time.min) + DAY
            yield Period(opens, midnight, period.comment)
            opens = midnight
        if opens < period.closes:
            yield Period(opens, period.closes, period.comment)
