"""Tells by its bytes what a file is: a text table, a workbook, or something else with the way to make one of it."""

import io
import zipfile

from restaurants.exceptions import UnreadableVisitsFile

MAX_BYTES = 1_000_000
_SAVE = "Save the table as .xlsx or CSV and upload that file."
_PICTURE = "This is a picture. Export the numbers from your till or spreadsheet as .xlsx or CSV and upload that file."
_STARTS = (
    (b"%PDF", "This is a PDF. Export the numbers from your till or spreadsheet as .xlsx or CSV and upload that file."),
    *((start, _PICTURE) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")),
    *((start, f"This file is packed. Unpack it first. {_SAVE}") for start in (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")),
    (b"{\\rtf", f"This is a text document. {_SAVE}"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta", b"<workbook")
# What a folder of a ZIP archive belongs to, by the beginning of a name in it.
_ARCHIVES = (
    (
        "xl/workbook.bin",
        "This is an Excel file of the kind .xlsb. Save it as “Excel Workbook (.xlsx)” and upload it again.",
    ),
    ("content.xml", "This is an OpenDocument file (.ods). Save it as .xlsx or CSV and upload it again."),
    ("Index/", "This is a file of Apple Numbers. Export it as .xlsx or CSV and upload that file."),
    ("word/", f"This is a Word document. {_SAVE}"),
    ("ppt/", f"This is a presentation. {_SAVE}"),
)


def is_workbook(content: bytes) -> bool:
    """Whether the file is an Excel workbook; False for text.

    Raises:
        UnreadableVisitsFile: it is too large, empty, or something else; with what to do.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableVisitsFile("The file is larger than 1 MB. Upload it in parts, such as one year each.")
    if not content.strip(b" \t\r\n\0\xff\xfe\xef\xbb\xbf"):
        raise UnreadableVisitsFile("The file is empty. Choose one with at least one day.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableVisitsFile(_describe_compound(content))
    for start, sentence in _STARTS:
        if content.startswith(start):
            raise UnreadableVisitsFile(sentence)
    if content[4:8] == b"ftyp":
        raise UnreadableVisitsFile(_PICTURE)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableVisitsFile(
            "This is a web page or XML, whatever its name says. Open it in your spreadsheet program, save it as .xlsx "
            "or CSV, and upload that file."
        )
    return content.startswith(b"PK") and _holds_workbook(content)


def _describe_compound(content: bytes) -> str:
    """What a compound file of Microsoft's is: a workbook behind a password, or one of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "The workbook is protected by a password. Save it without one and upload it again."
    return (
        "This is an old Excel file (.xls). Open it, save it as “Excel Workbook (.xlsx)” or CSV, and upload that file."
    )


def _holds_workbook(content: bytes) -> bool:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableVisitsFile("The file is damaged. Save the workbook again and upload it again.") from None
    if "xl/workbook.xml" in names:
        return True
    for beginning, sentence in _ARCHIVES:
        if any(name.startswith(beginning) for name in names):
            raise UnreadableVisitsFile(sentence)
    if "[Content_Types].xml" in names:
        return True
    raise UnreadableVisitsFile("This file is a ZIP archive. Unpack it, and upload the .xlsx or CSV file that is in it.")
