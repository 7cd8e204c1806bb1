"""`manage.py seed --restaurants N --reviews N [--seed S]`: fills a development site for measurements."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from demo import bulk_seed
from reviews_site.commands import ExampleCommand

MOST_RESTAURANTS, MOST_REVIEWS = 10_000, 1_000_000


class Command(ExampleCommand):
    """Adds to what is there; with the same numbers again it finishes what was begun, and then adds nothing."""

    help = "Fill the site with generated restaurants and reviews, for measurements. Development only."
    examples = ("--restaurants 100 --reviews 10000",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--restaurants", type=int, default=1_000, help=f"how many, up to {MOST_RESTAURANTS}")
        parser.add_argument("--reviews", type=int, default=100_000, help=f"how many in all, up to {MOST_REVIEWS}")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another set on top")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SESSION_COOKIE_SECURE:
            raise CommandError("Seeding makes people whom nobody checked, and is for development only.")
        restaurants, reviews = options["restaurants"], options["reviews"]
        if not (1 <= restaurants <= MOST_RESTAURANTS and 1 <= reviews <= MOST_REVIEWS):
            raise CommandError(f"Up to {MOST_RESTAURANTS} restaurants and {MOST_REVIEWS} reviews.", returncode=2)
        seeded = bulk_seed.seed(restaurants=restaurants, reviews=reviews, seed=options["seed"], tell=self.stdout.write)
        rate = seeded.reviews / max(seeded.seconds, 0.001)
        self.stdout.write(f"{seeded.reviews} reviews in {seeded.seconds:.1f} s: {rate:.0f} a second")
