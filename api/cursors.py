"""Where a page of the list ended, as a text that programs send back and need not understand.

It is not signed: another one leads to another page of what everybody may read. So it is only read with care.
"""

import base64
import binascii
import json
import math
import re
from datetime import date
from typing import Any, NoReturn
from uuid import UUID

from restaurants.selectors.changes import ChangePosition
from restaurants.selectors.keyset_lists import KEY_TYPES, ListPosition

MAX_LENGTH = 600
_MAX_NUMBER, _MAX_BIGINT, _MAX_TEXT = 2**31, 2**63 - 1, 200
_AS_IT_IS = "Use the cursor of an answer as it is."
_CHANGE_POSITION = re.compile(r"(\d{1,19})-([0-9a-f]{32})-(\d{8})", re.ASCII)


class InvalidCursor(ValueError):
    """The text is no cursor of ours."""


def to_text(position: ListPosition) -> str:
    """The position as letters that may stand in an address."""
    values = [str(value) if isinstance(value, UUID) else value for value in position.values]
    document = json.dumps([position.order, position.day.isoformat(), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def from_text(text: str) -> ListPosition:
    """The position that a text stands for.

    Raises:
        InvalidCursor: for none that `to_text` could have written.
    """
    try:
        document = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", True), parse_constant=_refuse)
        order, day, *values = document
        types = KEY_TYPES[order]
        found = tuple(_value(value, kind) for value, kind in zip(values, types, strict=True))
        return ListPosition(order, date.fromisoformat(day), found)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        raise InvalidCursor(_AS_IT_IS) from None


def change_position_text(position: ChangePosition) -> str:
    """How far a program has read of changes, as letters that may stand in an address."""
    return f"{position.transaction}-{position.line.hex}-{position.day:%Y%m%d}"


def change_position(text: str) -> ChangePosition:
    """The position that a text stands for.

    Raises:
        InvalidCursor: for none that `change_position_text` could have written.
    """
    if (found := _CHANGE_POSITION.fullmatch(text)) is None:
        raise InvalidCursor(_AS_IT_IS)
    try:
        day = date.fromisoformat(found[3])
    except ValueError:
        raise InvalidCursor(_AS_IT_IS) from None
    if (transaction := int(found[1])) > _MAX_BIGINT:
        raise InvalidCursor(_AS_IT_IS)
    return ChangePosition(transaction, UUID(found[2]), day)


def _refuse(name: str) -> NoReturn:
    raise InvalidCursor(name)


def _value(value: Any, kind: type[Any]) -> Any:
    if kind is UUID:
        return UUID(value)
    is_number = type(value) in (int, float) and math.isfinite(value) and abs(value) <= _MAX_NUMBER
    if kind is float and is_number:
        return float(value)
    if kind is int and is_number and type(value) is int:
        return value
    if kind is str and type(value) is str and len(value) <= _MAX_TEXT and "\0" not in value and value.isprintable():
        return value
    raise InvalidCursor("It holds another value.")
