"""`manage.py identity states`: the states of an identity check and the ways between them, for `docs/states.md`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.rules import states_as_markdown


class Command(BaseCommand):
    """Prints documents that are made from code."""

    help = "Print the states of an identity check as a diagram."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_subparsers(dest="way", required=True).add_parser("states", help="docs/states.md")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(states_as_markdown(), ending="")
