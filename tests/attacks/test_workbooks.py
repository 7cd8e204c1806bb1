"""Attack: an owner's workbook is made to exhaust the process that reads it."""

import io
import zipfile
from itertools import count

import pytest

from restaurants.exceptions import UnreadableVisitsFile
from tests.restaurants.visits import read
from tests.restaurants.workbooks import PLAIN, SHEET, with_part

IDS = (f"file-{number}" for number in count())
TYPE = b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"


def with_type(part: bytes) -> bytes:
    """The part with a document type that defines entities."""
    return TYPE + (part[part.index(b"<", 2) if part.startswith(b"<?xml") else 0 :] or b"<x/>")


def many_parts() -> bytes:
    """A workbook of thousands of empty parts."""
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/{number}.xml", b"<x/>")
    return out.getvalue()


@pytest.mark.protection("workbook_bounds")
@pytest.mark.parametrize(
    "content",
    [
        with_part(PLAIN, "xl/media/image1.png", lambda _: bytes(60_000_000)),
        with_part(PLAIN, SHEET, lambda part: part.replace(b"<sheetData>", b" " * 10_000_000 + b"<sheetData>")),
        with_part(PLAIN, "xl/styles.xml", lambda part: part.replace(b"</cellXfs>", b"<xf/>" * 250_000 + b"</cellXfs>")),
        many_parts(),
    ],
    ids=IDS,
)
def test_what_unpacks_to_much_is_not_unpacked(content: bytes) -> None:
    assert len(content) < 1_000_000
    with pytest.raises(UnreadableVisitsFile, match="too large"):
        read(content)


@pytest.mark.protection("workbook_entities")
@pytest.mark.parametrize(
    "content",
    [
        with_part(PLAIN, SHEET, with_type),
        with_part(PLAIN, "xl/styles.xml", with_type),
        with_part(PLAIN, "xl/media/image1.png", with_type),
        with_part(PLAIN, "xl/workbook.xml", lambda part: with_type(part).decode().encode("utf-16")),
    ],
    ids=IDS,
)
def test_no_part_defines_entities(content: bytes) -> None:
    with pytest.raises(UnreadableVisitsFile, match="can’t be read"):
        read(content)
