"""`manage.py owners grant|revoke|list`: who can open which restaurant's dashboard."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant
from restaurants.selectors import owners_of


class Command(BaseCommand):
    """Runs as the migrator: no other login may write these rows."""

    help = "Grant, revoke or list access to a restaurant's dashboard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        for name in ("grant", "revoke"):
            subparser = subcommands.add_parser(name, help=f"{name} access")
            subparser.add_argument("email")
            subparser.add_argument("slug")
        subcommands.add_parser("list", help="list who has access").add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        restaurant = Restaurant.objects.filter(slug=options["slug"]).first()
        if restaurant is None:
            raise CommandError(f"No restaurant has the slug {options['slug']!r}.", returncode=2)
        if options["subcommand"] == "list":
            for owner in owners_of(restaurant):
                self.stdout.write(owner.email)
            return
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.", returncode=2)
        change = owners.grant if options["subcommand"] == "grant" else owners.revoke
        change(restaurant=restaurant, user=user, by=None)
        self.stdout.write(f"{restaurant.name}: dashboard {'open' if options['subcommand'] == 'grant' else 'closed'}.")
