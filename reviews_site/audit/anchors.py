"""Heads of the sealed logs, outside of any database: one line a seal, in a file a log, appended and never rewritten.

It is what shows that the end of a chain was cut off. Whoever can write the file can cut it too: in production
AUDIT_ANCHORS names storage that is written once.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from reviews_site.audit.chain import are_equal, head_code


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
        return json.dumps({**asdict(self), "signature": head_code(key, tuple(asdict(self).values()))}) + "\n"


def append(heads: list[str], log: str) -> None:
    """Add signed lines to the log's file, and return once they lie on the disk."""
    path = _path(log)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, "".join(heads).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lines(log: str) -> list[str]:
    """The lines of a log's file; none where there is no file."""
    path = _path(log)
    return path.read_text().splitlines() if path.exists() else []


def read(line: str) -> tuple[Head, str] | None:
    """A line's head and signature; None where it does not read as one."""
    try:
        said: dict[str, Any] = json.loads(line)
        signature = str(said.pop("signature"))
        return Head(**said), signature
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def is_ours(head: Head, signature: str, key: bytes) -> bool:
    """Whether the key signed the head."""
    return are_equal(head_code(key, tuple(asdict(head).values())), signature)


def _path(log: str) -> Path:
    return Path(settings.AUDIT_ANCHORS) / f"{log}.jsonl"
