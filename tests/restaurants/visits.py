"""What the reader of guest numbers makes of a file, for tests."""

from datetime import UTC, datetime

from restaurants.visits_files.counts import VisitsFile, find_question, read_counts
from restaurants.visits_files.day_rows import collect
from reviews_site.dates import DayOrder

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)


def read(content: bytes | str, order: DayOrder | None = None) -> VisitsFile:
    """The counts of a file that leaves no question, or whose question is answered."""
    found = collect(content.encode() if isinstance(content, str) else content)
    assert order or find_question(found.rows) is None
    return read_counts(found.rows, now=NOW, order=order, remarks=found.remarks)


def numbers(content: bytes | str) -> dict[str, tuple[int, int | None]]:
    """Guests and bills by day, of a file without problems."""
    found = read(content)
    assert found.problems == []
    return {count.day.isoformat(): (count.visitors, count.purchases) for count in found.days}
