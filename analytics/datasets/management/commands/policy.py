"""`manage.py policy plan | apply | verify | table`: the table of roles and grants, and everything it is about."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction

from analytics.access.company import Environment
from analytics.access.company.page import as_markdown
from analytics.access.company.table import overdue
from analytics.access.definitions import StoreGrants
from analytics.access.drift import DriftFinding, broker, buckets, find
from analytics.access.driver import psycopg_connection
from analytics.access.roles import Passwords, make_logins, passwords_from
from analytics.access.stores import store_grants
from analytics.datasets import lineage
from analytics.datasets.grants import STORE, with_registered
from reviews_site.regions import home_region

VERBS = {
    "plan": "print what `apply` would change",
    "apply": "make everything what the table says",
    "verify": "fail where anything differs from the table",
    "table": "print the role table for people to read, as Markdown",
}
# Beside the databases: the broker's users, the folders of the object store, and the table itself.
OTHERS = ("broker", "objects", "table")
PARTS = ("default", "vault", "analytical", *OTHERS)
# What a remedy does, as deployment plans write it.
SIGNS = {"GRANT": "+", "CREATE": "+", "REVOKE": "-", "DROP": "-", "": "!"}

Findings = Mapping[str, list[DriftFinding]]


class Command(BaseCommand):
    help = "Compare databases, broker and object store with the table of roles and grants, or make them so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=list(VERBS), help="; ".join(f"{verb}: {it}" for verb, it in VERBS.items()))
        parser.add_argument("--env", choices=list(Environment), help="whose table; default: PLATEMARK_ENV")
        parser.add_argument("--store", choices=PARTS, action="append", help="only this one")
        parser.add_argument("--json", action="store_true", help="print the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        environment = Environment(options.get("env") or settings.PLATEMARK_ENV)
        asked = options["store"] or PARTS
        match options["verb"]:
            case "table":
                self.stdout.write(as_markdown(), ending="")
            case "apply":
                self._apply(environment, asked)
            case "plan":
                self._print(_differences(environment, asked), environment, as_json=options.get("json", False))
            case "verify":
                found = _differences(environment, asked)
                self._print(found, environment, as_json=options.get("json", False))
                if any(found.values()):
                    raise CommandError("There are differences from the table. `policy plan` says what would mend them.")

    def _apply(self, environment: Environment, asked: list[str] | tuple[str, ...]) -> None:
        passwords = passwords_from(settings.POLICY_LOGINS_FILE)
        left = {}
        for store in _stores(environment, asked):
            mended, left[store.alias] = _mend(store, passwords)
            self.stdout.write(f"{store.alias}: {mended} changes")
            if store.alias == STORE:
                lineage.record_existing(psycopg_connection(STORE))
        if "objects" in asked:
            self.stdout.write(f"objects: {buckets.make(_objects())} changes")
        for name, findings in {**left, **_others(asked)}.items():
            for finding in findings:
                self.stderr.write(f"{name}: {finding.says}")

    def _print(self, found: Findings, environment: Environment, *, as_json: bool) -> None:
        if as_json:
            differences = [
                {"store": name, "says": each.says, "remedy": each.remedy} for name in found for each in found[name]
            ]
            self.stdout.write(json.dumps({"environment": environment, "differences": differences}, indent=1))
            return
        for name, findings in found.items():
            for finding in findings:
                self.stdout.write(f"  {_sign(finding)} {name}: {finding.says}")
                if finding.remedy:
                    self.stdout.write(f"      {finding.remedy}")
        signs = [_sign(each) for findings in found.values() for each in findings]
        counts = ", ".join(f"{signs.count(sign)} {word}" for sign, word in _WORDS.items())
        self.stdout.write(f"{environment}: {counts}." if signs else f"{environment}: nothing differs from the table.")


_WORDS = {"+": "to add", "~": "to change", "-": "to take away", "!": "for a person to decide"}


def _sign(finding: DriftFinding) -> str:
    return SIGNS.get(finding.remedy.partition(" ")[0], "~")


def _stores(environment: Environment, asked: list[str] | tuple[str, ...]) -> list[StoreGrants]:
    decided = store_grants(environment)
    if STORE in asked and STORE in connections:
        decided[STORE] = with_registered(decided[STORE])
    return [decided[alias] for alias in asked if alias in decided and alias in connections]


def _differences(environment: Environment, asked: list[str] | tuple[str, ...]) -> Findings:
    found = {store.alias: find(psycopg_connection(store.alias), store) for store in _stores(environment, asked)}
    return {**found, **_others(asked)}


def _others(asked: list[str] | tuple[str, ...]) -> Findings:
    found: dict[str, Callable[[], Iterable[DriftFinding]]] = {
        "broker": lambda: broker.find(settings.POLICY_BROKER_URL),
        "objects": lambda: buckets.find(_objects()),
        "table": lambda: [DriftFinding(sentence) for sentence in overdue(datetime.now(UTC).date())],
    }
    return {name: list(found[name]()) for name in OTHERS if name in asked}


def _objects() -> Path:
    """Where this cell's buckets are: the names of objects begin with its region."""
    return Path(settings.VAR_DIR) / "objects" / home_region()


def _mend(store: StoreGrants, passwords: Passwords) -> tuple[int, list[DriftFinding]]:
    """All of it or nothing. The number of statements that mended something, and what only a person can mend."""
    with transaction.atomic(using=store.alias):
        connection = psycopg_connection(store.alias)
        make_logins(connection, store, passwords)
        findings = find(connection, store)
        remedies = [finding.remedy for finding in findings if finding.remedy]
        for remedy in remedies:
            connection.execute(remedy)
    return len(remedies), [finding for finding in findings if not finding.remedy]
