"""Reads a day as people and programs write it. It never guesses: what two countries read differently has two readings.

It knows no time of day, and no day without a year.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

MAX_LENGTH = 60

_MONTHS = (
    "january januar janner jaenner janvier gennaio enero",
    "february februar feber fevrier febbraio febrero",
    "march marz maerz mrz mars marzo maart mrt",
    "april avril aprile abril",
    "may mai maggio mayo mei",
    "june juni juin giugno junio",
    "july juli juillet luglio julio",
    "august aout agosto augustus",
    "september septembre settembre septiembre",
    "october oktober octobre ottobre octubre",
    "november novembre noviembre",
    "december dezember decembre dicembre diciembre",
)
_WEEKDAYS = re.findall(
    r"\w+",
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunedi martedi mercoledi giovedi venerdi "
    "sabato domenica lunes martes miercoles jueves viernes sabado domingo maandag dinsdag woensdag donderdag vrijdag "
    "zaterdag zondag",
)
_JOINING = {"st", "nd", "rd", "th", "er", "of", "the", "de", "del", "den", "der", "am", "le", "el", "il"}
_TIME = re.compile(
    r"[T,\s]\s*\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s*([ap]\.?m\.?|uhr)?"
    r"\s*(z|utc|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(\d{1,4})(?:\s*([./-])\s*|\s+)(\d{1,2})(?:\s*([./-])\s*|\s+)(\d{1,4})\.?")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


class DayOrder(StrEnum):
    """What comes first where a day is written in three numbers with the year at the end."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class AmbiguousDay(ValueError):
    """A text that is two days: one if the day comes first, another if the month does."""

    def __init__(self, text: str, day_first: date, month_first: date) -> None:
        super().__init__(
            f"“{text}” could be {spell(day_first)} or {spell(month_first)}. "
            f"Write {day_first.isoformat()} or {month_first.isoformat()}."
        )
        self.day_first, self.month_first = day_first, month_first


def spell(day: date) -> str:
    """The day with the month's name, which nobody misreads: 3 April 2026."""
    return f"{day.day} {day:%B %Y}"


def read_day(text: str, order: DayOrder | None = None) -> date:
    """The day that `text` means; of two readings that of `order`.

    Raises:
        AmbiguousDay: the text has two readings, and there is no `order`.
        ValueError: it is no day.
    """
    found = possible_days(text)
    if order in found:
        return found[order]
    days = set(found.values())
    if len(days) == 2:
        raise AmbiguousDay(text.strip(), found[DayOrder.DAY_FIRST], found[DayOrder.MONTH_FIRST])
    if not days:
        raise ValueError("Write the day as 2026-03-31.")
    return days.pop()


def plain_orders(texts: Iterable[str]) -> set[DayOrder]:
    """The orders that texts with one reading prove: 25/04/2026 has its day first."""
    return {next(iter(found)) for found in map(possible_days, texts) if len(found) == 1}


def possible_days(text: str) -> dict[DayOrder, date]:
    """The day by the order of its numbers; the same day twice where the order says nothing, and nothing for no day.

    Read are 2026-03-31 (with dots or slashes too), 20260331, 31.03.2026, 31/03/2026 and 31-03-2026, and days with a
    month's name in English, German, French, Italian, Spanish or Dutch. With dots the day comes first. A year of two
    digits is of this century, and is read after dots, slashes and names. A weekday and a time are left out.
    """
    plain = unicodedata.normalize("NFKD", _DASHES.sub("-", text[: MAX_LENGTH + 1])).casefold().strip()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if not plain or len(text) > MAX_LENGTH:
        return {}
    plain = _TIME.sub("", plain).strip()
    if re.fullmatch(r"\d{8}", plain):
        return _same(plain[:4], plain[4:6], plain[6:])
    words = re.findall(r"[^\W\d_]+", plain)
    numbers = _NUMBERS.fullmatch(re.sub(r"[^\W\d_]+\.?,?", " ", plain).strip()) if words else _NUMBERS.fullmatch(plain)
    if numbers and all(map(_is_weekday, words)):
        return _read_numbers(numbers)
    return _read_name(plain, words)


def _read_numbers(found: re.Match[str]) -> dict[DayOrder, date]:
    first, mark, second, other_mark, third = found.groups()
    if mark != other_mark:
        return {}
    if len(first) == 4:
        return _same(first, second, third)
    if len(first) > 2 or len(third) not in (2, 4) or (len(third) == 2 and mark not in (".", "/")):
        return {}
    if mark == ".":
        return _same(third, second, first)
    readings = {
        DayOrder.DAY_FIRST: _day(third, second, first),
        DayOrder.MONTH_FIRST: _day(third, first, second),
    }
    return {order: day for order, day in readings.items() if day}


def _read_name(plain: str, words: list[str]) -> dict[DayOrder, date]:
    telling = [word for word in words if word not in _JOINING]
    months = [word for word in telling if _month(word)]
    if len(months) > 1:
        months = [word for word in months if not _is_weekday(word)]
    numbers = re.findall(r"\d+", plain)
    is_known = all(word in months or _is_weekday(word) for word in telling)
    if len(months) != 1 or len(numbers) != 2 or not is_known or not re.fullmatch(r"[\w\s.,/-]+", plain):
        return {}
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    month = str(_month(months[0]))
    return _same(year, month, day) if len(day) <= 2 and len(year) in (2, 4) else {}


def _month(word: str) -> int:
    found = {number for number, names in enumerate(_MONTHS, 1) if any(_begins(name, word, 3) for name in names.split())}
    return found.pop() if len(found) == 1 else 0


def _is_weekday(word: str) -> bool:
    return any(_begins(name, word, 2) for name in _WEEKDAYS)


def _begins(name: str, word: str, letters: int) -> bool:
    return len(word) >= letters and name.startswith(word)


def _same(year: str, month: str, day: str) -> dict[DayOrder, date]:
    found = _day(year, month, day)
    return dict.fromkeys(DayOrder, found) if found else {}


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
