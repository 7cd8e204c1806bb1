"""Reads opening hours as OpenStreetMap writes them, such as `Mo-Fr 11:00-22:00; Sa,Su 12:00-23:00`.

It knows weekdays and times. Holidays, seasons and comments are not read: a page then shows the text as it is listed.
Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours.
"""

import re
from collections.abc import Sequence
from itertools import groupby

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CODES = [name[:2] for name in WEEKDAYS]
_RULE = re.compile(
    r"(?:([A-Z][a-z](?:[-,][A-Z][a-z])*)\s+)?(off|closed|\d\d?:\d\d-\d\d?:\d\d(?:,\s*\d\d?:\d\d-\d\d?:\d\d)*)"
)
_TIME_ZONES = {"AT": "Europe/Vienna", "DE": "Europe/Berlin", "IT": "Europe/Rome"}

# Opening and closing in minutes since midnight; past midnight the closing is more than 1,440.
Period = tuple[int, int]


def time_zone(country: str) -> str:
    """The time zone of a country with one zone, by its ISO 3166-1 code; empty where it is not known here."""
    return _TIME_ZONES.get(country, "")


def parse_week(text: str) -> list[list[Period]] | None:
    """The opening periods of Monday to Sunday, or None where the text has more than weekdays and times."""
    week: list[list[Period]] = [[] for _ in WEEKDAYS]
    for rule in filter(None, map(str.strip, text.split(";"))):
        if rule == "24/7":
            return [[(0, 1440)] for _ in WEEKDAYS]
        match = _RULE.fullmatch(rule)
        days = _parse_days(match[1]) if match else None
        if match is None or days is None:
            return None
        periods = [] if match[2] in ("off", "closed") else [_parse_period(part) for part in match[2].split(",")]
        if None in periods:
            return None
        for day in days:
            week[day] = [period for period in periods if period]
    return week if any(week) else None


def describe_week(week: Sequence[Sequence[Period]]) -> list[tuple[str, str]]:
    """Days and their hours in words, such as `("Monday to Friday", "11:00 to 14:00 and 18:00 to 22:00")`."""
    lines = []
    for periods, group in groupby(range(7), key=lambda day: list(week[day])):
        days = list(group)
        name = WEEKDAYS[days[0]] if len(days) == 1 else f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
        if len(days) == 2:
            name = f"{WEEKDAYS[days[0]]} and {WEEKDAYS[days[1]]}"
        hours = " and ".join(f"{_format_time(opens)} to {_format_time(closes)}" for opens, closes in periods)
        lines.append(("Every day" if len(days) == 7 else name, hours or "closed"))
    return lines


def _parse_days(text: str | None) -> set[int] | None:
    if text is None:
        return set(range(7))
    days: set[int] = set()
    for part in text.split(","):
        codes = part.split("-")
        if len(codes) > 2 or not set(codes) <= set(_CODES):
            return None
        first, last = _CODES.index(codes[0]), _CODES.index(codes[-1])
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return days


def _parse_period(text: str) -> Period | None:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if opens >= 1440 or closes > 2880 or max(numbers[1], numbers[3]) > 59:
        return None
    return (opens, closes if closes > opens else closes + 1440)


def _format_time(minutes: int) -> str:
    return "midnight" if minutes == 1440 else f"{minutes // 60 % 24:02}:{minutes % 60:02}"
