"""Dates of machine-readable zones: two digits a year, unknown parts, and documents without an end.

What a zone leaves open is read to the holder's disadvantage: born as late, and valid as briefly, as it can be. Pure.
"""

import calendar
from datetime import date

FILLER = "<"
# What issuers print where a card has no end, besides fillers: 1 January (Spain) or 31 December (Italy and others) 9999.
_NO_END = frozenset({"<<<<<<", "000000", "999999"})
_YEAR_9999 = frozenset({"990101", "991231"})
# Cards of these issuers all end, and had a zone before the year 2000: theirs ended in 1999.
_ALWAYS_END = frozenset({"D", "DEU", "FRA", "CHE"})
_MAX_YEARS_AHEAD = 50


class NoDate(ValueError):
    """The six signs are no date."""


def latest_birth(text: str, *, today: date) -> date | None:
    """The last day on which the holder can have been born, never in the future; None where the year is unknown.

    Unknown parts are fillers (ICAO Doc 9303, part 3, section 4.8), or zeros on older documents.

    Raises:
        NoDate: there is no such day.
    """
    year, month, day = _parts(text)
    if year is None:
        return None
    for century in (today.year // 100, today.year // 100 - 1):
        first, last = _span(century * 100 + year, month, day) or (date.max, date.max)
        if first <= today:
            return min(last, today)
    raise NoDate


def earliest_end(text: str, *, issuer: str, is_card: bool, today: date) -> date | None:
    """The first day on which the validity can end, at most 50 years ahead; None for a card without an end.

    Raises:
        NoDate: there is no such day, or a passport has none.
    """
    if is_card and (text in _NO_END or (text in _YEAR_9999 and issuer not in _ALWAYS_END)):
        return None
    year, month, day = _parts(text)
    if year is None:
        raise NoDate
    latest = today.replace(year=today.year + _MAX_YEARS_AHEAD, day=1)
    for century in (latest.year // 100, latest.year // 100 - 1):
        span = _span(century * 100 + year, month, day)
        if span and span[0] <= latest:
            return span[0]
    raise NoDate


def _parts(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day; None for each that is unknown."""
    year, month, day = (text[at : at + 2] for at in (0, 2, 4))
    if not text.replace(FILLER, "0").isdecimal():
        raise NoDate
    unknown_month = FILLER in month or month == "00"
    return (
        None if FILLER in year else int(year),
        None if unknown_month else int(month),
        None if unknown_month or FILLER in day or day == "00" else int(day),
    )


def _span(year: int, month: int | None, day: int | None) -> tuple[date, date] | None:
    """The first and the last day that it can be; None if there is no such day."""
    try:
        last_month = month or 12
        last_day = day or calendar.monthrange(year, last_month)[1]
        return date(year, month or 1, day or 1), date(year, last_month, last_day)
    except ValueError:  # calendar.IllegalMonthError is one
        return None
