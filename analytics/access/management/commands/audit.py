"""`manage.py audit verify | status`: whether the sealed logs are as they were written, and how far they reach."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.access.sealed_logs import SEALED_LOGS
from reviews_site.audit.verification import verify


class Command(BaseCommand):
    """Exit code 1 where anything is not as it was sealed. Runs as the auditor, which reads and writes nothing."""

    help = "Compare the audit log and the access log with their seals, and the seals with the anchors."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, says in (("verify", "look for what was changed, removed or added"), ("status", "say how far it is")):
            verbs.add_parser(verb, help=says).add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _verify(self, options: dict[str, Any]) -> None:
        verdicts = [verify(ledger) for ledger in SEALED_LOGS]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in verdicts], indent=2))
        for each in () if options["json"] else verdicts:
            for finding in each.findings:
                self.stdout.write(f"{finding.log}: {finding.kind}: {finding.says}")
            found = len(each.findings) or "nothing"
            self.stdout.write(f"{each.log}: {found} found, {each.sealed} rows sealed, {each.unsealed} not yet sealed.")
        if found := sum(len(each.findings) for each in verdicts):
            raise CommandError(f"{found} findings.", returncode=1)

    def _status(self, options: dict[str, Any]) -> None:
        told = [_status_of(ledger) for ledger in SEALED_LOGS]
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2))
            return
        for each in told:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in each.items()))


def _status_of(ledger: Any) -> dict[str, Any]:
    head, events = ledger.head(), ledger.event._default_manager
    oldest = events.order_by("id").values_list("created_at", flat=True).first()
    return {
        "log": ledger.name,
        "rows": events.count(),
        "oldest": oldest.isoformat() if oldest else None,
        "kept_days": getattr(settings, ledger.keep_days),
        "last_seal": head.number if head else None,
        "sealed_at": head.sealed_at.isoformat() if head else None,
        "expired_to": head.expired_to if head else 0,
        "waiting": ledger.waiting(head.closed_until if head else None).count(),
    }
