"""`manage.py audit verify | status`: verify the sealed logs, or print their state."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.access.sealed_logs import SEALED_LOGS
from reviews_site.audit.sealed_log import SealedLog
from reviews_site.audit.verification import verify


class Command(BaseCommand):
    """Exit code 1 where anything differs from what was sealed. Runs as the auditor, which can't write."""

    help = "Compare the audit log and the access log with their seals, and the seals with the anchors."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        helps = {
            "verify": "find rows that were changed, removed or added",
            "status": "print the state of the logs",
        }
        for verb, text in helps.items():
            verbs.add_parser(verb, help=text).add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _verify(self, options: dict[str, Any]) -> None:
        results = [verify(log) for log in SEALED_LOGS]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(result) for result in results], indent=2))
        for result in () if options["json"] else results:
            for finding in result.findings:
                self.stdout.write(f"{finding.log}: {finding.kind}: {finding.says}")
            count = len(result.findings) or "nothing"
            self.stdout.write(
                f"{result.log}: {count} found, {result.sealed} rows sealed, {result.unsealed} not yet sealed."
            )
        if total := sum(len(result.findings) for result in results):
            raise CommandError(f"{total} findings.", returncode=1)

    def _status(self, options: dict[str, Any]) -> None:
        statuses = [_status_of(log) for log in SEALED_LOGS]
        if options["json"]:
            self.stdout.write(json.dumps(statuses, indent=2))
            return
        for status in statuses:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in status.items()))


def _status_of(log: SealedLog) -> dict[str, Any]:
    head, events = log.head(), log.event._default_manager
    oldest = events.order_by("id").values_list("created_at", flat=True).first()
    return {
        "log": log.name,
        "rows": events.count(),
        "oldest": oldest.isoformat() if oldest else None,
        "kept_days": getattr(settings, log.keep_days),
        "last_seal": head.number if head else None,
        "sealed_at": head.sealed_at.isoformat() if head else None,
        "expired_to": head.expired_to if head else 0,
        "waiting": log.waiting(head.closed_until if head else None).count(),
    }
