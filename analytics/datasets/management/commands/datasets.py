"""`manage.py datasets register | withdraw | show | lineage | impact | advise | …`: the registry, by command."""

import json
import uuid
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.log_queries import PAGE, reads_of
from analytics.access.models import AccessEvent
from analytics.access.stores import store_grants
from analytics.datasets import document, lineage, openlineage, publishing, radar_chart, requests
from analytics.datasets.advisor import CASES, EXTREMES, Scores, advise
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.lineage import Edge, Node
from analytics.datasets.models import Dataset, DatasetRequest, DatasetVersion
from analytics.datasets.registry import DatasetPolicy
from analytics.datasets.selectors import live_versions, readers_of, relations_named, version_of


class Command(BaseCommand):
    help = "Register datasets, and ask what there is, what it is made of and what is made of it."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, says in (
            ("register", "check a document, make its table, grant it to its audience"),
            ("request", "ask for a dataset, for somebody else to approve"),
        ):
            _terms(verbs.add_parser(verb, help=says))
        verbs.choices["request"].add_argument("--reason", required=True, help="what it is for")
        verbs.add_parser("requests", help="print what waits for approval")
        for verb, says in (("approve", "register what somebody else asked for"), ("refuse", "say no, and why")):
            one = verbs.add_parser(verb, help=says)
            one.add_argument("request", type=uuid.UUID)
            one.add_argument("--by", required=True, help="who decides: not whoever asked")
        verbs.choices["refuse"].add_argument("--because", required=True)
        gone = verbs.add_parser("withdraw", help="take a version from everybody")
        gone.add_argument("name")
        gone.add_argument("--version", type=int, required=True)
        _which(verbs.add_parser("refresh", help="write a dataset's rows anew; its readers and their rights stay"))
        for verb, says in (("show", "print a dataset's document"), ("lineage", "print what its columns are made of")):
            one = verbs.add_parser(verb, help=says)
            one.add_argument("name")
            one.add_argument("--version", type=int, help="default: the newest that stands")
        read = verbs.add_parser("access", help="print who read a dataset or a table, newest first")
        read.add_argument("name", help="a dataset, or `schema.table`")
        read.add_argument("--limit", type=int, default=PAGE)
        read.add_argument("--json", action="store_true")
        _exported(verbs.add_parser("export", help="print a dataset's document, or its OpenLineage events"))
        hit = verbs.add_parser("impact", help="print what would break if a dataset, table or column went")
        hit.add_argument("what", help="a dataset, `schema.table`, `schema.table.column`, or a document's file")
        told = verbs.add_parser("advise", help="say which protection a use of data asks for, and why")
        asked = told.add_mutually_exclusive_group(required=True)
        asked.add_argument("--case", choices=list(CASES), help="one of the worked cases")
        asked.add_argument("--scores", type=int, nargs=len(EXTREMES), metavar="1..5", help=", ".join(EXTREMES))
        told.add_argument("--svg", type=Path, help="draw the scores into this file")
        verbs.add_parser("list", help="print every dataset with its versions and audience")
        verbs.add_parser("schema", help="print the JSON Schema of a document")
        verbs.add_parser("trace", help="read the lineage of views, stored masks and models anew")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except InvalidDataset as refused:
            raise CommandError("Nothing was changed.\n" + "\n".join(f"  {each}" for each in refused.problems)) from None

    def _register(self, options: dict[str, Any]) -> None:
        text = _text(options["file"])
        by = options["by"] or document.parse(text).registered_by
        self._registered(
            publishing.register(psycopg_connection("analytical"), _store(), text, _terms_of(options), by=by)
        )

    def _request(self, options: dict[str, Any]) -> None:
        text = _text(options["file"])
        by = options["by"] or document.parse(text).registered_by
        asked = requests.request_dataset(text, _terms_of(options), reason=options["reason"], by=by)
        self.stdout.write(f"Request {asked.pk} waits. Somebody other than {by} can approve it.")

    def _requests(self, _options: dict[str, Any]) -> None:
        for asked in DatasetRequest.objects.filter(state=RequestState.WAITING).order_by("requested_at"):
            at = f"{asked.requested_at:%Y-%m-%d}"
            self.stdout.write(f"{asked.pk}  {asked.policy['name']}  by {asked.requested_by}, {at}: {asked.reason}")

    def _approve(self, options: dict[str, Any]) -> None:
        connection = psycopg_connection("analytical")
        self._registered(publishing.approve(connection, _store(), options["request"], by=options["by"]))

    def _refuse(self, options: dict[str, Any]) -> None:
        gone = requests.refuse(options["request"], because=options["because"], by=options["by"])
        self.stdout.write(f"Request {gone.pk} is refused.")

    def _registered(self, made: DatasetVersion) -> None:
        until = f"{made.ends_at:%Y-%m-%d}"
        self.stdout.write(f"{made} is registered: {made.rows:,} rows in {made.relation}, until {until}.")
        self.stdout.write(f"{', '.join(sorted(readers_of(made.dataset)))} may read {made.relation} from now on.")

    def _withdraw(self, options: dict[str, Any]) -> None:
        gone = publishing.withdraw(psycopg_connection("analytical"), _store(), options["name"], options["version"])
        self.stdout.write(f"{gone} is withdrawn: nobody reads it any more. Its document stays.")

    def _refresh(self, options: dict[str, Any]) -> None:
        problems: list[document.DocumentProblem] = []
        versions = live_versions(options["name"])
        if options["name"] and not versions:
            raise CommandError(f"There is no {options['name']} that stands.")
        for version in versions:
            try:
                done = publishing.refresh(psycopg_connection("analytical"), version.dataset, version.version)
            except InvalidDataset as refused:
                problems += (document.DocumentProblem(f"{version} {each.path}", each.says) for each in refused.problems)
            else:
                self.stdout.write(f"{done} is refreshed: {done.rows:,} rows.")
        if problems:
            raise CommandError("These keep their old rows.\n" + "\n".join(f"  {each}" for each in problems))

    def _show(self, options: dict[str, Any]) -> None:
        found = _version(options)
        at = int(found.registered_at.timestamp())
        self.stdout.write(document.serialize(found.document, registered_at=at, registered_by=found.registered_by))

    def _export(self, options: dict[str, Any]) -> None:
        found = _version(options)
        if not options["openlineage"]:
            self._show(options)
            return
        for event in openlineage.written_event(found, ended=found.refreshed_at or found.registered_at):
            self.stdout.write(openlineage.serialize(event))

    def _lineage(self, options: dict[str, Any]) -> None:
        found = _version(options)
        self._edges(lineage.origins(lineage.columns_of(psycopg_connection("analytical"), found.relation)))

    def _access(self, options: dict[str, Any]) -> None:
        found = reads_of(relations_named(options["name"]), limit=options["limit"])
        if options["json"]:
            self.stdout.write(json.dumps([_as_said(each) for each in found], indent=2))
            return
        for each in found:
            version, people = (
                each.version and f"@{each.version}",
                "" if each.subjects is None else f", {each.subjects} people",
            )
            self.stdout.write(
                f"{each.created_at:%Y-%m-%d %H:%M:%S}  {each.reader_id} ({each.role}, by {each.process})  {each.kind}  "
                f"{each.relation}{version}  {each.rows} rows{people}  ({', '.join(each.columns)})  {each.purpose}"
            )
        if not found:
            self.stdout.write(f"Nobody has read {options['name']}.")

    def _impact(self, options: dict[str, Any]) -> None:
        reached = lineage.impact(_nodes(options["what"]))
        self._edges(reached)
        names = {edge.made_by.removeprefix("dataset:").partition("@")[0] for edge in reached}
        logins = sorted({login for name in names for login in readers_of(name)})
        self.stdout.write(f"Read by: {', '.join(logins) or 'nobody'}.")

    def _list(self, _options: dict[str, Any]) -> None:
        for dataset in Dataset.objects.order_by("name"):
            versions = DatasetVersion.objects.filter(dataset=dataset.name).order_by("version")
            told = ", ".join(f"{each.version}{' (withdrawn)' if each.withdrawn_at else ''}" for each in versions)
            self.stdout.write(f"{dataset.name}  versions {told}  for {', '.join(dataset.audience)}  ({dataset.owner})")

    def _schema(self, _options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document.schema(), indent=2))

    def _trace(self, _options: dict[str, Any]) -> None:
        self.stdout.write(f"{lineage.record_existing(psycopg_connection('analytical'))} edges of views and models")

    def _advise(self, options: dict[str, Any]) -> None:
        try:
            scores = CASES[options["case"]].scores if options["case"] else Scores(*options["scores"])
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        title = CASES[options["case"]].title if options["case"] else "Six scores"
        self.stdout.write(title)
        for name, score in scores:
            ends = EXTREMES[name]
            self.stdout.write(f"  {ends.title:<12}  {score}   1: {ends.lowest}; 5: {ends.highest}")
        advice = advise(scores)
        self.stdout.write(f"Recommended: {advice.protection}")
        for reason in advice.reasons:
            self.stdout.write(f"  - {reason}")
        if options["svg"]:
            options["svg"].write_text(radar_chart.svg(title, scores))

    def _edges(self, edges: list[Edge]) -> None:
        for edge in edges:
            self.stdout.write(f"{edge.to}  <-  {edge.origin}   ({edge.made_by}: {edge.how})")
        self.stdout.write(f"{len(edges)} edges")


