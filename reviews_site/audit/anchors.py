"""Heads of the sealed logs, outside of any database: one signed line a seal, in one file a log.

It shows that the end of a chain was cut off. Whoever can write the file can cut it too: in production AUDIT_ANCHORS
names storage that can be written once only.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from reviews_site.crypto.signed_chain import append_lines, are_equal, read_lines, sign


@dataclass(frozen=True)
class Head:
    """The end of a chain, as it was when it was anchored."""

    log: str
    number: int
    mac: str
    count: int
    sealed_at: str
    key_version: int

    def line(self, key: bytes) -> str:
        """The head with its signature, as JSON."""
        return json.dumps({**asdict(self), "signature": sign(key, "head", *astuple(self))})

    def is_signed(self, signature: str, key: bytes) -> bool:
        """Whether it is the signature of this head under the key."""
        return are_equal(sign(key, "head", *astuple(self)), signature)


def append(lines: Iterable[str], log: str) -> None:
    """Add signed lines to the log's file, and return once they are on the disk."""
    # Whoever verifies the logs reads them, as another user: they hold nothing but numbers and signatures.
    append_lines(_path(log), lines, folder_mode=0o755, file_mode=0o644)


def lines(log: str) -> list[str]:
    """The lines of a log's file; none where there is no file."""
    return read_lines(_path(log))


def read(line: str) -> tuple[Head, str] | None:
    """A line's head and signature; None where it can't be read."""
    try:
        fields: dict[str, Any] = json.loads(line)
        signature = str(fields.pop("signature"))
        return Head(**fields), signature
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _path(log: str) -> Path:
    return Path(settings.AUDIT_ANCHORS) / f"{log}.jsonl"
