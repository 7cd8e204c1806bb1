"""The arithmetic of a sealed log: what a row, a seal and an anchored head are signed over. Pure: it reads no store.

A seal covers a batch of rows and the seal before it. Each row's own code names its batch and its place there, so that
a check can say which row it was that somebody changed.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# What stands before the first seal.
EMPTY_MAC = "0" * 64


@dataclass(frozen=True)
class Link:
    """One seal of a log, without its code.

    `closed_until`: every row from before then is sealed by now; one that turns up later was slipped in. `expired_to`:
    the batches up to this one were let go of, because their time was over.
    """

    log: str
    number: int
    previous: str
    count: int
    members: str
    columns: tuple[str, ...]
    sealed_at: datetime
    closed_until: datetime | None
    expired_to: int
    key_version: int

    def code(self, key: bytes) -> str:
        """HMAC-SHA256 over all of it, in hexadecimal."""
        return _code(key, "seal", *(getattr(self, name) for name in self.__dataclass_fields__))


def row_code(key: bytes, log: str, number: int, position: int, row: Mapping[str, Any]) -> str:
    """The code of a row in its place of a batch: HMAC-SHA256, in hexadecimal."""
    return _code(key, "row", log, number, position, dict(row))


def digest(codes: Iterable[str]) -> str:
    """What a seal says of the rows in its batch: SHA-256 over their codes in order, in hexadecimal."""
    return hashlib.sha256("".join(codes).encode()).hexdigest()


def head_code(key: bytes, head: Sequence[Any]) -> str:
    """The code of a line of the anchor file."""
    return _code(key, "head", *head)


def are_equal(one: str, other: str) -> bool:
    """Whether two codes are the same, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def _code(key: bytes, *parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case uuid.UUID():
            return str(value)
    raise TypeError(f"A {type(value).__name__} has no canonical form.")
