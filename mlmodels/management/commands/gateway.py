"""`manage.py gateway …`: make, replace, revoke and list the tokens with which programs ask the models."""

import json
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.db import IntegrityError
from django.utils import timezone

from mlmodels.exceptions import ModelError
from mlmodels.gateway import tokens
from mlmodels.gateway.models import MAX_DAYS
from reviews_site.commands import ExampleCommand

DEFAULT_DAYS, OVERLAP_HOURS = 90, 24


class Command(ExampleCommand):
    """Each subcommand is a method of its name."""

    help = "Manages who may ask the models through the gateway. A token is shown once, when it is made."
    examples = (
        "create menu-planner sentiment aspects/1 --days 90",
        "rotate 01995f00-0000-7000-8000-000000000000 --overlap-hours 24",
        "limit menu-planner sentiment --calls 60 --rows 1000",
        "list --json",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="subcommand", required=True)
        create = commands.add_parser("create", help="make a token for a service")
        create.add_argument("service", help="the program, in lower case")
        create.add_argument("models", nargs="+", help="models that it may ask; sentiment/3: that version alone")
        rotate = commands.add_parser("rotate", help="make a token in place of another, which works a while longer")
        rotate.add_argument("token", type=UUID, help="the id of the old one")
        rotate.add_argument("--overlap-hours", type=int, default=OVERLAP_HOURS, help="how long the old one still works")
        for each in (create, rotate):
            each.add_argument("--days", type=_days, default=DEFAULT_DAYS, help="how long the new one works")
        commands.add_parser("revoke", help="end a token at once").add_argument("token", type=UUID, help="its id")
        limit = commands.add_parser("limit", help="say how much a service may ask a model")
        limit.add_argument("service")
        limit.add_argument("model")
        limit.add_argument("--calls", type=int, required=True, help="calls a minute")
        limit.add_argument("--rows", type=int, required=True, help="rows a day")
        commands.add_parser("list", help="name the tokens that work").add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["subcommand"])(options)
        except ModelError as error:
            raise CommandError(str(error)) from error

    def create(self, options: dict[str, Any]) -> None:
        """Make a token, and show it."""
        try:
            token = tokens.create(service=options["service"], models=options["models"], expires_at=_in(options["days"]))
        except IntegrityError as error:
            raise CommandError("A service is named in lower case, with digits and hyphens: menu-planner.") from error
        self.stdout.write(token)

    def rotate(self, options: dict[str, Any]) -> None:
        """Make a token in place of another, and show it."""
        overlap = timedelta(hours=max(0, options["overlap_hours"]))
        self.stdout.write(tokens.rotate(token_id=options["token"], expires_at=_in(options["days"]), overlap=overlap))

    def revoke(self, options: dict[str, Any]) -> None:
        """End a token."""
        tokens.revoke(token_id=options["token"])
        self.stdout.write("It works no more.")

    def limit(self, options: dict[str, Any]) -> None:
        """Change what a service may ask."""
        if min(options["calls"], options["rows"]) < 0:
            raise CommandError("Limits are whole numbers from 0.")
        found = tokens.limit(
            service=options["service"],
            model=options["model"],
            calls_a_minute=options["calls"],
            rows_a_day=options["rows"],
        )
        if not found:
            raise CommandError(f"{options['service']} has no token for {options['model']}.")
        self.stdout.write(f"{options['calls']} calls a minute, {options['rows']} rows a day.")

    def list(self, options: dict[str, Any]) -> None:
        """A line a token."""
        found = tokens.live()
        if options["json"]:
            keys = {"id": "id", "service": "service", "models": "allowed_models", "until": "expires_at"}
            listed = [{name: getattr(token, field) for name, field in keys.items()} for token in found]
            self.stdout.write(json.dumps(listed, default=str))
            return
        lines = [
            f"{token.pk} {token.service}: {', '.join(token.allowed_models)}, until {token.expires_at:%Y-%m-%d %H:%M}"
            for token in found
        ]
        self.stdout.write("\n".join(lines) or "No token works.")


def _in(days: int) -> Any:
    return timezone.now() + timedelta(days=days)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) < MAX_DAYS:
        raise ArgumentTypeError(f"a number of days from 1 to {MAX_DAYS - 1}")
    return int(text)
