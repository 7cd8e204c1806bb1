"""Splits a text file into rows. It tries encodings and separators; the one under which headings are found is right."""

import re
from collections.abc import Iterator
from itertools import islice

from restaurants.exceptions import UnreadableVisitsFile
from restaurants.visits_files.tables import Table, TableRow
from reviews_site.dates import possible_days

# How many parts of a long cell are looked at for a day.
MAX_PARTS = 1_000
SEPARATORS = (";", ",", "\t", "|")
_BYTE_ORDERS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    *((mark, "utf-32") for mark in (b"\xff\xfe\0\0", b"\0\0\xfe\xff")),  # before UTF-16, whose mark begins one
    *((mark, "utf-16") for mark in (b"\xff\xfe", b"\xfe\xff")),
)
_ASSUMED = {"cp1252": "Windows-1252", "cp850": "DOS text (code page 850)", "mac_roman": "Mac text (Mac Roman)"}
_WRAPPED = re.compile(r'^"(.*)"$', re.MULTILINE)


class BrokenQuote(UnreadableVisitsFile):
    """A quotation mark that isn't closed, or not where a cell ends."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"The quotation mark that opens in line {line} isn’t closed. Close or delete it, and upload the file "
            "again. Nothing was saved."
        )


def tables(content: bytes) -> Iterator[Table]:
    """The file under each encoding and separator that it may have, likely ones first.

    Raises:
        BrokenQuote: by the rows of a table.
        UnreadableVisitsFile: it is no text.
    """
    for decoded, assumption in _decode(content):
        text = decoded.replace("\r\n", "\n").replace("\r", "\n")
        if "\0" in text:
            raise UnreadableVisitsFile("This is not a text file. Save the table as .xlsx or CSV and upload it again.")
        named, skipped, rest = _named_separator(text)
        likely = sorted(SEPARATORS, key=rest[:4000].count, reverse=True)
        for separator in dict.fromkeys([*named, *likely]):
            yield Table(_split(rest, separator, skipped + 1), assumption)
        # A table that was saved twice has each line as one cell.
        if _WRAPPED.match(rest):
            for separator in likely:
                yield Table(_split(_WRAPPED.sub(_unwrap, rest), separator, skipped + 1), assumption)


def _decode(content: bytes) -> Iterator[tuple[str, str]]:
    for mark, encoding in _BYTE_ORDERS:
        if content.startswith(mark):
            yield content.decode(encoding, errors="replace"), ""
            return
    # Letters of Latin scripts have a zero byte before or after them in UTF-16.
    even, odd = content[:4000:2].count(0), content[1:4000:2].count(0)
    if max(even, odd) * 5 > len(content[:4000]):
        yield content.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace"), ""
        return
    try:
        yield content.decode(), ""
    except UnicodeDecodeError:
        for encoding, name in _ASSUMED.items():
            yield content.decode(encoding, errors="replace"), f"The file was read as {name}."
        yield content.decode(errors="replace"), "Some letters of the file could not be read."


def _unwrap(line: re.Match[str]) -> str:
    return line[1].replace('""', '"')


def _named_separator(text: str) -> tuple[str, int, str]:
    """The separator of a first line such as `sep=;`, how many lines that takes, and the text after it."""
    first, _, rest = text.partition("\n")
    plain = first.strip(' "\ufeff').lower()
    if plain.startswith("sep=") and len(plain) <= len("sep=;"):
        return plain[4:], 1, rest
    return "", 0, text


def _split(text: str, separator: str, line: int) -> Iterator[TableRow]:
    """The rows of a text that begins in `line`. Unlike the module csv it knows in which line a cell begins."""
    mark = re.escape(separator)
    cell = re.compile(rf' *+(?:"(?P<quoted>(?:[^"]|"")*+)" *+|(?P<plain>[^{mark}\n]*+))(?P<end>{mark}|\n|\Z)')
    position, start, cells = 0, line, list[str]()
    while position < len(text):
        found = cell.match(text, position)
        if not found or (found["plain"] or "").startswith('"'):
            raise BrokenQuote(line)
        quoted = found["quoted"]
        if quoted is not None and _holds_rows(quoted, separator):
            raise BrokenQuote(line)
        cells.append(_clean(found["plain"] if quoted is None else quoted.replace('""', '"')))
        line += found.group().count("\n")
        position = found.end()
        if found["end"] != separator:
            if any(cells):
                yield TableRow(f"line {start}", cells)
            start, cells = line, []
    if any(cells):
        yield TableRow(f"line {start}", cells)


def _holds_rows(cell: str, separator: str) -> bool:
    """Whether a cell of several lines has swallowed rows: a line in it has a day among its cells."""
    parts = (part for line in cell.split("\n")[1:] for part in line.split(separator) if separator in line)
    return any(map(possible_days, islice(parts, MAX_PARTS)))


def _clean(cell: str) -> str:
    """The text of a cell. Some programs write ="84" so that a spreadsheet keeps the digits."""
    plain = cell.strip()
    return plain[2:-1].strip() if plain.startswith('="') and plain.endswith('"') else plain