def _as_said(event: AccessEvent) -> dict[str, Any]:
    names = ("reader_id", "role", "process", "relation", "version", "columns", "rows", "subjects", "purpose", "kind")
    return {"at": event.created_at.isoformat(), **{name: getattr(event, name) for name in names}}


def _store() -> Any:
    return store_grants(Environment(settings.PLATEMARK_ENV))["analytical"]


def _version(options: dict[str, Any]) -> DatasetVersion:
    found = version_of(options["name"], options["version"])
    if found is None:
        raise CommandError(f"There is no {options['name']}. `manage.py datasets list` says what there is.")
    return found


def _nodes(what: str) -> list[Node]:
    """The columns that a word of `impact` names."""
    connection = psycopg_connection("analytical")
    if Path(what).is_file():
        sources = document.parse(Path(what).read_text()).leaves
        names = {column.source.removeprefix("dataset:").partition("@")[0] for column in sources}
        return [node for name in sorted(names) if version_of(name) for node in _nodes(name)]
    if (version := version_of(what)) is not None:
        return lineage.columns_of(connection, version.relation)
    parts = what.split(".")
    nodes = lineage.columns_of(connection, ".".join(parts[:2]))
    found = [node for node in nodes if len(parts) == 2 or node.column == parts[-1]]
    if not found:
        raise CommandError(f"{what} is no dataset, no table and no column of one.")
    return found


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2027-03-01") from None


