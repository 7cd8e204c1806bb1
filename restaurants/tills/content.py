"""What a till's message says: JSON of a known type with days, or a sentence on what is wrong with it. Pure, no I/O."""

import json
from datetime import date
from typing import Any

from restaurants.rules import DayCount

COUNTED = "guest_numbers.counted"
MAX_DAYS = 400
_FIELDS = {"day", "visitors", "purchases", "takings"}


class UnreadableMessage(Exception):
    """The message is none that we know; the text says to whoever programs the till what to change."""


class OtherMessage(Exception):
    """The message is about something else, which a till may send to all that it knows."""


def read_days(body: str) -> list[DayCount]:
    """The days that a message counts.

    Raises:
        OtherMessage: it has another type.
        UnreadableMessage: it can't be read.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableMessage("The body is not JSON.") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise UnreadableMessage("The body is no object with a type.")
    if message["type"] != COUNTED:
        raise OtherMessage
    data = message.get("data")
    days = data.get("days") if isinstance(data, dict) else None
    if not isinstance(days, list) or not 1 <= len(days) <= MAX_DAYS:
        raise UnreadableMessage(f"data.days is no list of 1 to {MAX_DAYS} days.")
    return [_read_day(day, number) for number, day in enumerate(days)]


def _read_day(given: Any, number: int) -> DayCount:
    where = f"data.days.{number}"
    if not isinstance(given, dict) or not {"day", "visitors"} <= set(given) <= _FIELDS:
        raise UnreadableMessage(f"{where} has other fields than day, visitors, purchases and takings.")
    others = [given.get(name) for name in ("purchases", "takings")]
    if type(given["visitors"]) is not int or any(not (each is None or type(each) is int) for each in others):
        raise UnreadableMessage(f"{where} has a count or takings that are no whole number.")
    try:
        return DayCount(date.fromisoformat(given["day"]), given["visitors"], *others)
    except (TypeError, ValueError):
        raise UnreadableMessage(f"{where}.day is no day such as 2026-03-31.") from None
