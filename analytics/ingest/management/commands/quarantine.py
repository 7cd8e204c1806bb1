"""`manage.py quarantine list|show|fix|replay`: what was refused, why, and what is done about it."""

import json
import uuid
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.ingest import selectors
from analytics.ingest.actions import corrections
from analytics.ingest.exceptions import CannotMend
from analytics.ingest.selectors import QuarantinedRow
from reviews_site.policy import PersonFacts, Role

OPERATOR = PersonFacts(roles=frozenset({Role.OPERATOR}))


class Command(BaseCommand):
    """Exit code 2 for an event that does not wait, 1 where something would be refused again. Runs as the migrator."""

    help = "Look at events that were refused, mend them, or send them again. Personal values are described, not shown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        everything = ways.add_parser("list", help="what waits, the oldest first")
        everything.add_argument("--resolved", action="store_true", help="what was loaded at last, instead")
        everything.add_argument("--after", type=uuid.UUID, help="the last event of the page before")
        everything.add_argument("--limit", type=int, default=selectors.PAGE)
        everything.add_argument("--json", action="store_true")
        one = ways.add_parser("show", help="one event: why it was refused, and the shape of it")
        one.add_argument("event", type=uuid.UUID)
        mend = ways.add_parser("fix", help="publish a mended event in its place")
        mend.add_argument("event", type=uuid.UUID)
        mend.add_argument("--set", action="append", default=[], metavar="FIELD=JSON", help="such as rating=4")
        mend.add_argument("--remove", action="append", default=[], metavar="FIELD")
        mend.add_argument("--schema", type=int, help="version of the schema that the mended event follows")
        again = ways.add_parser("replay", help="send events through the relay again, as they are")
        again.add_argument("event", type=uuid.UUID, nargs="*")
        again.add_argument("--all", action="store_true", help="everything that waits")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['way']}")(options)
        except CannotMend as problem:
            raise CommandError(str(problem), returncode=2) from None

    def _list(self, options: dict[str, Any]) -> None:
        found = selectors.quarantined_rows(after=options["after"], resolved=options["resolved"], limit=options["limit"])
        if options["json"]:
            self.stdout.write(json.dumps([{**asdict(each), "state": each.state} for each in found], default=str))
            return
        for each in found:
            said = _printable(f"{each.topic} v{each.version}  {each.reason}")
            self.stdout.write(f"{each.event_id}  {each.state:7}  {said}")
        for (topic, reason), events in () if options["resolved"] else selectors.waiting_by_reason().items():
            self.stdout.write(_printable(f"{events:>7} of {topic}: {reason}"))
        if not found:
            self.stdout.write("Nothing is here.")

    def _show(self, options: dict[str, Any]) -> None:
        found = selectors.quarantined_row(options["event"])
        if found is None:
            raise CommandError(f"{options['event']} is not in the quarantine.", returncode=2)
        self.stdout.write(_as_text(found))

    def _fix(self, options: dict[str, Any]) -> None:
        changes: dict[str, Any] = dict(_assignment(each) for each in options["set"])
        changes |= dict.fromkeys(options["remove"])
        fixed = corrections.correct(
            event_id=options["event"], changes=changes, version=options["schema"], by=None, person=OPERATOR
        )
        self.stdout.write(f"{fixed} stands in for it. The relay takes it within ten seconds.")

    def _replay(self, options: dict[str, Any]) -> None:
        chosen = list(_everything()) if options["all"] else options["event"]
        replayed = corrections.replay(event_ids=chosen, by=None, person=OPERATOR)
        for event_id, reason in replayed.refused.items():
            self.stderr.write(f"{event_id} would be refused again: {reason}")
        self.stdout.write(f"{len(replayed.sent)} sent again, {len(replayed.refused)} left.")
        if replayed.refused:
            raise CommandError("Mend what is left with `quarantine fix`.", returncode=1)


def _everything() -> list[uuid.UUID]:
    found: list[QuarantinedRow] = []
    while page := selectors.quarantined_rows(after=found[-1].event_id if found else None):
        found += page
    return [each.event_id for each in found]


def _printable(text: str) -> str:
    """An intruder names the topic: it must not move a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _assignment(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        raise CommandError(f"After {name}= write JSON: a text in double quotes.", returncode=2) from None


def _as_text(found: QuarantinedRow) -> str:
    lines = {
        "event": found.event_id,
        "state": found.state,
        "topic": _printable(f"{found.topic} v{found.version}"),
        "restaurant": found.restaurant_id or "-",
        "refused": f"{found.quarantined_at:%Y-%m-%d %H:%M:%S} UTC",
        "reason": _printable(found.reason),
        "fix": found.fix_event_id or "-",
    }
    shown = "\n".join(f"{name:11}{value}" for name, value in lines.items())
    return f"{shown}\n{json.dumps(found.shape, indent=2, ensure_ascii=False)}"
