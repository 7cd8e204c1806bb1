"""`manage.py owners grant|revoke|list`: who has which role in a restaurant's team."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant
from restaurants.selectors import team_of
from reviews_site.commands import ExampleCommand
from reviews_site.policy import TeamRole


class Command(ExampleCommand):
    """Runs as the migrator: no other login may write these rows."""

    help = "Grant, revoke or list roles in a restaurant's team."
    examples = (
        "grant owner@example.org golden-carp",
        "grant accounts@example.org golden-carp --role analyst",
        "list golden-carp --json",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        for name in ("grant", "revoke"):
            subparser = subcommands.add_parser(name, help=f"{name} a role")
            subparser.add_argument("email")
            subparser.add_argument("slug")
            if name == "grant":
                roles = [str(role) for role in TeamRole]
                subparser.add_argument("--role", choices=roles, default=str(TeamRole.OWNER), help="default: owner")
        list_parser = subcommands.add_parser("list", help="list the team")
        list_parser.add_argument("slug")
        list_parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        restaurant = Restaurant.objects.filter(slug=options["slug"]).first()
        if restaurant is None:
            raise CommandError(f"No restaurant has the slug {options['slug']!r}.")
        if options["subcommand"] == "list":
            self._list(restaurant, as_json=options["json"])
            return
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        if options["subcommand"] == "grant":
            role = TeamRole(options["role"])
            owners.grant(restaurant=restaurant, user=user, by=None, role=role)
            self.stdout.write(f"{restaurant.name}: {user.email} is {role} now.")
        else:
            owners.revoke(restaurant=restaurant, user=user, by=None)
            self.stdout.write(f"{restaurant.name}: {user.email} is not on the team now.")

    def _list(self, restaurant: Restaurant, *, as_json: bool) -> None:
        team = [{"email": member.user.email, "role": member.role} for member in team_of(restaurant)]
        lines = [f"{member['email']} {member['role'] or 'permissions of no role'}" for member in team]
        nobody = f"Nobody is on the team of {restaurant.name}."
        self.stdout.write(json.dumps(team) if as_json else "\n".join(lines) or nobody)
