"""Texts in CSV files: one that a spreadsheet would run as a formula begins with an apostrophe, and loses it again."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard_cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if _needs_guard(text) else text


def unguard_cell(text: str) -> str:
    """What `guard_cell` was given."""
    return text[1:] if text[:1] == "'" and _needs_guard(text[1:]) else text


def _needs_guard(text: str) -> bool:
    # An apostrophe before such a sign, too: otherwise two texts would be the same cell.
    return text.lstrip("'")[:1] in _STARTS and text != ""
