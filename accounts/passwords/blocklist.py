"""The shipped list of common and breached passwords, compact: sorted digests of 40 bits, searched where they lie.

It is made by `manage.py passwords build`. By chance it refuses one good password in 2**40 / entries.
"""

import hashlib
import mmap
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "refused.bin"
BYTES = 5
# What people put in the place of a letter, undone.
_PLAIN = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def is_blocked(password: str) -> bool:
    """Whether the password is on the list, or is one from it with digits around it, signs for letters, or repeated."""
    return any(_is_listed(shape) for shape in variants(password))


def variants(password: str) -> set[str]:
    """What a guesser would have made the password from: as typed, bare of its ends, with letters for signs, once."""
    typed = password.casefold().strip()
    found = {typed, _ENDS.sub("", typed)}
    found |= {shape.translate(_PLAIN) for shape in found}
    found |= {_once(shape) for shape in found}
    return {shape for shape in found if len(shape) >= 4}


def encode_list(passwords: Iterable[str]) -> bytes:
    """The list's file: the digests of all passwords, sorted, each once."""
    return b"".join(sorted({_digest(one.casefold().strip()) for one in passwords if len(one.strip()) >= 4}))


def _once(text: str) -> str:
    """The part that a text repeats: "abcabc" is "abc"; the text itself if it repeats none."""
    length = (text + text).find(text, 1)
    return text[:length]


def _is_listed(shape: str) -> bool:
    entries, wanted = _entries(), _digest(shape)
    low, high = 0, len(entries) // BYTES
    while low < high:
        middle = (low + high) // 2
        if entries[middle * BYTES : (middle + 1) * BYTES] < wanted:
            low = middle + 1
        else:
            high = middle
    return bool(entries[low * BYTES : (low + 1) * BYTES] == wanted)


@cache
def _entries() -> mmap.mmap:
    with LIST.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:BYTES]
