"""Turns the rows of a file into the counts of days. Pure: what can't be read is a problem of that row alone."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from restaurants.exceptions import InvalidPrice, UnreadableVisitsFile
from restaurants.rules import DayCount, day_count_problem
from restaurants.takings import read_takings
from restaurants.visits_files.day_rows import CLOSED, DayRow
from restaurants.visits_files.workbooks import FORMULA
from reviews_site.dates import AmbiguousDay, DayOrder, plain_orders, possible_days, read_day

MAX_QUOTED = 40
# A mark before three digits separates thousands, since guests are whole; zeros after it are no fraction.
_NUMBER = re.compile(r"(\d{1,3}(?:([.,'’ ])\d{3})(?:\2\d{3})*|\d+)(?:[.,]0{1,2})?")


@dataclass(frozen=True)
class RowProblem:
    """A row that was skipped: its place in the file, and what to do about it."""

    place: str
    message: str


@dataclass(frozen=True)
class VisitsFile:
    """The content of a file. `empty` counts rows with a day and no numbers: the restaurant was closed."""

    days: list[DayCount]
    problems: list[RowProblem]
    empty: int
    remarks: list[str]


@dataclass(frozen=True)
class DayQuestion:
    """A day of a file that has two readings, where no other row tells which is meant."""

    place: str
    text: str
    readings: AmbiguousDay


def find_question(rows: Sequence[DayRow]) -> DayQuestion | None:
    """The first day with two readings; None where there is none, or where days after the twelfth show the order."""
    return None if plain_orders(row.day for row in rows) else _first_ambiguous(rows)


def read_counts(
    rows: Sequence[DayRow],
    *,
    now: datetime,
    order: DayOrder | None = None,
    remarks: Sequence[str] = (),
    currency: str = "EUR",
) -> VisitsFile:
    """The counts of the rows. Days with two readings have the order that other rows show, or else `order`.

    Takings are in `currency`.

    If a day occurs twice, the later row counts and the earlier one is reported.

    Raises:
        UnreadableVisitsFile: no row has a number.
    """
    order, order_remarks = _order_of(rows, order)
    days: dict[date, tuple[str, DayCount]] = {}
    problems: list[RowProblem] = []
    empty = 0
    for row in rows:
        if not {text.casefold() for text in (row.visitors, row.purchases, row.takings)} - CLOSED:
            empty += 1
            continue
        try:
            count = _read_count(row, order, now, currency)
        except (ValueError, InvalidPrice) as problem:
            problems.append(RowProblem(row.place, str(problem)))
            continue
        if earlier := days.pop(count.day, None):
            problems.append(RowProblem(earlier[0], f"The same day is in {row.place} again; that row counts."))
        days[count.day] = (row.place, count)
    if not days and not problems:
        raise UnreadableVisitsFile("No day in the file has a number of guests, so there is nothing to save.")
    order_of = {row.place: position for position, row in enumerate(rows)}
    problems.sort(key=lambda problem: order_of[problem.place])
    return VisitsFile([count for _, count in days.values()], problems, empty, [*remarks, *order_remarks])


def _order_of(rows: Sequence[DayRow], asked: DayOrder | None) -> tuple[DayOrder | None, list[str]]:
    """The order that the rows show, with a remark on it; the one that was asked for where they show none."""
    shown = plain_orders(row.day for row in rows)
    if len(shown) == 1:
        (order,) = shown
        return order, _order_remarks(rows, order)
    return (None if shown else asked), []


def _read_count(row: DayRow, order: DayOrder | None, now: datetime, currency: str) -> DayCount:
    if row.problem:
        raise ValueError(row.problem)
    if not row.day:
        raise ValueError("The day is missing. Write it as 2026-03-31.")
    if not possible_days(row.day):
        raise ValueError(f"“{row.day[:MAX_QUOTED]}” isn’t a day. Write it as 2026-03-31.")
    visitors = _read_number(row.visitors, "guests")
    if visitors is None:
        raise ValueError("The number of guests is missing.")
    takings = None if row.takings.casefold() in CLOSED else read_takings(row.takings, currency=currency)
    count = DayCount(read_day(row.day, order), visitors, _read_number(row.purchases, "bills"), takings)
    if sentence := day_count_problem(count, now=now):
        raise ValueError(sentence)
    return count


def _read_number(text: str, label: str) -> int | None:
    """The number of a text, None for a closed day's. `1.250`, `1,250` and `1 250` are one number, and `12,0` is 12."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in CLOSED:
        return None
    if plain == FORMULA:
        raise ValueError(
            f"The {label} are a formula without its result. Open the workbook in your spreadsheet program, save it, "
            "and upload it again."
        )
    found = _NUMBER.fullmatch(plain) if len(plain) <= 20 else None
    if not found:
        raise ValueError(f"The {label} are “{text[:MAX_QUOTED]}”. Write a whole number, such as 84.")
    return int(re.sub(r"\D", "", found[1]))


def _first_ambiguous(rows: Sequence[DayRow]) -> DayQuestion | None:
    for row in rows:
        readings = possible_days(row.day)
        if len(set(readings.values())) == 2:
            return DayQuestion(row.place, row.day, AmbiguousDay(row.day, *(readings[order] for order in DayOrder)))
    return None


def _order_remarks(rows: Sequence[DayRow], order: DayOrder) -> list[str]:
    """Which row showed how days with two readings are to be read; nothing where there are none."""
    question = _first_ambiguous(rows)
    if not question:
        return []
    proof = next(row for row in rows if len(possible_days(row.day)) == 1)
    first = "day" if order == DayOrder.DAY_FIRST else "month"
    return [f"Days such as {question.text} were read with the {first} first, as in {proof.place} ({proof.day})."]