def _terms(new: CommandParser) -> None:
    new.add_argument("file", type=Path, help="the document: JSON in the published shape")
    new.add_argument("--name", required=True, help="what the dataset is called, such as young_guests")
    new.add_argument("--owner", required=True, help="who answers for it")
    new.add_argument("--audience", required=True, action="append", help="a company role that reads it; repeatable")
    new.add_argument("--line-of-business", default="analytics")
    new.add_argument("--residency", default="eu")
    new.add_argument("--retention-days", type=int, default=365)
    new.add_argument("--accepted-by", default="", help="who accepted that it gives rows of people")
    new.add_argument("--accepted-until", type=_day, help="until when, such as 2027-03-01")
    new.add_argument("--by", help="who registers it; default: as the document says")


def _which(anew: CommandParser) -> None:
    named = anew.add_mutually_exclusive_group(required=True)
    named.add_argument("name", nargs="?")
    named.add_argument("--all", action="store_true", help="each version that stands")


def _exported(out: CommandParser) -> None:
    out.add_argument("name")
    out.add_argument("--version", type=int, help="default: the newest that stands")
    out.add_argument("--openlineage", action="store_true", help="events, as JSON lines")


def _terms_of(options: dict[str, Any]) -> DatasetPolicy:
    return DatasetPolicy(
        name=options["name"],
        owner=options["owner"],
        audience=tuple(options["audience"]),
        line_of_business=options["line_of_business"],
        residency=options["residency"],
        retention_days=options["retention_days"],
        accepted_by=options["accepted_by"],
        accepted_until=options["accepted_until"],
    )


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} can't be read: {type(problem).__name__}.") from None
