"""Finds the rows of days in a file, still as texts: below the headings, without totals and titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from restaurants.exceptions import UnreadableVisitsFile
from restaurants.visits_files import text_tables, workbooks
from restaurants.visits_files.columns import (
    DAY,
    PURCHASES,
    TAKINGS,
    VISITORS,
    Columns,
    find_columns,
    missing_sentence,
    only_positions,
    takings_remark,
)
from restaurants.visits_files.content import is_workbook
from restaurants.visits_files.tables import Table, TableRow
from reviews_site.dates import possible_days

MAX_ROWS = 5_000
# Reports have titles above the headings.
MAX_TITLE_ROWS = 40
CLOSED = {"", "-", "–", "—", "closed", "geschlossen", "ruhetag", "n/a", "null"}
_TOTAL = re.compile(
    r"\b((grand|sub|day|week|month)?[ -]?totals?|(zwischen|gesamt|monats|wochen|tages)?-?summen?|sum|gesamt|insgesamt"
    r"|average|durchschnitt|mittelwert)\b|[øσ∑]",
    re.IGNORECASE,
)
# A number as a workbook stores it: 1250.1 may be 1250.0999999999999.
_STORED = re.compile(r"\d{1,12}\.\d{1,20}", re.ASCII)
# Days that Excel counts from 1 January 2000 to the end of 2099, in cells without the format of a date.
_SERIALS = range(36526, 73051)


@dataclass(frozen=True)
class DayRow:
    """What a row says of a day. `problem` is a sentence on what is wrong with the row as a whole."""

    place: str
    day: str
    visitors: str
    purchases: str
    problem: str = ""
    takings: str = ""


@dataclass
class DayRows:
    """The rows of a file, and sentences on what was assumed or left out."""

    rows: list[DayRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class NoHeadings(UnreadableVisitsFile):
    """No row names both columns that a table needs."""


class MissingColumn(NoHeadings):
    """One of the two columns is there, and the other isn't."""


def collect(content: bytes) -> DayRows:
    """The rows of days of a file.

    A file is a workbook (.xlsx), or text with semicolons, commas, tabs or bars in UTF-8, UTF-16 or an older encoding.
    The headings are English or German, and may stand below titles; other columns don't matter.

    Raises:
        UnreadableVisitsFile: it is another kind of file, too large, broken, or without headings or days.
    """
    is_book = is_workbook(content)
    found, named, failures = DayRows(), "", list[UnreadableVisitsFile]()
    left_out: dict[str, list[str]] = {"Totals": [], "Rows without a day and a number": []}
    for table in workbooks.tables(content) if is_book else text_tables.tables(content):
        try:
            place, columns = _find_headings(table)
        except (NoHeadings, text_tables.BrokenQuote) as failure:
            failures.append(failure)
            continue
        named = named or place
        found.remarks += [remark for remark in (table.assumption, takings_remark(columns)) if remark]
        found.rows += _day_rows(table, columns, *left_out.values())
        if not is_book:
            break
    if not named:
        partly = (failure for failure in failures if isinstance(failure, MissingColumn))
        raise next(partly, failures[0] if failures else NoHeadings(missing_sentence(None)))
    return _checked(found, left_out, named)


def _find_headings(table: Table) -> tuple[str, Columns]:
    """The place of the headings, and their columns; the table's other rows follow."""
    partial: Columns | None = None
    for row in islice(table.rows, MAX_TITLE_ROWS):
        columns = find_columns(row.cells)
        if columns.is_complete:
            return row.place, columns
        partial = partial or (columns if columns.positions.keys() & {DAY, VISITORS} and len(row.cells) > 1 else None)
    raise (MissingColumn if partial else NoHeadings)(missing_sentence(partial))


def _day_rows(table: Table, columns: Columns, totals: list[str], others: list[str]) -> Iterator[DayRow]:
    rows = list(islice(table.rows, MAX_ROWS * 2 + 1))
    if len(rows) > MAX_ROWS * 2:
        raise _too_many()
    positions = only_positions(columns, [row.cells for row in rows])
    for row in rows:
        if row.cells == columns.headings:
            continue  # printed again on each page
        found = _day_row(table, row, positions, columns)
        if possible_days(found.day):
            yield found
        elif _TOTAL.search(next(cell for cell in row.cells if cell)):
            totals.append(row.place)
        elif {text.casefold() for text in (found.visitors, found.purchases, found.takings)} - CLOSED:
            yield found
        else:
            others.append(row.place)


def _day_row(table: Table, row: TableRow, positions: dict[str, int], columns: Columns) -> DayRow:
    cells = dict(enumerate(row.cells))
    texts = {name: cells.get(positions.get(name, -1), "") for name in (DAY, VISITORS, PURCHASES, TAKINGS)}
    day = texts[DAY]
    if table.epoch and day.isascii() and day.isdigit() and len(day) == 5 and int(day) in _SERIALS:
        texts[DAY] = (table.epoch + timedelta(days=int(day))).isoformat()
    if table.epoch and _STORED.fullmatch(texts[TAKINGS]):
        texts[TAKINGS] = f"{float(texts[TAKINGS]):.2f}"
    has_surplus = not table.epoch and any(row.cells[columns.width :])
    problem = (
        "The line has more values than columns. Write numbers without commas, such as 1250." if has_surplus else ""
    )
    return DayRow(row.place, texts[DAY], texts[VISITORS], texts[PURCHASES], problem, texts[TAKINGS])


def _checked(found: DayRows, left_out: dict[str, list[str]], named: str) -> DayRows:
    if not found.rows:
        lacking = "and no row below has a day and a number" if any(left_out.values()) else "and has no days below"
        raise UnreadableVisitsFile(
            f"The file names its columns in {named}, {lacking}. Write a row for each day, such as 2026-03-31 and 84, "
            "and upload it again."
        )
    if len(found.rows) > MAX_ROWS:
        raise _too_many()
    for kind, places in left_out.items():
        if places:
            listed = places[0] if len(places) == 1 else f"{len(places)} rows, such as {places[0]}"
            found.remarks.append(f"{kind} were left out: {listed}.")
    return found


def _too_many() -> UnreadableVisitsFile:
    return UnreadableVisitsFile(f"The file has more than {MAX_ROWS:,} rows. Upload it in parts, such as one year each.")
