"""Workbooks of guest numbers: as Excel and tills write them, and as somebody writes them who means harm."""

import io
import zipfile
from datetime import date, datetime
from itertools import count
from typing import Any

import openpyxl
import pytest

from restaurants.exceptions import UnreadableVisitsFile
from tests.restaurants.visits import numbers, read
from tests.restaurants.workbooks import HEADINGS, PLAIN, SHEET, with_part, workbook

IDS = (f"file-{number}" for number in count())


def test_days_and_numbers_are_read_however_they_are_kept() -> None:
    found = numbers(
        workbook(
            ["Zum Reiher", None],
            [],
            HEADINGS,
            [date(2026, 3, 2), 84, 31],
            [datetime(2026, 3, 3, 23, 45), 85.0, None],  # noqa: DTZ001 - cells have no time zone
            ["04.03.2026", "1.250", "31,0"],
            [46086, 7, 3],  # the number of 2026-03-05
            ["2026-03-06", None, None],
            [None, None, None],
            [20260307, 9, ""],
        )
    )
    assert found == {
        "2026-03-02": (84, 31),
        "2026-03-03": (85, None),
        "2026-03-04": (1250, 31),
        "2026-03-05": (7, 3),
        "2026-03-07": (9, None),
    }


def test_rows_that_are_no_days_are_named_or_left_out() -> None:
    def change(book: Any) -> None:
        book.active.merge_cells("A2:C2")

    found = read(
        workbook(
            HEADINGS,
            ["März 2026", None, None],
            [date(2026, 3, 2), 84.5, 31],
            [date(2026, 3, 3), 1.125, 31],
            [date(2026, 3, 4), date(1900, 3, 24), 31],
            [None, 5, None],
            [date(2026, 3, 6), 6, None],
            ["Summe", 84, 31],
            change=change,
        )
    )
    assert [count.day for count in found.days] == [date(2026, 3, 6)]
    assert [problem.place for problem in found.problems] == ["row 3", "row 4", "row 5", "row 6"]
    assert found.remarks == [
        "Totals were left out: row 8.",
        "Rows without a day and a number were left out: row 2.",
    ]


def test_every_visible_sheet_with_headings_counts() -> None:
    def change(book: Any) -> None:
        book.create_sheet("Info").append(["Erstellt von der Kasse"])
        for title, day, state in (("April", date(2026, 4, 1), "visible"), ("Alt", date(2025, 4, 1), "hidden")):
            sheet = book.create_sheet(title)
            sheet.append(HEADINGS)
            sheet.append([day, 5, 2])
            sheet.append([day, -5, 2])
            sheet.sheet_state = state

    found = read(workbook(HEADINGS, [date(2026, 3, 2), 84, 31], change=change))
    assert [count.day for count in found.days] == [date(2026, 3, 2), date(2026, 4, 1)]
    assert [problem.place for problem in found.problems] == ["row 3 of “April”"]


def test_a_calendar_from_1904_and_a_wrong_size_change_nothing() -> None:
    def change(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    old = workbook(HEADINGS, [date(2026, 3, 2), 84, 31], [44622, 7, None], change=change)
    wrong = with_part(old, SHEET, lambda part: part.replace(b'ref="A1:C3"', b'ref="A1"'))
    assert numbers(wrong) == {"2026-03-02": (84, 31), "2026-03-03": (7, None)}


def test_formulas_count_as_their_result_and_one_without_is_named() -> None:
    content = workbook(HEADINGS, [date(2026, 3, 2), "=80+4", 31], [date(2026, 3, 3), "=80+5", None])
    solved = with_part(content, SHEET, lambda part: part.replace(b"<f>80+4</f><v />", b"<f>80+4</f><v>84</v>"))
    found = read(solved)
    assert [(count.day, count.visitors) for count in found.days] == [(date(2026, 3, 2), 84)]
    assert [(each.place, "a formula without its result" in each.message) for each in found.problems] == [
        ("row 3", True)
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (workbook(HEADINGS), "The file names its columns in row 1, and has no days below."),
        (workbook([]), "no line that names the columns"),
        (workbook(["Datum", "Umsatz"], [date(2026, 3, 2), 3]), "and none of guests"),
        (
            workbook([*HEADINGS, "Besucher"], [date(2026, 3, 2), 3, 2, 3]),
            "“Gäste” (column 2) and “Besucher” (column 4)",
        ),
        (workbook(HEADINGS, *([date(2026, 3, 2), n, 3] for n in range(5_001))), "more than 5,000 rows"),
        (
            with_part(PLAIN, "xl/workbook.xml", lambda part: part + b"<!-- http://purl.oclc.org/ooxml/ -->"),
            "Strict Open XML",
        ),
        (PLAIN[:-40], "damaged"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (with_part(PLAIN, SHEET, lambda part: part[:-30]), "can’t be read"),
        (with_part(PLAIN, SHEET, lambda part: part.replace(b"<v>84</v>", b"<v>x.y</v>")), "can’t be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file (.xls)."),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ],
    ids=IDS,
)
def test_a_workbook_that_can_not_be_read_says_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableVisitsFile) as caught:
        read(content)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("content.xml", "OpenDocument file (.ods). Save it as .xlsx or CSV"),
        ("xl/workbook.bin", ".xlsb. Save it as “Excel Workbook (.xlsx)”"),
        ("Index/Document.iwa", "Apple Numbers"),
        ("word/document.xml", "Word document"),
        ("visits.csv", "ZIP archive. Unpack it"),
        ("[Content_Types].xml", "can’t be read"),
    ],
)
def test_other_archives_say_what_to_save(name: str, says: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(UnreadableVisitsFile, match=says.replace("(", r"\(").replace(")", r"\)")):
        read(out.getvalue())


def far_cell(part: bytes) -> bytes:
    """The sheet with a cell in the last row and column that a sheet can have."""
    return part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def wide_rows(part: bytes) -> bytes:
    """The sheet with many rows whose only cell is in the last column."""
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(3, 50_003))
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


def test_a_row_far_down_is_not_looked_for() -> None:
    with pytest.raises(UnreadableVisitsFile, match="too many rows"):
        read(with_part(PLAIN, SHEET, far_cell))


def test_cells_far_to_the_right_cost_nothing() -> None:
    assert numbers(with_part(PLAIN, SHEET, wide_rows)) == {"2026-03-02": (84, 31)}
