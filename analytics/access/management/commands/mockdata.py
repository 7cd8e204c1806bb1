"""`manage.py mockdata`: facts about nobody, for dev. The town of the demo is `manage.py demo`."""

from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from analytics.access.company import Environment
from analytics.access.copies.mock_data import MockSize, fill
from analytics.access.copies.scrubbing import ScrubRefused
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Exit code 2 in prod, and where the store has rows. The same arguments generate the same rows."""

    help = "Fill an empty analytical store with made-up facts, from the models and the classes of their columns."
    examples = ("--seed 2 --restaurants 50",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        for field in fields(MockSize):
            parser.add_argument(f"--{field.name}", type=int, default=field.default)

    def handle(self, *args: Any, **options: Any) -> None:
        size = MockSize(**{field.name: options[field.name] for field in fields(MockSize)})
        try:
            rows = fill(seed=options["seed"], size=size, environment=Environment(settings.PLATEMARK_ENV))
        except ScrubRefused as problem:
            raise CommandError(str(problem), returncode=2) from None
        for relation, count in rows.items():
            self.stdout.write(f"{relation}: {count} rows")
