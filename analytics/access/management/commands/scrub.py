"""`manage.py scrub --default FILE …`: mask a restored copy of the stores for staging."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError

from analytics.access.company import Environment
from analytics.access.copies.scrubbing import ScrubRefused, ScrubResult, ScrubSecrets, scrub
from analytics.access.copies.treatment import Untreated
from reviews_site.commands import ExampleCommand

STORES = ("default", "vault", "analytical")


class Command(ExampleCommand):
    """Exit code 2 where it refuses. One run scrubs all stores: the key that maps ids alike in each is not stored."""

    help = "Mask a copy of the stores in place by the classes of its columns, then search it for leaks."
    examples = ("--default copy-of-default.url --analytical copy-of-analytical.url",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        for store in STORES:
            parser.add_argument(f"--{store}", type=Path, metavar="FILE", help="has the owner's URL of the copy")
        parser.add_argument(
            "--planted", action="append", default=[], metavar="VALUE", help="a value to search for, too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        targets = {store: options[store] for store in STORES if options[store]}
        if not targets:
            raise CommandError("Name the copies: --default FILE, --vault FILE, --analytical FILE.", returncode=2)
        secrets = ScrubSecrets.generate()
        for store, file in targets.items():
            result = self._scrub(store, file, secrets, options["planted"])
            self.stdout.write(
                f"{result.store}: {result.emptied} tables emptied, {result.rows} rows masked in "
                f"{result.masked} tables, none of {result.searched} values found."
            )

    def _scrub(self, store: str, file: Path, secrets: ScrubSecrets, planted: list[str]) -> ScrubResult:
        try:
            with psycopg.connect(file.read_text().strip(), autocommit=True) as connection:
                environment = Environment(settings.PLATEMARK_ENV)
                return scrub(connection, store, environment=environment, secrets=secrets, planted=planted)
        except (ScrubRefused, Untreated) as problem:
            raise CommandError(f"{store}: {problem}", returncode=2) from None
        except OSError as problem:
            raise CommandError(f"{file} can't be read: {type(problem).__name__}.", returncode=2) from None
