"""The document that would be registered in place of one that would be refused, with a reason for each change.

A document is changed as little as the rules ask for: doubled columns go, protections and classes rise, types follow.
With the data, columns without which people can't be told apart are dropped as well, and empty ones become NULLABLE.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.datasets import publishing
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import DocumentColumn, InvalidDataset, parse, plain, serialize
from analytics.datasets.enums import ColumnType, Protection
from analytics.datasets.k_anonymity import measure
from analytics.datasets.models import DatasetVersion
from analytics.datasets.plan import FITS, STRENGTH, DatasetPlan, SelectedColumn, make_plan
from analytics.datasets.registry import columns_of_dataset
from analytics.datasets.sources import SourceColumn, columns_of, weakest_protection
from analytics.datasets.tables import Connection

Written = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What was changed of which column, and why."""

    column: str
    says: str

    def __str__(self) -> str:
        return f"{self.column}: {self.says}"


@dataclass(frozen=True)
class Suggestion:
    """A document that meets the rules, with what was changed. `changes` is empty where it met them."""

    document: str
    changes: tuple[Change, ...]


def suggest(text: str, name: str = "") -> Suggestion:
    """The document that would be registered under this name, as far as the data need not be asked.

    Raises:
        InvalidDataset: it can't be read, or nothing of it can be registered.
    """
    changes: list[Change] = []
    written = _without_doubles(text, changes)
    _ask_for_known_columns(written, changes)
    newest = DatasetVersion.objects.filter(dataset=name).order_by("-version").first()
    _set(written, "version", str(newest.version + 1 if newest else 1), "it is the next version", changes, "document")
    for _ in range(2):  # protections decide on types and classes
        document = parse(json.dumps([written]))
        plan, _problems = make_plan(document, columns_of_dataset)
        for selected in plan.selected:
            _meet_the_rules(_at(written, selected.column), selected, plan, changes)
    return Suggestion(_text(written), tuple(changes))


def suggest_for_data(connection: Connection, store: StoreGrants, text: str, policy: DatasetPolicy) -> Suggestion:
    """The document that would be registered on the data of now. Nothing is registered.

    Raises:
        InvalidDataset: no change of the document alone makes it one that can be registered.
    """
    found = suggest(text, policy.name)
    changes, written = list(found.changes), json.loads(found.document)[0]
    _drop_what_singles_out(connection, policy.name, written, changes)
    try:
        publishing.try_out(connection, store, _text(written), policy)
    except InvalidDataset as refused:
        if not _allow_nulls(written, refused, changes):
            raise
        publishing.try_out(connection, store, _text(written), policy)
    return Suggestion(_text(written), tuple(changes))


def _text(written: Written) -> str:
    return serialize(written, registered_at=int(written["registrationTime"]), registered_by=written["registeredBy"])


def _set(column: Written, field: str, value: str, reason: str, changes: list[Change], name: str = "") -> None:
    if column.get(field) != value:
        changes.append(Change(name or column["name"], f"{field} {column.get(field)} becomes {value}: {reason}."))
        column[field] = value


def _without_doubles(text: str, changes: list[Change]) -> Written:
    """The object of a document, without columns that are there twice."""
    try:
        found = json.loads(text)
        written: Written = dict(found[0] if isinstance(found, list) else found)
        kept: dict[str, Written] = {}
        for column in written["columns"]:
            if plain(column["name"]) in kept:
                changes.append(Change(column["name"], "left out: there is a column of this name already."))
            kept.setdefault(plain(column["name"]), dict(column))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        parse(text)
        raise
    return {**written, "columns": list(kept.values())}


