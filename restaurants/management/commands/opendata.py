"""`manage.py opendata build | verify`: the open data, and the proof that its ratings and order are as computed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from restaurants.exceptions import InvalidOpenData
from restaurants.open_data.build import build
from restaurants.open_data.tables import delete_old, file_name
from restaurants.open_data.verify import verify
from reviews_site.commands import ExampleCommand

MAX_PROBLEMS = 20


class Command(ExampleCommand):
    """Exit code 0 when all is as computed; 1 when a number differs; 2 when the file or folder is none."""

    help = "Write the open data of today, or recompute every rating, popularity and rank of a file."
    examples = ("build", "verify open-data-2026-11-29.zip")

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        build_parser = subcommands.add_parser("build", help="write today's archive, and delete those of a month ago")
        build_parser.add_argument("folder", type=Path, nargs="?", default=settings.OPEN_DATA_FOLDER)
        build_parser.add_argument("--unattended", action="store_true", help="do nothing where today's is there")
        verify_parser = subcommands.add_parser("verify", help="recompute an archive; needs no database")
        verify_parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["subcommand"] == "build":
            self._build(options["folder"], is_unattended=options["unattended"])
        else:
            self._verify(options["file"])

    def _build(self, folder: Path, *, is_unattended: bool) -> None:
        day = timezone.now().date()
        if is_unattended and (folder / file_name(day)).exists():
            return
        try:
            path = build(folder, day=day, report=self.stdout.write)
            delete_old(folder, day=day)
        except OSError as problem:
            raise CommandError(f"{folder} can't be written: {problem.strerror or problem}.", returncode=2) from None
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes")

    def _verify(self, file: Path) -> None:
        try:
            found = verify(file)
        except InvalidOpenData as problem:
            raise CommandError(str(problem), returncode=2) from None
        if found.problems:
            shown = "\n".join(found.problems[:MAX_PROBLEMS])
            raise CommandError(f"{len(found.problems)} numbers are not as computed:\n{shown}", returncode=1)
        self.stdout.write(
            f"{file}: {found.restaurants:,} restaurants, {found.reviews:,} reviews, {found.dishes:,} dishes. "
            "Every rating, popularity and rank is as computed."
        )
