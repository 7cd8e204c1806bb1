"""`manage.py quarantine list|show|fix|replay`: refused events, the reasons, and their fixes."""

import json
import uuid
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from analytics.ingest import selectors
from analytics.ingest.actions import corrections
from analytics.ingest.exceptions import CannotMend
from analytics.ingest.selectors import QuarantinedRow
from reviews_site.commands import ExampleCommand
from reviews_site.policy import PersonFacts, Role

OPERATOR = PersonFacts(roles=frozenset({Role.OPERATOR}))


class Command(ExampleCommand):
    """Exit code 1 for an event that is not there, can't be mended or would be refused again, 2 for wrong arguments.

    Runs as the migrator.
    """

    help = "List, mend or replay refused events. Personal values are described, not shown."
    examples = (
        "list",
        "fix 0198c1f6-7b1e-7c3a-9a52-3d0f5e6a7b8c --set rating=4",
        "replay --all",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        list_parser = subcommands.add_parser("list", help="waiting events, oldest first")
        list_parser.add_argument("--resolved", action="store_true", help="events that were loaded later, instead")
        list_parser.add_argument("--after", type=uuid.UUID, help="the last event of the page before")
        list_parser.add_argument("--limit", type=int, default=selectors.PAGE_SIZE)
        list_parser.add_argument("--json", action="store_true")
        show_parser = subcommands.add_parser("show", help="an event: why it was refused, and its shape")
        show_parser.add_argument("event", type=uuid.UUID)
        show_parser.add_argument("--json", action="store_true", help="as JSON")
        fix_parser = subcommands.add_parser("fix", help="publish a mended event in place of it")
        fix_parser.add_argument("event", type=uuid.UUID)
        fix_parser.add_argument("--set", action="append", default=[], metavar="FIELD=JSON", help="such as rating=4")
        fix_parser.add_argument("--remove", action="append", default=[], metavar="FIELD")
        fix_parser.add_argument("--schema", type=int, help="version of the schema that the mended event follows")
        replay_parser = subcommands.add_parser("replay", help="send events through the relay again, unchanged")
        replay_parser.add_argument("event", type=uuid.UUID, nargs="*")
        replay_parser.add_argument("--all", action="store_true", help="all waiting events")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['subcommand']}")(options)
        except CannotMend as problem:
            raise CommandError(str(problem)) from None

    def _list(self, options: dict[str, Any]) -> None:
        rows = selectors.quarantined_rows(after=options["after"], resolved=options["resolved"], limit=options["limit"])
        if options["json"]:
            self.stdout.write(json.dumps([{**asdict(row), "state": row.state} for row in rows], default=str))
            return
        for row in rows:
            description = _printable(f"{row.topic} v{row.version}  {row.reason}")
            self.stdout.write(f"{row.event_id}  {row.state:7}  {description}")
        for (topic, reason), events in () if options["resolved"] else selectors.waiting_by_reason().items():
            self.stdout.write(_printable(f"{events:>7} of {topic}: {reason}"))
        if not rows:
            self.stdout.write("No events.")

    def _show(self, options: dict[str, Any]) -> None:
        row = selectors.quarantined_row(options["event"])
        if row is None:
            raise CommandError(f"{options['event']} is not in the quarantine.")
        as_json = options["json"]
        self.stdout.write(json.dumps({**asdict(row), "state": row.state}, default=str) if as_json else _format_row(row))

    def _fix(self, options: dict[str, Any]) -> None:
        changes: dict[str, Any] = dict(_parse_assignment(text) for text in options["set"])
        changes |= dict.fromkeys(options["remove"])
        fix_id = corrections.correct(
            event_id=options["event"], changes=changes, version=options["schema"], by=None, person=OPERATOR
        )
        self.stdout.write(f"{fix_id} replaces it. The relay loads it within ten seconds.")

    def _replay(self, options: dict[str, Any]) -> None:
        event_ids = _all_waiting() if options["all"] else options["event"]
        replayed = corrections.replay(event_ids=event_ids, by=None, person=OPERATOR)
        for event_id, reason in replayed.refused.items():
            self.stderr.write(f"{event_id} would be refused again: {reason}")
        self.stdout.write(f"{len(replayed.sent)} sent again, {len(replayed.refused)} left.")
        if replayed.refused:
            raise CommandError("Mend the events that are left with `quarantine fix`.", returncode=1)


def _all_waiting() -> list[uuid.UUID]:
    event_ids: list[uuid.UUID] = []
    while page := selectors.quarantined_rows(after=event_ids[-1] if event_ids else None):
        event_ids += [row.event_id for row in page]
    return event_ids


def _printable(text: str) -> str:
    """An intruder may have chosen the topic: it must not control the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _parse_assignment(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        raise CommandError(f"After {name}= write JSON: a text in double quotes.", returncode=2) from None


def _format_row(row: QuarantinedRow) -> str:
    lines = {
        "event": row.event_id,
        "state": row.state,
        "topic": _printable(f"{row.topic} v{row.version}"),
        "restaurant": row.restaurant_id or "-",
        "refused": f"{row.quarantined_at:%Y-%m-%d %H:%M:%S} UTC",
        "reason": _printable(row.reason),
        "fix": row.fix_event_id or "-",
    }
    heading = "\n".join(f"{name:11}{value}" for name, value in lines.items())
    return f"{heading}\n{json.dumps(row.shape, indent=2, ensure_ascii=False)}"
