"""`manage.py staff grant|revoke|invite|list|review`: who works for the company, as what, until when."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import CommandError

from accounts.actions import staff
from accounts.exceptions import StaffingRefused
from accounts.models import User
from accounts.selectors import staff as selectors
from accounts.selectors.role_changes import live_roles
from reviews_site.commands import ExampleCommand
from reviews_site.processes import COMPANY_LOGINS


class Command(ExampleCommand):
    """Names staff. It runs as the migrator, whose login alone may write these rows."""

    help = "Give someone a company role, end it, invite them to set up their second factor, or list everybody."
    examples = (
        'grant sofia@example.org data_scientist --by "Olga Brandt" --until 2027-06-30',
        'invite sofia@example.org --by "Olga Brandt"',
        "list --json",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        for way, explanation in (("grant", "give a company role"), ("revoke", "end it now")):
            one = ways.add_parser(way, help=explanation)
            one.add_argument("email")
            one.add_argument("role", choices=COMPANY_LOGINS)
            one.add_argument("--by", required=True, help="who decided it")
            if way == "grant":
                one.add_argument("--until", type=_day, help="YYYY-MM-DD; a year from now unless said")
        inviting = ways.add_parser("invite", help="print a code for setting up a second factor; the one before goes")
        inviting.add_argument("email")
        inviting.add_argument("--by", required=True, help="who decided it")
        for way, explanation in (
            ("list", "list everybody who has or had a role"),
            ("review", "list the roles that nobody has looked at for a quarter"),
        ):
            ways.add_parser(way, help=explanation).add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["way"] in ("list", "review"):
            (self._list if options["way"] == "list" else self._review)(as_json=options["json"])
            return
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody has an account with this address. They join on the site first.")
        try:
            self._change(user, options)
        except StaffingRefused as problem:
            raise CommandError(str(problem), returncode=2) from None

    def _change(self, user: User, options: dict[str, Any]) -> None:
        by = options["by"]
        match options["way"]:
            case "grant":
                given = staff.grant(user=user, role=options["role"], by=by, ends_at=options["until"])
                self.stdout.write(f"{user.email} is {given}. `staff invite` gives them a code for the first sign-in.")
            case "revoke":
                staff.revoke(user=user, role=options["role"], by=by)
                self.stdout.write(f"{user.email} is {options['role']} no more.")
            case "invite":
                self.stdout.write(staff.invite(user=user, by=by))
                self.stderr.write(
                    "Hand this over in person. It is good once, within a day, with their password. They are signed out."
                )

    def _list(self, *, as_json: bool) -> None:
        with_second = set(Authenticator.objects.values_list("user_id", flat=True))
        people = [(user.email, list(map(str, roles)), user.pk in with_second) for user, roles in selectors.staff()]
        if as_json:
            keys = ("email", "roles", "has_second_factor")
            self.stdout.write(json.dumps([dict(zip(keys, person, strict=True)) for person in people]))
            return
        for email, roles, has_second in people:
            second = "second factor" if has_second else "no second factor yet"
            self.stdout.write(f"{email}: {'; '.join(roles)}; {second}")
        if not people:
            self.stdout.write("Nobody has a company role yet.")

    def _review(self, *, as_json: bool) -> None:
        overdue = live_roles(overdue=True)
        if as_json:
            keys = ("email", "role", "reviewed_at", "lapses_at")
            self.stdout.write(json.dumps([{key: getattr(held, key) for key in keys} for held in overdue], default=str))
            return
        for held in overdue:
            says = f"last looked at {held.reviewed_at:%Y-%m-%d}, ends by itself on {held.lapses_at:%Y-%m-%d}"
            self.stdout.write(f"{held.email}: {held.role}; {says}")
        if overdue:
            self.stdout.write("Say at the console, under People, that each is still needed, or end it.")
        else:
            self.stdout.write("Each role was looked at within the quarter.")
        self.stdout.write("What a role reaches has a day of its own: `policy verify` names lines that are a year old.")


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
