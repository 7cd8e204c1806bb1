"""Codes of claims as people read and type them. The database makes them, and keeps a digest alone."""

import re

# Douglas Crockford's base 32: no I, L, O or U.
_CODE = re.compile("[0-9ABCDEFGHJKMNPQRSTVWXYZ]{12}")
_TAKEN_FOR = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def read_code(text: str) -> str:
    """A code as somebody typed it; empty where it is none."""
    typed = text.strip().upper().translate(_TAKEN_FOR)
    return typed if _CODE.fullmatch(typed) else ""


def spell_code(code: str) -> str:
    """A code in three groups, as mails and letters have it."""
    return "-".join(code[start : start + 4] for start in (0, 4, 8))
