"""Puts a report together, and writes it: a line a person for people, one JSON document for programs. Both stream."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TextIO

from analytics.access.sealed_logs import SEALED_LOGS
from privacy_rights.breach.readers import BreachReader
from privacy_rights.breach.touched import (
    Period,
    Progress,
    RelationRead,
    TouchedPerson,
    actions_of,
    people_touched,
    relations_read,
)
from reviews_site.audit.verification import verify

# What no log can say, whatever stands in it.
NOT_KNOWN = (
    "What was not noted: SQL of a store's owner or a superuser, copies of disks and of backups, a process that was "
    "broken into and read without writing its line.",
    "What was done with rows once they were shown.",
    "Web and console keep no log of the pages that a person opened in the transactional store; of customer support's "
    "lookups there is one.",
)


@dataclass(frozen=True)
class LogState:
    """Whether a sealed log is as it was written."""

    log: str
    findings: int
    sealed: int
    unsealed: int

    @property
    def says(self) -> str:
        """A sentence of it."""
        found = (
            "nothing was changed" if not self.findings else f"{self.findings} findings: run `manage.py audit verify`"
        )
        return f"{self.log}: {found}; {self.sealed:,} rows sealed, {self.unsealed:,} not yet."


@dataclass
class Report:
    """What is known before people are listed, and the counts that are known once they are."""

    asked: str
    reader: BreachReader
    period: Period
    logs: list[LogState]
    relations: list[RelationRead]
    acts: dict[str, int]
    sure: int = 0
    perhaps: int = 0
    without_account: int = 0
    relations_of_people: dict[str, int] = field(default_factory=dict)

    @property
    def not_known(self) -> list[str]:
        """What this report can't say, in sentences."""
        whole = [each.relation for each in self.relations if not each.is_by_row]
        said = [f"The log is not as it was sealed ({each.says})" for each in self.logs if each.findings]
        said += [
            f"{each.unsealed:,} rows of the log {each.log} are not sealed yet." for each in self.logs if each.unsealed
        ]
        if whole:
            said.append(f"Which rows of {', '.join(whole)} were read each time: whoever is in them may be affected.")
        return [*said, *NOT_KNOWN]

    def people(self, say: Progress) -> Iterator[TouchedPerson]:
        """Everybody touched, counted on the way."""
        for person in people_touched(self.reader, self.period, say):
            self.sure += person.is_sure
            self.perhaps += not person.is_sure
            self.without_account += person.account is None
            for touch in person.touches:
                self.relations_of_people[touch.relation] = self.relations_of_people.get(touch.relation, 0) + 1
            yield person


def begin(asked: str, reader: BreachReader, period: Period, say: Progress) -> Report:
    """Everything but the people. The logs are verified first, since the rest is worth what they are."""
    say("Comparing the logs with their seals.")
    verdicts = [verify(ledger) for ledger in SEALED_LOGS]
    logs = [LogState(each.log, len(each.findings), each.sealed, each.unsealed) for each in verdicts]
    say("Reading what was read.")
    return Report(asked, reader, period, logs, relations_read(reader, period), dict(actions_of(reader, period)))


def write_text(report: Report, out: TextIO, say: Progress) -> None:
    """For people: what was read, then a line a person, then the counts and what is not known."""
    out.write(f"Read by {report.asked}, from {_at(report.period.since)} until {_at(report.period.until)}\n\n")
    out.writelines(f"{each.says}\n" for each in report.logs)
    for each in report.relations:
        columns = ", ".join(f"{column} ({privacy})" for column, privacy in each.columns.items())
        out.write(f"\n{each.relation}: {each.rows:,} rows in {each.reads:,} reads, {_span(each)}\n  {columns}\n")
    for action, count in sorted(report.acts.items()):
        out.write(f"\nact {action}: {count:,} times")
    out.write("\n")
    for person in report.people(say):
        who = person.address or (str(person.account) if person.account else f"no account any more, {person.pseudonym}")
        out.write(f"\n{who}{'' if person.is_sure else ' (perhaps)'}\n")
        for touch in person.touches:
            sure = "" if touch.is_sure else "perhaps "
            out.write(f"  {sure}{touch.relation}: rows {touch.rows}, reads {touch.reads}, {_span(touch)}\n")
    out.write(
        f"\n{report.sure:,} people, and {report.perhaps:,} perhaps; {report.without_account:,} without account.\n"
    )
    out.write("\nWhat can't be known:\n")
    out.writelines(f"- {each}\n" for each in report.not_known)


def write_json(report: Report, out: TextIO, say: Progress) -> None:
    """One JSON object. People are written as they are found; the counts come after them."""
    head = {
        "who": report.asked,
        "from": report.period.since,
        "to": report.period.until,
        "logs": [asdict(each) for each in report.logs],
        "relations": [asdict(each) for each in report.relations],
        "acts": report.acts,
    }
    out.write(f'{{{_json(head)[1:-1]}, "people": [')
    for number, person in enumerate(report.people(say)):
        out.write((",\n" if number else "\n") + _json(asdict(person) | {"is_sure": person.is_sure}))
    tail = {
        "sure": report.sure,
        "perhaps": report.perhaps,
        "without_account": report.without_account,
        "not_known": report.not_known,
    }
    out.write(f"\n], {_json(tail)[1:]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, datetime) else str(each))


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _span(of: Any) -> str:
    return f"{_at(of.first_at)} to {_at(of.last_at)}"
