"""`manage.py table_codes make|revoke`: one-time codes for a restaurant's tables, as a sheet to print and post."""

import os
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from restaurants.actions import table_codes
from restaurants.models import Restaurant
from restaurants.visit_confirmation.codes import CODE_DAYS
from restaurants.visit_confirmation.sheet import table_code_sheet
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Runs as the migrator: no other login may write these rows. Codes go to a file alone, which its owner reads."""

    help = "Make a sheet of one-time table codes for a restaurant, or revoke those that nobody has used."
    examples = (
        "make golden-carp --count 24 --sheet golden-carp.html",
        "revoke golden-carp",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        make_parser = subcommands.add_parser("make", help="write a sheet of new codes")
        make_parser.add_argument("slug")
        make_parser.add_argument("--count", type=int, default=24, help="how many codes (24)")
        make_parser.add_argument("--sheet", type=Path, required=True, help="the HTML file to write; it must be new")
        revoke_parser = subcommands.add_parser("revoke", help="delete the codes that nobody has used")
        revoke_parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        restaurant = Restaurant.objects.filter(slug=options["slug"]).first()
        if restaurant is None:
            raise CommandError(f"No restaurant has the slug {options['slug']!r}.")
        if options["subcommand"] == "revoke":
            count = table_codes.revoke(restaurant=restaurant)
            self.stdout.write(f"{restaurant.name}: {count} codes revoked.")
            return
        try:
            write_sheet(restaurant, options["sheet"], count=options["count"])
        except ValueError as problem:
            raise CommandError(str(problem), returncode=2) from None
        except OSError as problem:
            said = f"{options['sheet']} can't be written: {problem.strerror or problem}."
            raise CommandError(said, returncode=2) from None
        self.stdout.write(
            f"{restaurant.name}: {options['count']} codes in {options['sheet']}. Print it, then delete it."
        )


def write_sheet(restaurant: Restaurant, path: Path, *, count: int) -> None:
    """Make codes, and write their sheet to a new file that its owner alone reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        codes = table_codes.make(restaurant=restaurant, count=count)
        expires_on = (timezone.now() + timedelta(days=CODE_DAYS)).date()
        file.write(table_code_sheet(name=restaurant.name, codes=codes, expires_on=expires_on))
