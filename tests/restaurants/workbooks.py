"""Workbooks made for tests."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl

HEADINGS = ["Datum", "Gäste", "Bons"]


def workbook(*rows: list[Any], title: str = "Tage", change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PLAIN = workbook(HEADINGS, [date(2026, 3, 2), 84, 31])
