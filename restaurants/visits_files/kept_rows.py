"""Carries the rows of a file through a form, so that nobody uploads it again to answer a question.

What comes back is an owner's own input, as a file is: it is read by the same rules, and trusted no more.
"""

import base64
import json
import zlib
from collections.abc import Sequence

from restaurants.exceptions import UnreadableVisitsFile
from restaurants.visits_files.day_rows import MAX_ROWS, DayRow

MAX_LENGTH = 200_000
_MAX_UNPACKED_BYTES = 2_000_000
_MAX_TEXT = 200


def pack(rows: Sequence[DayRow]) -> str:
    """The rows as a text for a hidden field.

    Raises:
        UnreadableVisitsFile: they are too long for it.
    """
    values = [[row.place, row.day, row.visitors, row.purchases, row.problem, row.takings] for row in rows]
    packed = base64.b64encode(
        zlib.compress(json.dumps([[text[:_MAX_TEXT] for text in row] for row in values]).encode())
    )
    if len(packed) > MAX_LENGTH:
        raise UnreadableVisitsFile(
            "The days of the file have two readings. Write them as 2026-03-31 and upload it again."
        )
    return packed.decode()


def unpack(text: str) -> list[DayRow]:
    """The rows of a packed text.

    Raises:
        UnreadableVisitsFile: it is none.
    """
    try:
        unpacked = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), _MAX_UNPACKED_BYTES)
        rows = [DayRow(*row) for row in json.loads(unpacked)]
    except (ValueError, TypeError, zlib.error, RecursionError):
        rows = []
    if not 0 < len(rows) <= MAX_ROWS or not all(isinstance(text, str) for row in rows for text in vars(row).values()):
        raise UnreadableVisitsFile("The answer came without the file. Upload it again.")
    return rows
