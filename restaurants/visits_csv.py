"""Reads an owner's file of guest numbers. Pure: it returns the counts of valid rows, and the problems of others."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from restaurants.exceptions import UnreadableVisitsFile
from restaurants.rules import DayCount, day_count_problem

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
DAY, VISITORS, PURCHASES = "day", "visitors", "purchases"
TEMPLATE = f"{DAY},{VISITORS},{PURCHASES}\n2026-03-02,84,31\n2026-03-03,,\n"
_DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True)
class RowProblem:
    """A row that was skipped: its line in the file, and what to do about it."""

    line: int
    message: str


@dataclass(frozen=True)
class VisitsFile:
    """The content of a file. `empty` counts rows with a day and no numbers: the restaurant was closed."""

    days: list[DayCount]
    problems: list[RowProblem]
    empty: int


def read(content: bytes, *, now: datetime) -> VisitsFile:
    """The counts of a CSV file with the columns day, visitors and, if wanted, purchases, in any order.

    Commas or semicolons, UTF-8 with or without a byte order mark; days as 2026-03-31 or 31.03.2026. Days with slashes
    are refused, as their order differs by country. If a day occurs twice, the later row counts and the earlier one is
    reported.

    Raises:
        UnreadableVisitsFile: too large, not UTF-8, or without the columns; with what to do.
    """
    days: dict[date, tuple[int, DayCount]] = {}
    problems: list[RowProblem] = []
    empty = 0
    for line, row in _parse_rows(content):
        if not row.get(VISITORS) and row.get(DAY):
            empty += 1
            continue
        try:
            count = DayCount(
                _parse_day(row.get(DAY, "")), _parse_number(row, VISITORS) or 0, _parse_number(row, PURCHASES)
            )
        except ValueError as problem:
            problems.append(RowProblem(line, str(problem)))
            continue
        if sentence := day_count_problem(count, now=now):
            problems.append(RowProblem(line, sentence))
            continue
        if count.day in days:
            problems.append(RowProblem(days[count.day][0], f"The same day is in line {line} again; that line counts."))
        days[count.day] = (line, count)
    return VisitsFile([count for _, count in days.values()], sorted(problems, key=lambda problem: problem.line), empty)


def _parse_rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MAX_BYTES:
        raise UnreadableVisitsFile("The file is larger than 1 MB. Upload it in parts, such as one year each.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableVisitsFile("The file is not in UTF-8. Save it as “CSV UTF-8” and upload it again.") from None
    if "\0" in text:
        raise UnreadableVisitsFile("This is not a text file. Save the table as CSV and upload it again.")
    first_line = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first_line.count(";") > first_line.count(",") else ","
    )
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if DAY not in names or VISITORS not in names:
            raise UnreadableVisitsFile(
                f"The first line must name the columns: {DAY}, {VISITORS} and, optionally, {PURCHASES}."
            )
        # Read at once, so that an unclosed quotation mark far down is found before anything is saved.
        rows = [(reader.line_num, dict(zip(names, map(str.strip, row), strict=False))) for row in reader if any(row)]
    except csv.Error:
        raise UnreadableVisitsFile(
            "A quotation mark is not closed. Save the table as CSV and upload it again."
        ) from None
    if len(rows) > MAX_ROWS:
        raise UnreadableVisitsFile(
            f"The file has more than {MAX_ROWS:,} rows. Upload it in parts, such as one year each."
        )
    return rows


def _parse_day(text: str) -> date:
    for day_format in _DAY_FORMATS:
        try:
            return datetime.strptime(text, day_format).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError("Write the day as 2026-03-31 or 31.03.2026.")


def _parse_number(row: dict[str, str], name: str) -> int | None:
    text = row.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError(f"Write the {name} as a whole number without signs, such as 84.")
    return int(text)
