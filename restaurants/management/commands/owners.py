"""`manage.py owners grant|revoke|list`: who can open which restaurant's dashboard."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant
from restaurants.selectors import owners_of
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Runs as the migrator: no other login may write these rows."""

    help = "Grant, revoke or list access to a restaurant's dashboard."
    examples = (
        "grant owner@example.org golden-carp",
        "list golden-carp --json",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        for name in ("grant", "revoke"):
            subparser = subcommands.add_parser(name, help=f"{name} access")
            subparser.add_argument("email")
            subparser.add_argument("slug")
        list_parser = subcommands.add_parser("list", help="list who has access")
        list_parser.add_argument("slug")
        list_parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        restaurant = Restaurant.objects.filter(slug=options["slug"]).first()
        if restaurant is None:
            raise CommandError(f"No restaurant has the slug {options['slug']!r}.")
        if options["subcommand"] == "list":
            addresses = [owner.email for owner in owners_of(restaurant)]
            nobody = f"Nobody can open the dashboard of {restaurant.name}."
            self.stdout.write(json.dumps(addresses) if options["json"] else "\n".join(addresses) or nobody)
            return
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        change = owners.grant if options["subcommand"] == "grant" else owners.revoke
        change(restaurant=restaurant, user=user, by=None)
        self.stdout.write(f"{restaurant.name}: dashboard {'open' if options['subcommand'] == 'grant' else 'closed'}.")
