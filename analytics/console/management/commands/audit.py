"""`manage.py audit verify | status | list`: verify the sealed logs, print their state, or who did what."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from accounts.selectors.audit_people import addresses_of
from analytics.access.log_queries import PAGE
from analytics.access.sealed_logs import SEALED_LOGS
from analytics.console.audit_form import AuditForm
from analytics.console.views.audit import lines
from reviews_site.audit.log import record
from reviews_site.audit.queries import events
from reviews_site.audit.sealed_log import SealedLog
from reviews_site.audit.verification import verify
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Exit code 1 where anything differs from what was sealed. Runs as the auditor, which can't write."""

    help = "Compare the audit log and the access log with their seals, and the seals with the anchors."
    examples = (
        "verify",
        "status --json",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        helps = {
            "verify": "find rows that were changed, removed or added",
            "status": "print the state of the logs",
        }
        for verb, text in helps.items():
            verbs.add_parser(verb, help=text).add_argument("--json", action="store_true")

        listing = verbs.add_parser("list", help="print who did what, newest first")
        listing.add_argument("--from", dest="since", help="a day, such as 2026-11-28")
        listing.add_argument("--to", dest="until", help="a day, which is included")
        listing.add_argument("--who", dest="person", help="the address or id of a person")
        listing.add_argument("--role", help="a company role that the person has or had")
        listing.add_argument("--login", help="the login that wrote it")
        listing.add_argument("--object", dest="object_id", help="the id of a request, role, appeal or event")
        listing.add_argument("--dataset", help="a dataset's name")
        listing.add_argument("--action", help="the beginning of an action, such as dataset")
        listing.add_argument("--limit", type=int, default=PAGE)
        listing.add_argument("--json", action="store_true", help="JSON lines; the export is noted in the log")

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

    def _list(self, options: dict[str, Any]) -> None:
        form = AuditForm({name: options[name] or "" for name in AuditForm.base_fields})
        if not form.is_valid():
            raise CommandError(
                "; ".join(f"{name}: {' '.join(map(str, says))}" for name, says in form.errors.items()), returncode=1
            )
        if options["json"]:
            asked = {name: str(value) for name, value in form.cleaned_data.items() if value and name != "person"}
            record("audit.exported", actor_id=None, detail=asked)
        found = list(events(form.filter())[: max(options["limit"], 0)])
        if options["json"]:
            self.stdout.writelines(lines(iter(found)))
            return
        names = addresses_of(each.actor_id for each in found)
        for each in found:
            by = names.get(each.actor_id, str(each.actor_id)) if each.actor_id else "the system"
            details = ", ".join(f"{name} {value}" for name, value in each.detail.items())
            about = f"  {each.object_id}" if each.object_id else ""
            self.stdout.write(
                f"{each.created_at:%Y-%m-%d %H:%M:%S}  {each.action}  {by} ({each.login}){about}  {details}"
            )
        if not found:
            self.stdout.write("No events fit.")

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
