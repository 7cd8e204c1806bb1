"""`manage.py datasets register | withdraw | show | lineage | impact | advise | …`: datasets, by command."""

import json
import uuid
from argparse import ArgumentTypeError
from dataclasses import fields
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
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.lineage import Edge, Node
from analytics.datasets.models import DEFAULT_RETENTION_DAYS, Dataset, DatasetRequest, DatasetVersion
from analytics.datasets.registry import document_text, live_versions, readers_of, relations_named, version_of


class Command(BaseCommand):
    help = "Register datasets, and ask what there is, what it is made of and what is made of it."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        _add_policy(verbs.add_parser("register", help="check a document, make its table, grant it to its audience"))
        request = verbs.add_parser("request", help="ask for a dataset, for somebody else to approve")
        _add_policy(request)
        request.add_argument("--reason", required=True, help="what it is for")
        verbs.add_parser("requests", help="print the requests that wait for approval")
        approve = verbs.add_parser("approve", help="register what somebody else asked for")
        refuse = verbs.add_parser("refuse", help="refuse what somebody else asked for, with a reason")
        for decision in (approve, refuse):
            decision.add_argument("request", type=uuid.UUID)
            decision.add_argument("--by", required=True, help="who decides: not the person who asked")
        refuse.add_argument("--reason", required=True)
        withdraw = verbs.add_parser("withdraw", help="drop a version: nobody reads it any more")
        withdraw.add_argument("name")
        withdraw.add_argument("--version", type=int, required=True)
        refresh = verbs.add_parser("refresh", help="rewrite a dataset's rows; its readers and their rights stay")
        names = refresh.add_mutually_exclusive_group(required=True)
        names.add_argument("name", nargs="?")
        names.add_argument("--all", action="store_true", help="each version that is not withdrawn")
        _add_version(verbs.add_parser("show", help="print a dataset's document"))
        _add_version(verbs.add_parser("lineage", help="print what a dataset's columns are made of"))
        access = verbs.add_parser("access", help="print who read a dataset or a table, newest first")
        access.add_argument("name", help="a dataset, or `schema.table`")
        access.add_argument("--limit", type=int, default=PAGE)
        access.add_argument("--json", action="store_true")
        export = verbs.add_parser("export", help="print a dataset's document, or its OpenLineage events")
        _add_version(export)
        export.add_argument("--openlineage", action="store_true", help="events, as JSON lines")
        impact = verbs.add_parser("impact", help="print what would break without a dataset, table or column")
        impact.add_argument("name", help="a dataset, `schema.table`, `schema.table.column`, or a document's file")
        advise = verbs.add_parser("advise", help="recommend a protection for a use of data, with reasons")
        scores = advise.add_mutually_exclusive_group(required=True)
        scores.add_argument("--case", choices=list(CASES), help="one of the worked cases")
        scores.add_argument("--scores", type=int, nargs=len(EXTREMES), metavar="1..5", help=", ".join(EXTREMES))
        advise.add_argument("--svg", type=Path, help="draw the scores into this file")
        verbs.add_parser("list", help="print every dataset with its versions and audience")
        verbs.add_parser("schema", help="print the JSON Schema of a document")
        verbs.add_parser("trace", help="record the lineage of views, stored masks and models again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except InvalidDataset as refused:
            raise CommandError(
                "Nothing was changed.\n" + "\n".join(f"  {problem}" for problem in refused.problems)
            ) from None

    def _register(self, options: dict[str, Any]) -> None:
        connection, text = psycopg_connection("analytical"), _read_text(options["file"])
        self._print_registered(publishing.register(connection, _store(), text, _policy(options), by=options["by"]))

    def _request(self, options: dict[str, Any]) -> None:
        text = _read_text(options["file"])
        request = requests.request_dataset(text, _policy(options), reason=options["reason"], by=options["by"])
        self.stdout.write(f"Request {request.pk} waits. Somebody other than {request.requested_by} can approve it.")

    def _requests(self, _options: dict[str, Any]) -> None:
        for request in DatasetRequest.objects.filter(state=RequestState.WAITING).order_by("requested_at"):
            day = f"{request.requested_at:%Y-%m-%d}"
            name = request.policy["name"]
            self.stdout.write(f"{request.pk}  {name}  by {request.requested_by}, {day}: {request.reason}")

    def _approve(self, options: dict[str, Any]) -> None:
        connection = psycopg_connection("analytical")
        self._print_registered(publishing.approve(connection, _store(), options["request"], by=options["by"]))

    def _refuse(self, options: dict[str, Any]) -> None:
        request = requests.refuse(options["request"], reason=options["reason"], by=options["by"])
        self.stdout.write(f"Request {request.pk} is refused.")

    def _print_registered(self, version: DatasetVersion) -> None:
        until = f"{version.ends_at:%Y-%m-%d}"
        self.stdout.write(f"{version} is registered: {version.rows:,} rows in {version.relation}, until {until}.")
        self.stdout.write(f"{', '.join(sorted(readers_of(version.dataset)))} may read {version.relation} from now on.")

    def _withdraw(self, options: dict[str, Any]) -> None:
        connection = psycopg_connection("analytical")
        version = publishing.withdraw(connection, _store(), options["name"], options["version"])
        self.stdout.write(f"{version} is withdrawn: nobody reads it any more. Its document stays.")

    def _refresh(self, options: dict[str, Any]) -> None:
        problems: list[str] = []
        versions = live_versions(options["name"])
        if options["name"] and not versions:
            raise CommandError(f"There is no version of {options['name']} that is not withdrawn.")
        for version in versions:
            try:
                refreshed = publishing.refresh(psycopg_connection("analytical"), version.dataset, version.version)
            except InvalidDataset as refused:
                problems += (f"  {version} {problem}" for problem in refused.problems)
            else:
                self.stdout.write(f"{refreshed} is refreshed: {refreshed.rows:,} rows.")
        if problems:
            raise CommandError("\n".join(["These keep their old rows.", *problems]))

    def _show(self, options: dict[str, Any]) -> None:
        self.stdout.write(document_text(_require_version(options)))

    def _export(self, options: dict[str, Any]) -> None:
        version = _require_version(options)
        if not options["openlineage"]:
            self._show(options)
            return
        for event in openlineage.written_event(version, ended_at=version.refreshed_at or version.registered_at):
            self.stdout.write(openlineage.serialize(event))

    def _lineage(self, options: dict[str, Any]) -> None:
        relation = _require_version(options).relation
        self._print_edges(lineage.origins(lineage.columns_of(psycopg_connection("analytical"), relation)))

    def _access(self, options: dict[str, Any]) -> None:
        events = reads_of(relations_named(options["name"]), limit=options["limit"])
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(event) for event in events], indent=2))
            return
        for event in events:
            version = event.version and f"@{event.version}"
            people = "" if event.subjects is None else f", {event.subjects} people"
            reader = f"{event.reader_id} ({event.role}, by {event.process})"
            self.stdout.write(
                f"{event.created_at:%Y-%m-%d %H:%M:%S}  {reader}  {event.kind}  {event.relation}{version}  "
                f"{event.rows} rows{people}  ({', '.join(event.columns)})  {event.purpose}"
            )
        if not events:
            self.stdout.write(f"Nobody has read {options['name']}.")

    def _impact(self, options: dict[str, Any]) -> None:
        edges = lineage.impact(_nodes(options["name"]))
        self._print_edges(edges)
        names = {edge.made_by.removeprefix("dataset:").partition("@")[0] for edge in edges}
        logins = sorted({login for name in names for login in readers_of(name)})
        self.stdout.write(f"Read by: {', '.join(logins) or 'nobody'}.")

    def _list(self, _options: dict[str, Any]) -> None:
        for dataset in Dataset.objects.order_by("name"):
            versions = DatasetVersion.objects.filter(dataset=dataset.name).order_by("version")
            numbers = ", ".join(
                f"{version.version}{' (withdrawn)' if version.withdrawn_at else ''}" for version in versions
            )
            self.stdout.write(
                f"{dataset.name}  versions {numbers}  for {', '.join(dataset.audience)}  ({dataset.owner})"
            )

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

    def _print_edges(self, edges: list[Edge]) -> None:
        for edge in edges:
            self.stdout.write(f"{edge.column}  <-  {edge.origin}   ({edge.made_by}: {edge.how})")
        self.stdout.write(f"{len(edges)} edges")


