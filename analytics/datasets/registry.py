"""Registers and withdraws datasets. Whoever runs this owns the tables; who may read them is decided elsewhere.

A registration is one transaction of the caller's: a document that is refused leaves nothing behind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from psycopg import sql

from analytics.access.audiences import AUDIENCES, schema_for
from analytics.datasets import k_anonymity, lineage, tables
from analytics.datasets.document import Document, DocumentProblem, InvalidDataset, parse, plain
from analytics.datasets.enums import PROTECTIONS, SENSITIVITIES, TYPES, Protection
from analytics.datasets.models import Dataset, DatasetGrant, DatasetToken, DatasetVersion
from analytics.datasets.plan import DatasetPlan, make_plan
from analytics.datasets.selectors import readers_of
from analytics.datasets.sources import SourceColumn
from analytics.datasets.tables import Connection

LINES_OF_BUSINESS = ("accounts", "restaurants", "analytics", "mlmodels", "site", "marketing", "product")
RESIDENCIES = ("eu", "at")
_NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")
MAX_ACCEPTANCE = timedelta(days=366)
MAX_RETENTION_DAYS = 3 * 366
# Origins on people that one audience may see, over all of its datasets, before somebody has to accept it.
MAX_CONCENTRATION = 3


@dataclass(frozen=True)
class DatasetPolicy:
    """What the document's shape has no place for."""

    name: str
    owner: str
    audience: tuple[str, ...]
    line_of_business: str = "analytics"
    residency: str = "eu"
    retention_days: int = 365
    # Rows of people, groups that are too small, or much about the same people, take somebody's acceptance with an end.
    accepted_by: str = ""
    accepted_until: datetime | None = None


def register(connection: Connection, text: str, terms: DatasetPolicy, *, by: str) -> DatasetVersion:
    """Check a document and make a version of it: table, rows, tokens, view, lineage.

    Args:
        connection: the owner's, in a transaction.
        by: who registers it.

    Raises:
        Refused: with every problem of document, terms and data that could be found.
    """
    # Two registrations at once would both find the same version free.
    connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])
    problems = list(_of_terms(terms))
    try:
        document = parse(text)
    except InvalidDataset as refused:
        raise InvalidDataset([*refused.problems, *problems]) from None
    made_of, found = make_plan(document, columns_of_dataset)
    problems += found
    if not problems:
        problems += list(_of_versions(document, terms))
        problems += list(_of_people(connection, terms, made_of))
    if problems:
        raise InvalidDataset(problems)
    return _made(connection, document, terms, made_of, by)


def _made(
    connection: Connection, document: Document, terms: DatasetPolicy, made_of: DatasetPlan, by: str
) -> DatasetVersion:
    schema, now = schema_for(list(terms.audience)), timezone.now()
    built = tables.build(connection, terms.name, schema, document, made_of)
    measured = k_anonymity.measure(connection, terms.name, made_of)
    ends = now + timedelta(days=terms.retention_days)
    said = {
        "owner": terms.owner,
        "line_of_business": terms.line_of_business,
        "audience": list(terms.audience),
        "residency": terms.residency,
        "retention_days": terms.retention_days,
    }
    # Not `update_or_create`, which would write `created_at` too: nobody may change that.
    if not Dataset.objects.filter(name=terms.name).update(**said):
        Dataset(name=terms.name, created_at=now, **said).save(force_insert=True)
    version = DatasetVersion(
        dataset=terms.name,
        version=document.version,
        document=document.written,
        relation=built.relation,
        registered_at=now,
        registered_by=by,
        ends_at=min(ends, terms.accepted_until or ends),
        rows=built.rows,
        subjects=built.subjects,
        smallest_group=measured.smallest if measured else None,
        accepted_by=terms.accepted_by,
        accepted_until=terms.accepted_until,
    )
    version.save(force_insert=True)
    sources = (made_of.base, *made_of.joined)
    lineage.record_query(connection, built.select, sources, relation=built.relation, made_by=f"dataset:{version}")
    tokens = [(it.column.plain_name, it.source.relation, it.source.name) for it in made_of.given if it.is_token]
    lineage.record_tokens(tokens, relation=built.relation, made_by=f"dataset:{version}")
    _write_grants(version, list(terms.audience), list(built.columns), schema)
    return version


def withdraw(connection: Connection, name: str, number: int) -> DatasetVersion:
    """Take a version away: its table, its grants; the view turns to the newest version that is left.

    Raises:
        Refused: there is no such version, or another dataset is made of it.
    """
    version = DatasetVersion.objects.filter(dataset=name, version=number, withdrawn_at=None).first()
    if version is None:
        raise InvalidDataset([DocumentProblem("$", f"There is no version {number} of {name} to withdraw.")])
    if others := sorted(lineage.made_from(version.relation)):
        raise InvalidDataset([DocumentProblem("$", f"{', '.join(others)} is made of it. Withdraw that first.")])
    schema, _, table = version.relation.partition(".")
    tables.drop_view(connection, schema, name)
    connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(schema, table)))
    DatasetGrant.objects.filter(dataset=name, version=number).delete()
    lineage.delete_edges(f"dataset:{version}")
    version.withdrawn_at = timezone.now()
    version.save(update_fields=["withdrawn_at"])
    left = DatasetVersion.objects.filter(dataset=name, withdrawn_at=None).order_by("-version").first()
    if left is None:
        DatasetToken.objects.filter(dataset=name).delete()
    else:
        _turn_view_to(connection, left)
    return version


