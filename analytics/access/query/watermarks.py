"""Marks in a downloaded file that say which download it is: in the order of its rows, and in last digits.

A mark is made of the statement's random id, which the access log keeps with the person. So a file that turns up
somewhere can be compared with every download (`manage.py downloads trace`). Nothing is made up: an order that was asked
for stays, and only numbers with more than six digits lose some of them. Who sorts the file and rounds its numbers has
removed the mark, and the page says that there is one.
"""

import hashlib
import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

Row = tuple[str | None, ...]
# Significant digits that are kept of a longer number. The last of them carries one bit, even or odd.
DIGITS = 6
# Rows that a mark of the order needs before it says anything.
MIN_ROWS = 12


def marked(rows: Sequence[Row], seed: str, *, is_ordered: bool) -> tuple[Row, ...]:
    """The rows in the order, and with the last digits, of one download."""
    changed = [tuple(_with_bit(value, _bit(seed, row, position)) for position, value in enumerate(row)) for row in rows]
    return tuple(changed if is_ordered else sorted(changed, key=lambda row: _place(seed, row)))


def order_score(rows: Sequence[Row], seed: str) -> float:
    """How well the order of rows fits a download, in standard deviations: above 4 no other download has it.

    Any part of the file will do, in the order that it had. Equal rows are compared with each other too, and fit.
    """
    if len(rows) < MIN_ROWS:
        return 0.0
    places = [_place(seed, row) for row in rows]
    rising = sum(before <= after for before, after in pairwise(places))
    # Neighbours of a random order rise half of the time; the number of rises has the variance (n + 1) / 12.
    return (rising - (len(rows) - 1) / 2) / math.sqrt((len(rows) + 1) / 12)


def digit_score(rows: Sequence[Row], seed: str) -> float:
    """How well last digits fit a download, in standard deviations."""
    bits = [
        (int(str(digits[-1])) % 2, _bit(seed, row, position))
        for row in rows
        for position, value in enumerate(row)
        if (digits := _digits(value)) and len(digits) == DIGITS
    ]
    if len(bits) < MIN_ROWS:
        return 0.0
    same = sum(found == given for found, given in bits)
    return (same - len(bits) / 2) / math.sqrt(len(bits) / 4)


def _place(seed: str, row: Row) -> bytes:
    return hashlib.sha256("\x1f".join([seed, *(value or "" for value in row)]).encode()).digest()


def _bit(seed: str, row: Row, position: int) -> int:
    """One bit of a cell, which the cells without digits of this kind decide, so that it is found again."""
    others = [value or "" for value in row if _digits(value) is None]
    return hashlib.sha256("\x1f".join([seed, str(position), *others]).encode()).digest()[0] % 2


def _digits(value: str | None) -> tuple[int, ...] | None:
    """The significant digits of a number with a fraction; None of anything else."""
    if not value or "." not in value:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number.as_tuple().digits if number.is_finite() else None


def _with_bit(value: str | None, bit: int) -> str | None:
    """A number with more digits than are kept, cut, with its last digit even or odd; anything else as it is."""
    digits = _digits(value)
    if value is None or digits is None or len(digits) <= DIGITS:
        return value
    number = Decimal(value)
    unit = Decimal(1).scaleb(number.adjusted() - DIGITS + 1)
    steps = int(number / unit)
    if steps % 2 != bit:
        steps += 1 if steps % 10 < 9 else -1
    return format(steps * unit, "f")
