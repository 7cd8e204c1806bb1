"""`manage.py downloads trace FILE`: which download a file that turned up somewhere came from."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from analytics.access.log_queries import downloads
from analytics.access.query.watermarks import Row, digit_score, order_score
from restaurants.csv_cells import unguard_cell
from reviews_site.commands import ExampleCommand

# In standard deviations. Of a million downloads three have a higher one by chance.
SURE = 4.5


class Command(ExampleCommand):
    """Compare a file with every download in the access log."""

    help = __doc__
    examples = ("trace leaked.csv",)

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb, and the file."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        trace = verbs.add_parser("trace", help="print whose download a CSV file, or a part of it, is")
        trace.add_argument("file", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        """Print each download that fits, the best first."""
        rows = _rows(options["file"])
        found = sorted(_fitting(rows), reverse=True)
        for score, download in found:
            self.stdout.write(f"{score:5.1f} standard deviations: {download}")
        if not found:
            self.stdout.write("No download fits. A file that was sorted and rounded carries no mark any more.")


def _rows(path: Path) -> Sequence[Row]:
    try:
        with path.open(newline="") as file:
            return [tuple(unguard_cell(cell) for cell in row) for row in csv.reader(file)][1:]
    except (OSError, ValueError, csv.Error):
        raise CommandError(f"{path} can't be read as CSV.") from None


def _fitting(rows: Sequence[Row]) -> Iterator[tuple[float, str]]:
    for event in downloads():
        seed = event.purpose.rpartition(" ")[2]
        score = max(order_score(rows, seed), digit_score(rows, seed))
        if score >= SURE:
            line = f"{event.reader_id} as {event.role}, at {event.created_at:%Y-%m-%d %H:%M} UTC, {event.relation}"
            yield score, line
