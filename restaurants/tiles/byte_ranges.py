"""The one kind of range that the base map is asked for: from a byte to a byte, and not too many of them.

Source: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests.
"""

import re

# Directories of an archive are of 16 kB, and tiles seldom of more than 500 kB.
MAX_RANGE_BYTES = 2_000_000
_ONE_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})\Z", re.ASCII)


class UnsatisfiableRange(Exception):
    """What is asked for is no part that is given out."""


def parse_range(header: str, size: int) -> tuple[int, int]:
    """The first byte and the one after the last, within a file of `size` bytes.

    Raises:
        UnsatisfiableRange: it is none, several, open, too long, or begins after the end.
    """
    found = _ONE_RANGE.match(header)
    if not found:
        raise UnsatisfiableRange
    start, last = int(found[1]), int(found[2])
    end = min(last + 1, size)
    if start >= end or last - start >= MAX_RANGE_BYTES:
        raise UnsatisfiableRange
    return start, end
