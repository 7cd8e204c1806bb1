"""`manage.py owners grant|revoke|list`: who may open which restaurant's dashboard."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant
from restaurants.selectors import owners_of


class Command(BaseCommand):
    """Names owners. It runs as the migrator, whose login alone may write these rows."""

    help = "Open a restaurant's dashboard to someone, close it, or list whom it is open to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        for way, explanation in (("grant", "open the dashboard"), ("revoke", "close it")):
            one = ways.add_parser(way, help=explanation)
            one.add_argument("email")
            one.add_argument("slug")
        ways.add_parser("list", help="list whom it is open to").add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        restaurant = Restaurant.objects.filter(slug=options["slug"]).first()
        if restaurant is None:
            raise CommandError(f"No restaurant has the slug {options['slug']!r}.", returncode=2)
        if options["way"] == "list":
            for owner in owners_of(restaurant):
                self.stdout.write(owner.email)
            return
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody has an account with this address.", returncode=2)
        change = owners.grant if options["way"] == "grant" else owners.revoke
        change(restaurant=restaurant, user=user, by=None)
        self.stdout.write(f"{restaurant.name}: dashboard {'open' if options['way'] == 'grant' else 'closed'}.")
