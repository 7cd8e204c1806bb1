"""What files are read into: rows of texts, each with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TableRow:
    """The cells of a row as texts, and where it stands, such as `line 3`."""

    place: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """Rows that may be a table of guest numbers. `assumption` is a sentence on how they were read, or empty.

    `epoch` is the day from which a workbook counts; None for text.
    """

    rows: Iterator[TableRow]
    assumption: str = ""
    epoch: date | None = None