def _as_json(event: AccessEvent) -> dict[str, Any]:
    names = ("reader_id", "role", "process", "relation", "version", "columns", "rows", "subjects", "purpose", "kind")
    return {"at": event.created_at.isoformat(), **{name: getattr(event, name) for name in names}}


def _store() -> Any:
    return store_grants(Environment(settings.PLATEMARK_ENV))["analytical"]


def _require_version(options: dict[str, Any]) -> DatasetVersion:
    version = version_of(options["name"], options["version"])
    if version is None:
        raise CommandError(f"There is no {options['name']}. `manage.py datasets list` prints all datasets.")
    return version


def _nodes(name: str) -> list[Node]:
    """The columns of what the argument of `impact` names."""
    connection = psycopg_connection("analytical")
    if Path(name).is_file():
        sources = document.parse(Path(name).read_text()).leaves
        names = {column.source.removeprefix("dataset:").partition("@")[0] for column in sources}
        return [node for dataset in sorted(names) if version_of(dataset) for node in _nodes(dataset)]
    if (version := version_of(name)) is not None:
        return lineage.columns_of(connection, version.relation)
    parts = name.split(".")
    nodes = lineage.columns_of(connection, ".".join(parts[:2]))
    nodes = [node for node in nodes if len(parts) == 2 or node.column == parts[-1]]
    if not nodes:
        raise CommandError(f"{name} is no dataset, no table and no column of one.")
    return nodes


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date such as 2027-03-01") from None


def _add_policy(parser: CommandParser) -> None:
    parser.add_argument("file", type=Path, help="the document: JSON in the published shape")
    parser.add_argument("--name", required=True, help="the dataset's name, such as young_guests")
    parser.add_argument("--owner", required=True, help="who answers for it")
    parser.add_argument("--audience", required=True, action="append", help="a company role that reads it; repeatable")
    parser.add_argument("--line-of-business", default="analytics")
    parser.add_argument("--residency", default="eu")
    parser.add_argument("--retention-days", type=int, default=DEFAULT_RETENTION_DAYS)
    parser.add_argument("--accepted-by", default="", help="who accepted that it gives rows of people")
    parser.add_argument("--accepted-until", type=_day, help="until when, such as 2027-03-01")
    parser.add_argument("--by", default="", help="who registers it; default: as the document says")


def _add_version(parser: CommandParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--version", type=int, help="default: the newest that is not withdrawn")


def _policy(options: dict[str, Any]) -> DatasetPolicy:
    values = {field.name: options[field.name] for field in fields(DatasetPolicy)}
    return DatasetPolicy(**{**values, "audience": tuple(values["audience"])})


def _read_text(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} can't be read: {type(problem).__name__}.") from None
