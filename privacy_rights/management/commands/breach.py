"""`manage.py breach report`: whose data a reader touched in a time, and drafts of the notices. It mails nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from privacy_rights.breach import notices
from privacy_rights.breach.readers import UnknownReader, find_reader
from privacy_rights.breach.report import begin, write_json, write_text
from privacy_rights.breach.touched import Period
from reviews_site.audit.log import record
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Runs as the process `breach`, which alone may ask for the people behind the log. That it ran is audited."""

    help = "List whose data somebody read, from when to when, and draft the notices to the authority and the people."
    examples = (
        "report --from 2026-11-28 --to 2026-11-29 --who data_scientist",
        "report --from 2026-11-28T09:30 --to 2026-11-28T17:00 --who mia@example.org --notices var/notices",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        report = verbs.add_parser("report", help="whose data a reader touched in a time")
        report.add_argument(
            "--from", dest="since", type=_moment, required=True, help="2026-11-28 or 2026-11-28T09:30, UTC"
        )
        report.add_argument("--to", dest="until", type=_moment, required=True, help="until then, and without it")
        report.add_argument("--who", required=True, help="an account's id or address, a process, a login, or a role")
        report.add_argument("--json", action="store_true", help="one JSON document in place of text")
        report.add_argument("--notices", type=Path, help="a folder for the drafts of both notices")

    def handle(self, *args: Any, **options: Any) -> None:
        period = Period(options["since"], options["until"])
        if period.since >= period.until:
            raise CommandError("--from has to be before --to.")
        try:
            found = find_reader(options["who"])
        except UnknownReader as problem:
            raise CommandError(str(problem)) from None
        report = begin(options["who"], found, period, self._say)
        # Before anybody is listed; and after the logs were verified, so that this line is not among the unsealed.
        said = {"reader": found.name, "from": period.since.isoformat(), "to": period.until.isoformat()}
        record("breach.reported", actor_id=None, object_id=found.person, detail=said)
        (write_json if options["json"] else write_text)(report, self.stdout, self._say)  # type: ignore[arg-type]  # Django's wrapper of a stream writes
        if options["notices"]:
            for path in notices.write(report, options["notices"]):
                self._say(f"Draft: {path}")

    def _say(self, text: str) -> None:
        self.stderr.write(text)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no time. Write it as 2026-11-28 or 2026-11-28T09:30.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