def _ask_for_known_columns(written: Written, changes: list[Change]) -> None:
    """Take each review's reviewer from the review; leave out what no source has."""
    document = parse(json.dumps([written | {"version": "1"}]))
    sources = {source: _known(source) for source in {leaf.source for leaf in document.leaves}}
    for leaf in document.leaves:
        column = _at(written, leaf)
        if (leaf.plain_name, leaf.source) == ("user_id", "transactional:UserDemographics"):
            if "transactional:Reviews" in sources:
                reason = "each review has its reviewer, and not everybody said something of themselves"
                _set(column, "originatingSource", "transactional:Reviews", reason, changes)
        elif leaf.plain_name not in sources[leaf.source]:
            column["is_unknown"] = True
            changes.append(Change(leaf.name, f"left out: {leaf.source} has no such column."))
    written["columns"] = _without_unknown(written["columns"])


def _without_unknown(columns: list[Written]) -> list[Written]:
    kept = [column for column in columns if not column.pop("is_unknown", False)]
    for column in kept:
        if "fields" in column:
            column["fields"] = _without_unknown(column["fields"])
    return [column for column in kept if column.get("fields") != []]


def _known(source: str) -> Mapping[str, SourceColumn]:
    return columns_of_dataset(source) if source.startswith("dataset:") else columns_of(source)


def _meet_the_rules(column: Written, selected: SelectedColumn, plan: DatasetPlan, changes: list[Change]) -> None:
    source = selected.source
    required, reason = weakest_protection(source, is_about_people=plan.is_about_people)
    own = selected.column.protection
    if own is Protection.ENCRYPT:
        readable = Protection.MASK if source.mask else Protection.DROP
        required, reason = max(required, readable, key=STRENGTH.__getitem__), "the audience could not read it encrypted"
    elif selected.is_token and not source.subject:
        required, reason = (
            (Protection.MASK if source.mask else Protection.DROP),
            "only ids of people and reviews get tokens",
        )
    elif own is Protection.MASK and source.mask is None and not selected.is_dropped:
        required, reason = max(required, Protection.DROP, key=STRENGTH.__getitem__), "it has no masked form"
    elif STRENGTH[selected.protection] >= STRENGTH[required]:
        required = own
    _set(column, "protection", required.value, reason, changes)
    if selected.is_dropped:
        return
    if selected.column.sensitivity.rank < selected.privacy.rank:
        _set(column, "sensitivity", selected.privacy.value.capitalize(), "so is what it comes from", changes)
    if selected.column.kind not in FITS.get(selected.kind, {ColumnType.STRING}):
        _set(column, "type", selected.kind.value.capitalize(), "the value is of this type", changes)
    if selected.column.is_required and source.relation in plan.joined:
        _set(column, "mode", "NULLABLE", "not every row has one", changes)


def _drop_what_singles_out(connection: Connection, name: str, written: Written, changes: list[Change]) -> None:
    document = parse(json.dumps([written]))
    plan, problems = make_plan(document, columns_of_dataset)
    sizes = None if problems else measure(connection, name, plan)
    if sizes is None or sizes.is_enough:
        return
    for singles_out in sizes.coarsen:
        for leaf in document.leaves:
            if leaf.name == singles_out:
                people = f"{sizes.smallest} {'person' if sizes.smallest == 1 else 'people'}"
                _set(_at(written, leaf), "protection", "Drop", f"with it the smallest group has {people}", changes)


def _allow_nulls(written: Written, refused: InvalidDataset, changes: list[Change]) -> bool:
    """Make the columns NULLABLE of which some rows have no value. False where something else is wrong."""
    paths = {problem.path for problem in refused.problems}
    document = parse(json.dumps([written]))
    empty = [leaf for leaf in document.columns if f"{leaf.path}.mode" in paths]
    for leaf in empty:
        _set(_at(written, leaf), "mode", "NULLABLE", "some rows have no value", changes)
    return len(empty) == len(paths)


def _at(written: Written, column: DocumentColumn) -> Written:
    """The written form of a column."""
    return next(found for path, found in _paths(written["columns"], "$[0].columns") if path == column.path)


def _paths(columns: list[Written], path: str) -> Iterator[tuple[str, Written]]:
    for number, column in enumerate(columns):
        yield f"{path}[{number}]", column
        yield from _paths(column.get("fields", []), f"{path}[{number}].fields")
