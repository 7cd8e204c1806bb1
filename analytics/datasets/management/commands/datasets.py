"""`manage.py datasets show | lineage | impact | advise | …`: datasets, by command.

Nobody registers or withdraws one here: `manage.py requests` takes a signature of each person.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.log_queries import PAGE, reads_of
from analytics.access.models import AccessEvent
from analytics.access.stores import store_grants
from analytics.datasets import document, lineage, openlineage, publishing, radar_chart
from analytics.datasets.advisor import CASES, EXTREMES, Scores, advise
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import InvalidDataset
from analytics.datasets.lineage import Edge, Node
from analytics.datasets.models import Dataset, DatasetVersion
from analytics.datasets.query_lineage import UnreadableQuery
from analytics.datasets.readers import readers_after
from analytics.datasets.registry import document_text, live_versions, relations_named, version_of
from analytics.datasets.suggestion import suggest_for_data
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    help = "Ask what datasets there are, what each is made of and what is made of it; refresh them."
    examples = (
        "list --json",
        "suggest as_published.json",
        "impact public.accounts_profile.birth_year",
        "show young_guests",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        refresh = verbs.add_parser("refresh", help="rewrite a dataset's rows; its readers and their rights stay")
        names = refresh.add_mutually_exclusive_group(required=True)
        names.add_argument("name", nargs="?")
        names.add_argument("--all", action="store_true", help="each version that is not withdrawn")
        _add_version(verbs.add_parser("show", help="print a dataset's document"))
        origins = verbs.add_parser("lineage", help="print what a dataset's columns are made of")
        _add_version(origins)
        access = verbs.add_parser("access", help="print who read a dataset or a table, newest first")
        access.add_argument("name", help="a dataset, or `schema.table`")
        access.add_argument("--limit", type=int, default=PAGE)
        access.add_argument("--json", action="store_true")
        export = verbs.add_parser("export", help="print a dataset's document, or its OpenLineage events")
        _add_version(export)
        export.add_argument("--openlineage", action="store_true", help="events, as JSON lines")
        impact = verbs.add_parser("impact", help="print what would break without a dataset, table or column")
        impact.add_argument("name", help="a dataset, a document's file, or `schema.table.column` of any store")
        advise = verbs.add_parser("advise", help="recommend a protection for a use of data, with reasons")
        scores = advise.add_mutually_exclusive_group(required=True)
        scores.add_argument("--case", choices=list(CASES), help="one of the worked cases")
        scores.add_argument("--scores", type=int, nargs=len(EXTREMES), metavar="1..5", help=", ".join(EXTREMES))
        advise.add_argument("--svg", type=Path, help="draw the scores into this file")
        suggest = verbs.add_parser("suggest", help="print the document that would be registered, with each reason")
        suggest.add_argument("file", type=Path, help="a document")
        suggest.add_argument("--name", default="suggested", help="the dataset's name: its next version is suggested")
        suggest.add_argument("--audience", action="append", help="a company role that is to read it; repeatable")
        suggest.add_argument("--json", action="store_true", help="document and reasons as one JSON object")
        listing = verbs.add_parser("list", help="print every dataset with its versions and audience")
        for verb in (origins, impact, listing):
            verb.add_argument("--json", action="store_true")
        verbs.add_parser("schema", help="print the JSON Schema of a document")
        verbs.add_parser("trace", help="record the lineage of views, stored masks and models again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except InvalidDataset as refused:
            raise CommandError(
                "Nothing was changed.\n" + "\n".join(f"  {problem}" for problem in refused.problems)
            ) from None

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
        edges = lineage.origins(lineage.columns_of(psycopg_connection("analytical"), relation))
        if options["json"]:
            self.stdout.write(json.dumps(_edges_as_json(edges), indent=2))
        else:
            self._print_edges(edges)

    def _access(self, options: dict[str, Any]) -> None:
        events = reads_of(relations_named(options["name"]), limit=options["limit"])
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(event) for event in events], indent=2))
            return
        for event in events:
            version = event.version and f"@{event.version}"
            people = "" if event.subjects is None else f", {event.subjects} people"
            reader = f"{event.reader_id} ({event.role}, by {event.login})"
            self.stdout.write(
                f"{event.created_at:%Y-%m-%d %H:%M:%S}  {reader}  {event.kind}  {event.relation}{version}  "
                f"{event.rows} rows{people}  ({', '.join(event.columns)})  {event.purpose}"
            )
        if not events:
            self.stdout.write(f"Nobody has read {options['name']}.")

    def _impact(self, options: dict[str, Any]) -> None:
        nodes = _nodes(options["name"])
        edges = lineage.impact(nodes)
        readers = readers_after(nodes, edges, Environment(settings.PLATEMARK_ENV))
        if options["json"]:
            found = {"edges": _edges_as_json(edges), "readers": [str(reader) for reader in readers]}
            self.stdout.write(json.dumps(found, indent=2))
            return
        self._print_edges(edges)
        self.stdout.write("Read by:" if readers else "Read by nobody.")
        for reader in readers:
            self.stdout.write(f"  {reader}")

    def _suggest(self, options: dict[str, Any]) -> None:
        try:
            text = options["file"].read_text()
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{options['file']} can't be read: {type(problem).__name__}.", returncode=1) from None
        audience = tuple(options["audience"] or ("marketing_analyst",))
        policy = DatasetPolicy(options["name"], "nobody@example.org", audience)
        found = suggest_for_data(psycopg_connection("analytical"), _store(), text, policy)
        if options["json"]:
            changes = [asdict(change) for change in found.changes]
            self.stdout.write(json.dumps({"document": json.loads(found.document), "changes": changes}, indent=2))
            return
        self.stdout.write(found.document)
        for change in found.changes:
            self.stderr.write(str(change))
        if not found.changes:
            self.stderr.write("Nothing has to be changed.")

    def _list(self, options: dict[str, Any]) -> None:
        datasets = Dataset.objects.order_by("name")
        versions_by_name: dict[str, list[DatasetVersion]] = {}
        for version in DatasetVersion.objects.order_by("version"):
            versions_by_name.setdefault(version.dataset, []).append(version)
        if options["json"]:
            keys = ("version", "rows", "registered_at", "ends_at", "withdrawn_at")
            found = [
                {"name": dataset.name, "owner": dataset.owner, "audience": dataset.audience}
                | {
                    "versions": [
                        {key: getattr(it, key) for key in keys} for it in versions_by_name.get(dataset.name, [])
                    ]
                }
                for dataset in datasets
            ]
            self.stdout.write(json.dumps(found, default=str, indent=2))
            return
        if not datasets:
            self.stdout.write("No dataset is registered yet.")
        for dataset in datasets:
            versions = versions_by_name.get(dataset.name, [])
            numbers = ", ".join(
                f"{version.version}{' (withdrawn)' if version.withdrawn_at else ''}" for version in versions
            )
            self.stdout.write(
                f"{dataset.name}  versions {numbers}  for {', '.join(dataset.audience)}  ({dataset.owner})"
            )

    def _schema(self, _options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document.schema(), indent=2))

    def _trace(self, _options: dict[str, Any]) -> None:
        try:
            edges = lineage.record_existing(psycopg_connection("analytical"))
        except UnreadableQuery as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{edges} edges of views and models")

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


def _edges_as_json(edges: list[Edge]) -> list[dict[str, str]]:
    return [
        {"column": str(edge.column), "origin": str(edge.origin), "made_by": edge.made_by, "how": edge.how}
        for edge in edges
    ]


def _as_json(event: AccessEvent) -> dict[str, Any]:
    names = ("reader_id", "role", "login", "relation", "version", "columns", "rows", "subjects", "purpose", "kind")
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
    nodes = lineage.nodes_named(connection, name)
    if not nodes:
        raise CommandError(f"{name} is no dataset, no table and no column of one.", returncode=1)
    return nodes


def _add_version(parser: CommandParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--version", type=int, help="default: the newest that is not withdrawn")
