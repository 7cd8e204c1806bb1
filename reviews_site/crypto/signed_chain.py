"""Signed chains: what the seals of the logs, their anchors and the ledger of erasures have in common.

Each link is signed, together with the signature of the link before it, by HMAC-SHA256 over a canonical form. So a link
that was changed, taken out or put in is seen by whoever has the key. Files of links are appended and never rewritten.
"""

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Stands for the signature before the first link.
NO_SIGNATURE = "0" * 64


def sign(key: bytes, kind: str, *parts: Any) -> str:
    """HMAC-SHA256 over the canonical form of a kind of link and its parts, in hexadecimal.

    Raises:
        TypeError: a part has no canonical form.
    """
    text = json.dumps([kind, *parts], sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_canonical)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def are_equal(one: str, other: str) -> bool:
    """Whether two signatures are the same, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def append_lines(path: Path, lines: Iterable[str], *, folder_mode: int = 0o700, file_mode: int = 0o600) -> None:
    """Append lines to a file, and return once they are on the disk: all of them or, where the disk is full, none.

    Raises:
        OSError: they could not be written. The file is as it was.
    """
    path.parent.mkdir(mode=folder_mode, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, file_mode)
    size = os.fstat(descriptor).st_size
    rest = "".join(f"{line}\n" for line in lines).encode()
    try:
        # A nearly full disk takes a part, and says so by its length alone.
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
    finally:
        os.close(descriptor)


def read_lines(path: Path) -> list[str]:
    """The lines of a file; none where there is no file."""
    return path.read_text().splitlines() if path.exists() else []


def _canonical(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case uuid.UUID():
            return str(value)
    raise TypeError(f"A {type(value).__name__} has no canonical form.")
