"""From the clock on the wall to moments: hours are what the clock shows, also on days on which it is changed.

A time that the clock skips is no time, and one that it shows twice is twice: until it shows the end of the hours.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
# Two moments in UTC, the second of which no longer belongs to it. Within one zone Python compares what clocks show, and
# does not tell the first from the second of an hour that they show twice.
Span = tuple[datetime, datetime]


def moments(opens: datetime, closes: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """When a clock of this zone shows a time from `opens` until `closes`, which are naive: at most twice."""
    # No zone changes its clocks twice within the three days around a period.
    early, late = (opens - _DAY).replace(tzinfo=zone), (closes + _DAY).replace(tzinfo=zone)
    before, after = early.utcoffset() or timedelta(), late.utcoffset() or timedelta()
    if before == after:
        found = [(opens - before, closes - before)]
    else:
        change = _change(early.astimezone(UTC), late.astimezone(UTC), zone).replace(tzinfo=None)
        found = [(opens - before, min(closes - before, change)), (max(opens - after, change), closes - after)]
    for start, end in found:
        if start < end:
            yield (start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Ordered spans, with those that touch or overlap as one."""
    current: Span | None = None
    for span in spans:
        if current and span[0] <= current[1]:
            current = (current[0], max(current[1], span[1]))
            continue
        if current:
            yield current
        current = span
    if current:
        yield current


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The minute between two moments from which clocks are set as they are at `late`."""
    offset = late.astimezone(zone).utcoffset()
    while late - early > _MINUTE:
        middle = early + (late - early) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle <= early:
            break
        if middle.astimezone(zone).utcoffset() == offset:
            late = middle
        else:
            early = middle
    return late
