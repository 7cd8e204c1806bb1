"""UUIDv7 (RFC 9562): ids that the application makes, that sort by time and reveal no count."""

import os
import threading
import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A new UUIDv7. Within one process each is greater than the one before (RFC 9562, section 6.2, method 3)."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of sub-millisecond fraction, as one number that never goes back.
        nanoseconds = time.time_ns()
        tick = (nanoseconds // 1_000_000 << 12) | (nanoseconds % 1_000_000 * 4096 // 1_000_000)
        _last = max(tick, _last + 1)
        tick = _last
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | random
    return uuid.UUID(int=value)


def time_of_uuid7(value: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, in UTC: its first 48 bits are milliseconds since 1970."""
    return datetime.fromtimestamp((value.int >> 80) / 1000, tz=UTC)


def uuid_array(ids: Iterable[uuid.UUID]) -> str:
    """PostgreSQL's text of an array of ids, to be bound as one value: a driver binds a list value by value."""
    return "{" + ",".join(map(str, ids)) + "}"