def _turn_view_to(connection: Connection, version: DatasetVersion) -> None:
    schema, _, table = version.relation.partition(".")
    grants = DatasetGrant.objects.filter(dataset=version.dataset, version=version.version, is_view=False)
    columns = grants.values_list("columns", flat=True)[0]
    tables.point_view(connection, schema, version.dataset, table, columns)
    _write_grants(version, list(grants.values_list("login", flat=True)), columns, schema)


def _write_grants(version: DatasetVersion, logins: Sequence[str], columns: Sequence[str], schema: str) -> None:
    view = f"{schema}.{version.dataset}"
    DatasetGrant.objects.filter(relation=view).delete()
    DatasetGrant.objects.filter(dataset=version.dataset, version=version.version).delete()
    DatasetGrant.objects.bulk_create(
        DatasetGrant(
            dataset=version.dataset,
            version=version.version,
            login=login,
            relation=relation,
            columns=list(columns),
            is_view=relation == view,
            ends_at=version.ends_at,
        )
        for login in logins
        for relation in (version.relation, view)
    )


def _of_terms(terms: DatasetPolicy) -> Iterator[DocumentProblem]:
    if not _NAME.fullmatch(terms.name) or plain(terms.name) != terms.name:
        yield DocumentProblem("name", "3 to 40 lower-case letters, digits and underscores; a letter first.")
    if not terms.owner.strip():
        yield DocumentProblem("owner", "Say who answers for the dataset.")
    if not schema_for(list(terms.audience)):
        groups = "; or ".join(", ".join(roles) for roles in AUDIENCES.values())
        yield DocumentProblem("audience", f"Roles of one group: {groups}.")
    if terms.line_of_business not in LINES_OF_BUSINESS:
        yield DocumentProblem("line_of_business", f"One of {', '.join(LINES_OF_BUSINESS)}.")
    if terms.residency not in RESIDENCIES:
        yield DocumentProblem("residency", f"One of {', '.join(RESIDENCIES)}.")
    if not 1 <= terms.retention_days <= MAX_RETENTION_DAYS:
        yield DocumentProblem("retention_days", f"From 1 to {MAX_RETENTION_DAYS} days.")
    if terms.accepted_until is not None:
        now = timezone.now()
        if not now < terms.accepted_until <= now + MAX_ACCEPTANCE:
            yield DocumentProblem("accepted_until", f"A day to come, within {MAX_ACCEPTANCE.days} days.")
        if not terms.accepted_by.strip() or terms.accepted_by == terms.owner:
            yield DocumentProblem("accepted_by", "Say who accepted it: somebody other than the owner.")


def _of_versions(document: Document, terms: DatasetPolicy) -> Iterator[DocumentProblem]:
    known = DatasetVersion.objects.filter(dataset=terms.name).order_by("-version")
    newest = known.first()
    following = newest.version + 1 if newest else 1
    if document.version != following:
        yield DocumentProblem("$[0].version", f"The next version of {terms.name} is {following}.")
    standing = known.filter(withdrawn_at=None).first()
    if standing is None:
        return
    if schema_for(list(terms.audience)) != standing.relation.partition(".")[0]:
        yield DocumentProblem("audience", "Another group of roles takes a dataset of another name.")
    if readers := sorted(readers_of(terms.name)):
        for column in _lost(standing, document):
            yield DocumentProblem(
                "$[0].columns",
                f"{column} would go or change its type, and {', '.join(readers)} read {standing}. "
                "Keep it, or withdraw that version first.",
            )


def _lost(standing: DatasetVersion, document: Document) -> Iterator[str]:
    kept = {column.plain_name: column.kind for column in document.columns}
    for column in standing.document["columns"]:
        if PROTECTIONS[column["protection"].upper()] is Protection.DROP:
            continue
        if kept.get(plain(column["name"])) is not TYPES[column["type"].upper()]:
            yield column["name"]


def _of_people(connection: Connection, terms: DatasetPolicy, made_of: DatasetPlan) -> Iterator[DocumentProblem]:
    """What takes somebody's acceptance: rows of people, small groups, and much about the same people together."""
    if terms.accepted_until is not None or not made_of.is_about_people:
        return
    yield DocumentProblem(
        "accepted_until", "It gives rows of people, one by one: somebody has to accept that, until a day that ends it."
    )
    measured = k_anonymity.measure(connection, terms.name, made_of)
    if measured and not measured.is_enough:
        yield DocumentProblem("$[0].columns", str(measured))
    together = {f"{each.source.relation}.{each.source.name}" for each in made_of.telling}
    for other in DatasetVersion.objects.filter(withdrawn_at=None).exclude(dataset=terms.name):
        if Dataset.objects.filter(name=other.dataset, audience__overlap=list(terms.audience)).exists():
            together |= lineage.origins_on_people(other.relation)
    if len(together) > MAX_CONCENTRATION:
        yield DocumentProblem(
            "audience", f"With its other datasets it would see {', '.join(sorted(together))} of people."
        )


def columns_of_dataset(source: str) -> Mapping[str, SourceColumn]:
    """The columns of `dataset:name@version`, by plain name; nothing where there is no such version."""
    name, _, number = source.removeprefix("dataset:").partition("@")
    version = DatasetVersion.objects.filter(dataset=name, version=int(number), withdrawn_at=None).first()
    if version is None:
        return {}
    return {
        plain(column["name"]): SourceColumn(
            version.relation,
            plain(column["name"]),
            TYPES[column["type"].upper()],
            SENSITIVITIES[column["sensitivity"].upper()],
        )
        for column in version.document["columns"]
        if PROTECTIONS[column["protection"].upper()] is not Protection.DROP
    }


# Any number that nothing else in this database takes a lock by.
REGISTRY_LOCK = 7_264_001
