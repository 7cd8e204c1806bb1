"""Reads the sheets of an Excel workbook, within bounds: a workbook is a ZIP archive of XML that strangers may write."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from restaurants.exceptions import UnreadableVisitsFile
from restaurants.visits_files.tables import Table, TableRow

MAX_UNPACKED_BYTES = 8_000_000
# Styles and the like: the library needs seconds and much memory for each megabyte of them.
MAX_PART_BYTES = 1_000_000
MAX_PARTS = 500
MAX_SHEETS = 60
MAX_COLUMNS = 60
# Empty rows of a sheet count too: a workbook can name the millionth row in a few bytes.
MAX_SHEET_ROWS = 100_000
FORMULA = "=?"
_UNSOLVED = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_STRICT = "This workbook is of the kind “Strict Open XML”. Save it as “Excel Workbook (.xlsx)” and upload it again."
_DAMAGED = (
    "The workbook can’t be read. Open it in your spreadsheet program, save it as .xlsx or CSV, and upload that file."
)


def tables(content: bytes) -> Iterator[Table]:
    """The visible sheets of a workbook. Formulas count as their result; days are written as 2026-03-31.

    Raises:
        UnreadableVisitsFile: it is damaged, or larger than a workbook of guest numbers can be; by the rows too.
    """
    from openpyxl import load_workbook  # by the first workbook: it takes memory that pages don't need

    archive = zipfile.ZipFile(io.BytesIO(content))
    _check_sizes(archive)
    _check_parts(archive)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception:  # the library raises whatever it stumbles over
        raise UnreadableVisitsFile(_DAMAGED) from None
    if len(sheets) > MAX_SHEETS:
        raise UnreadableVisitsFile(
            f"The workbook has more than {MAX_SHEETS} sheets. Save the one with the numbers as CSV."
        )
    for sheet in sheets:
        name = f" of “{sheet.title}”" if len(sheets) > 1 else ""
        yield Table(_rows(sheet, name, _unsolved_cells(archive, sheet)), epoch=book.epoch.date())


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    largest = max((part.file_size for part in parts if not part.filename.startswith("xl/worksheets/")), default=0)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or largest > MAX_PART_BYTES or unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableVisitsFile("The workbook is too large. Save the sheet with the numbers as CSV and upload that.")


def _check_parts(archive: zipfile.ZipFile) -> None:
    try:
        for part in archive.infolist():
            content = archive.read(part)
            _check_markup(content)
            if part.filename.startswith("xl/workbook") and b"http://purl.oclc.org/ooxml/" in content:
                raise UnreadableVisitsFile(_STRICT)
    except UnreadableVisitsFile:
        raise
    except Exception:  # damaged archives raise whatever they like
        raise UnreadableVisitsFile(_DAMAGED) from None


def _check_markup(part: bytes) -> None:
    """Refuse a document type: no program writes one into a workbook, and it can define entities without end."""

    def refuse(*_: Any) -> None:
        raise UnreadableVisitsFile(_DAMAGED)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    # What is no XML, such as a picture, is none for the library either.
    with suppress(expat.ExpatError):
        parser.Parse(part, True)


def _unsolved_cells(archive: zipfile.ZipFile, sheet: Any) -> set[str]:
    """The cells with a formula whose result the program that wrote the workbook didn't store."""
    try:
        return {found.decode() for found in _UNSOLVED.findall(archive.read(sheet._worksheet_path))}
    except KeyError:
        return set()


def _rows(sheet: Any, name: str, unsolved: set[str]) -> Iterator[TableRow]:
    from openpyxl.utils import get_column_letter

    sheet.reset_dimensions()  # some tills write a wrong size
    try:
        for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            if number > MAX_SHEET_ROWS:
                raise UnreadableVisitsFile("The sheet has too many rows. Save the rows with the numbers as CSV.")
            if row.count(None) == len(row):
                continue
            cells = [_text(value) for value in row]
            for place in range(len(cells) if unsolved else 0):
                if f"{get_column_letter(place + 1)}{number}" in unsolved:
                    cells[place] = FORMULA
            if any(cells):
                yield TableRow(f"row {number}{name}", cells)
    except UnreadableVisitsFile:
        raise
    except Exception:  # the library raises whatever it stumbles over
        raise UnreadableVisitsFile(_DAMAGED) from None


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if value.year >= 1000 else str(value)
    if isinstance(value, float):
        # More digits than a thousands separator has after it, so that 1.125 is no thousand.
        return str(int(value)) if value.is_integer() else f"{value:.6f}"
    return "" if value is None else str(value).strip()
