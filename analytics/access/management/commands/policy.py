"""`manage.py policy apply | verify`: makes roles and grants what the table says, or tells where they differ."""

from typing import Any, cast

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction

from analytics.access.drift import find
from analytics.access.grants import STORES
from analytics.access.roles import Passwords, make_logins, passwords_from
from analytics.access.vocabulary import Store


class Command(BaseCommand):
    help = "Apply the table of roles and grants to every store, or verify that it holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["apply", "verify"])
        parser.add_argument("--store", choices=list(STORES), action="append", help="only this one")

    def handle(self, *args: Any, **options: Any) -> None:
        stores = [STORES[alias] for alias in options["store"] or STORES if alias in connections]
        if options["verb"] == "apply":
            passwords = passwords_from(settings.POLICY_LOGINS_FILE)
            for store in stores:
                self._apply(store, passwords)
        elif sum(self._differences(store) for store in stores):
            raise CommandError("The databases differ from the table of grants.")

    def _apply(self, store: Store, passwords: Passwords) -> None:
        with transaction.atomic(using=store.alias):
            connection = psycopg_connection(store.alias)
            make_logins(connection, store, passwords)
            findings = find(connection, store)
            for finding in findings:
                if finding.remedy:
                    connection.execute(finding.remedy)
                else:
                    self.stderr.write(f"{store.alias}: {finding.says}")
        self.stdout.write(f"{store.alias}: {sum(1 for finding in findings if finding.remedy)} changes")

    def _differences(self, store: Store) -> int:
        findings = find(psycopg_connection(store.alias), store)
        for finding in findings:
            self.stderr.write(f"{store.alias}: {finding.says}")
        return len(findings)


def psycopg_connection(alias: str) -> psycopg.Connection[Any]:
    """The driver's connection behind an alias."""
    connections[alias].ensure_connection()
    return cast("psycopg.Connection[Any]", connections[alias].connection)
