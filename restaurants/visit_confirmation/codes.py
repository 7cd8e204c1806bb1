"""Table codes as people hold them: 128 random bits in letters that are not mistaken for each other.

The database keeps a digest alone, without a key: nobody searches 128 bits, and a key would lie where codes are checked.
"""

import hashlib
import re
import secrets

CODE_DAYS = 90
# Douglas Crockford's base 32: no I, L, O or U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")
_TAKEN_FOR = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def new_code() -> str:
    """A code that nobody has."""
    number = secrets.randbits(128)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def read_code(text: str) -> str:
    """A code as somebody typed it, or as the end of the address in a QR code; empty where it is none."""
    typed = text.strip().rstrip("/").rpartition("/")[2].upper().translate(_TAKEN_FOR)
    return typed if _CODE.fullmatch(typed) else ""


def spell_code(code: str) -> str:
    """A code in groups of letters, as it is printed."""
    return " ".join(code[start : start + 5] for start in (0, 5, 10, 15)) + " " + code[20:]


def code_digest(code: str) -> str:
    """What the database keeps of a code."""
    return hashlib.blake2b(code.encode(), digest_size=32, person=b"table code").hexdigest()
