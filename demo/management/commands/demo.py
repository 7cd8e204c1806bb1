"""`manage.py demo [--small]`: an invented town; `demo reviews PATH`: real texts on imported restaurants; `demo codes`;
`demo map_base FILE`: vector tiles of the town.

It runs as the process `seeder`. In production it refuses.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from demo import imported_reviews, staff, town
from demo.vector_tiles.town import town_archive
from restaurants.exceptions import UnreadableListing
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Both ways may be run again: what is there stays as it is."""

    help = "Fill the site with a demo, or post real review texts onto imported restaurants. Development only."
    examples = (
        "--small",
        "codes",
        "map_base var/town.pmtiles",
        "reviews reviews.csv --limit 500",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="only what was written by hand: 12 places, 153 reviews"
        )
        ways = parser.add_subparsers(dest="way", required=False)
        ways.add_parser("codes", help="print what the authenticator apps of the demo's owners and staff show now")
        texts = ways.add_parser("reviews", help="post the texts of a CSV with restaurant, review and rating")
        texts.add_argument("path", type=Path)
        texts.add_argument("--limit", type=int, help="post so many at most")

        tiles = ways.add_parser("map_base", help="write vector tiles of the town, to run the site with as MAP_BASE")
        tiles.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SESSION_COOKIE_SECURE:
            raise CommandError("The demo makes people whom nobody checked, and is for development only.")
        note = Path(settings.VAR_DIR) / "demo.json"
        if options["way"] == "codes":
            self._codes(note)
            return
        if options["way"] == "map_base":
            self._map_base(options["file"])
            return
        if options["way"] is None:
            town.fill(note=note, tell=self.stdout.write, small=options["small"])
            return
        try:
            outcome = imported_reviews.post(options["path"], limit=options["limit"], tell=self.stdout.write)
        except UnreadableListing as problem:
            raise CommandError(str(problem), returncode=2) from None
        for reason, count in outcome.most_common():
            self.stdout.write(f"{count:6} {reason}")

    def _map_base(self, file: Path) -> None:
        try:
            size = file.write_bytes(town_archive())
        except OSError as problem:
            raise CommandError(f"{file} can't be written: {problem.strerror or problem}.", returncode=2) from None
        self.stdout.write(f"{file}: {size:,} bytes. Show it with: make run MAP_BASE={file}")

    def _codes(self, note: Path) -> None:
        if not note.is_file():
            raise CommandError("There is no demo yet. `make run` makes one.", returncode=2)
        for email, code, seconds in staff.codes(note):
            self.stdout.write(f"{email}   {code}   good for {seconds} s")
