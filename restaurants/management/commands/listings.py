"""`manage.py listings import PATH`: imports a published list of restaurants. `listings hours`: stores days to come."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from restaurants.actions import listings
from restaurants.actions.listings import StoreResult
from restaurants.exceptions import UnreadableListing
from restaurants.listings.files import Listing, ListingProblem, default_source, open_listing
from restaurants.listings.rows import ListingRow, clean_text
from reviews_site.commands import ExampleCommand

BATCH_SIZE = 100


class Command(ExampleCommand):
    """Exit code 0 when the file was read, even with invalid rows; 2 when it could not be read."""

    help = "Import restaurants from OpenStreetMap's GeoJSON or the City of Linz's CSV. Importing twice changes nothing."
    examples = ('import linz.geojson --source "OpenStreetMap" --town Linz', "hours")

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        import_parser = subcommands.add_parser("import", help="import one file")
        import_parser.add_argument("path", type=Path)
        import_parser.add_argument("--source", help="name of the listing; by default that of the file")
        import_parser.add_argument("--town", default="", help="the town of rows without one")
        import_parser.add_argument("--json", action="store_true", help="write the summary as JSON on stdout")

        subcommands.add_parser("hours", help="store the public holidays and seasons of the next months, for the filter")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["subcommand"] == "hours":
            self.stdout.write(f"{listings.store_days_to_come()} days changed.")
            return
        path: Path = options["path"]
        source = options["source"] or default_source(path)
        try:
            listing = open_listing(path)
        except UnreadableListing as problem:
            raise CommandError(str(problem), returncode=2) from None
        stored, problems = self._store(listing, source, clean_text(options["town"])[:100])
        if options["json"]:
            self.stdout.write(json.dumps(_summary(source, listing, stored, problems), ensure_ascii=False))
            return
        skipped = sum(problem.is_skipped for problem in problems)
        self.stdout.write(
            f"{source}: {listing.count} rows, {stored.new} new, {stored.changed} changed, "
            f"{stored.unchanged} unchanged, {skipped} skipped, {len(problems) - skipped} values left out."
        )

    def _store(self, listing: Listing, source: str, town: str) -> tuple[StoreResult, list[ListingProblem]]:
        stored, problems, batch = StoreResult(), list[ListingProblem](), list[ListingRow]()
        for number, (row, found) in enumerate(listing.rows, 1):
            for problem in found:
                self.stderr.write(f"{problem.where}{' skipped' if problem.is_skipped else ''}: {problem.reason}.")
            problems += found
            if row is not None:
                batch.append(row if row.town else replace(row, town=town))
            if len(batch) == BATCH_SIZE or number == listing.count:
                stored += listings.store(rows=batch, source=source, by=None)
                batch = []
                self.stderr.write(f"{number} of {listing.count} rows", ending="\n")
        return stored, problems


def _summary(source: str, listing: Listing, stored: StoreResult, problems: list[ListingProblem]) -> dict[str, Any]:
    return {
        "source": source,
        "rows": listing.count,
        "new": stored.new,
        "changed": stored.changed,
        "unchanged": stored.unchanged,
        "skipped": [{"where": each.where, "reason": each.reason} for each in problems if each.is_skipped],
        "left_out": [{"where": each.where, "reason": each.reason} for each in problems if not each.is_skipped],
    }
