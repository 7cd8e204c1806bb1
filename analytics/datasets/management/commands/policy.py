"""`manage.py policy plan | apply | verify | table`: compare the stores with the table of roles and grants."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connections

from analytics.access.company import Environment
from analytics.access.company.page import as_markdown
from analytics.access.company.table import overdue
from analytics.access.definitions import StoreGrants
from analytics.access.drift import DriftFinding, broker, buckets, find
from analytics.access.drift.correction import correct
from analytics.access.driver import psycopg_connection
from analytics.access.elevations.live import with_live
from analytics.access.roles import passwords_from
from analytics.access.stores import store_grants
from analytics.datasets import lineage
from analytics.datasets.grants import STORE, with_registered
from analytics.datasets.query_lineage import UnreadableQuery
from reviews_site.commands import ExampleCommand
from reviews_site.regions import home_region

VERBS = {
    "plan": "print what `apply` would change",
    "apply": "change everything to what the table says",
    "verify": "fail where anything differs from the table",
    "table": "print the role table for people to read, as Markdown",
}
# Beside the databases: the broker's users, the folders of the object store, and the table itself.
OTHERS = ("broker", "objects", "table")
STORES = ("default", "vault", "analytical")
PARTS = (*STORES, *OTHERS)
# What a remedy does, as in deployment plans.
SIGNS = {"GRANT": "+", "CREATE": "+", "REVOKE": "-", "DROP": "-", "": "!"}

SIGN_MEANINGS = {"+": "to add", "~": "to change", "-": "to take away", "!": "for a person to decide"}

Findings = Mapping[str, list[DriftFinding]]


class Command(ExampleCommand):
    help = "Compare databases, broker and object store with the table of roles and grants, or change them to it."
    examples = (
        "verify",
        "plan --store analytical",
        "apply",
        "table",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=list(VERBS), help="; ".join(f"{verb}: {it}" for verb, it in VERBS.items()))
        parser.add_argument("--env", choices=list(Environment), help="whose table; default: PLATEMARK_ENV")
        parser.add_argument("--store", choices=PARTS, action="append", help="only this one")
        parser.add_argument("--json", action="store_true", help="print the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        environment = Environment(options.get("env") or settings.PLATEMARK_ENV)
        parts = options["store"] or PARTS
        match options["verb"]:
            case "table":
                self.stdout.write(as_markdown(), ending="")
            case "apply":
                self._apply(environment, parts)
            case verb:
                findings = differences(environment, parts)
                self._print(findings, environment, as_json=options.get("json", False))
                if verb == "verify" and any(findings.values()):
                    raise CommandError("There are differences. `policy plan` prints what would correct them.")

    def _apply(self, environment: Environment, parts: list[str] | tuple[str, ...]) -> None:
        passwords = passwords_from(settings.POLICY_LOGINS_FILE)
        remaining = {}
        for store in _stores(environment, parts):
            changes, remaining[store.alias] = correct(store, passwords)
            self.stdout.write(f"{store.alias}: {changes} changes")
            if store.alias == STORE:
                try:
                    lineage.record_existing(psycopg_connection(STORE))
                except UnreadableQuery as problem:
                    remaining[STORE] = [*remaining[STORE], DriftFinding(str(problem))]
        if "objects" in parts:
            self.stdout.write(f"objects: {buckets.make(_objects())} changes")
        remaining |= _other_findings(parts)
        for name, findings in remaining.items():
            for finding in findings:
                self.stderr.write(f"{name}: {finding.says}")
                if finding.by_superuser:
                    self.stderr.write(f"    as the superuser: {finding.by_superuser}")
        if any(remaining.values()):
            raise CommandError(
                "Some differences are left: the lines above say what the superuser or a person has to do."
            )

    def _print(self, findings: Findings, environment: Environment, *, as_json: bool) -> None:
        pairs = [(name, finding) for name, of_part in findings.items() for finding in of_part]
        if as_json:
            differences = [
                {"store": name, "says": it.says, "remedy": it.remedy, "by_superuser": it.by_superuser}
                for name, it in pairs
            ]
            self.stdout.write(json.dumps({"environment": environment, "differences": differences}, indent=1))
            return
        for name, finding in pairs:
            self.stdout.write(f"  {_sign(finding)} {name}: {finding.says}")
            if finding.remedy:
                self.stdout.write(f"      {finding.remedy}")
            if finding.by_superuser:
                self.stdout.write(f"      as the superuser: {finding.by_superuser}")
        signs = [_sign(finding) for _, finding in pairs]
        counts = ", ".join(f"{signs.count(sign)} {word}" for sign, word in SIGN_MEANINGS.items())
        self.stdout.write(f"{environment}: {counts}." if signs else f"{environment}: nothing differs from the table.")


def _sign(finding: DriftFinding) -> str:
    return SIGNS.get(finding.remedy.partition(" ")[0], "~")


def _stores(environment: Environment, parts: list[str] | tuple[str, ...]) -> list[StoreGrants]:
    stores = store_grants(environment)
    if STORE in parts and STORE in connections:
        stores[STORE] = with_live(psycopg_connection(STORE), with_registered(stores[STORE]))
    return [stores[alias] for alias in parts if alias in stores and alias in connections]


def differences(environment: Environment, parts: list[str] | tuple[str, ...]) -> Findings:
    findings = {store.alias: find(psycopg_connection(store.alias), store) for store in _stores(environment, parts)}
    return {**findings, **_other_findings(parts)}


def _other_findings(parts: list[str] | tuple[str, ...]) -> Findings:
    finders: dict[str, Callable[[], Iterable[DriftFinding]]] = {
        "broker": lambda: broker.find(settings.POLICY_BROKER_URL),
        "objects": lambda: buckets.find(_objects()),
        "table": lambda: [DriftFinding(sentence) for sentence in overdue(datetime.now(UTC).date())],
    }
    return {name: list(finders[name]()) for name in OTHERS if name in parts}


def _objects() -> Path:
    """The folder of this cell's buckets: names of objects begin with its region."""
    return Path(settings.OBJECT_FOLDER) / home_region()
