"""Takes people out of datasets at once, whatever a refresh would say: being told apart is no reason to stay.

Where a dataset says whose each row is, those rows go and the others stay as they are. Where it does not, its rows are
written anew from what the store holds; and where that is refused, nothing is left in it until somebody decides.
"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from analytics.datasets import openlineage_client, publishing
from analytics.datasets.document import InvalidDataset, parse, serialize
from analytics.datasets.models import DatasetToken, DatasetVersion
from analytics.datasets.plan import PERSON_OF, DatasetPlan, SelectedColumn, make_plan
from analytics.datasets.registry import REGISTRY_LOCK, columns_of_dataset, live_versions
from analytics.datasets.sources import SUBJECTS
from analytics.datasets.tables import Connection
from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.models import AllowedUses, PrivacyRequest
from privacy_rights.data_subjects import erased_tables

STORE = "analytical"
# What the registrar may read of a request.
_READ = ("request_id", "person", "reviews", "datasets_at", "counts")
_REVIEWERS = """
SELECT count(DISTINCT reviews.reviewer) FROM {0} AS own
JOIN core.reviews AS reviews ON reviews.review_id::text = own.{1}::text
"""
_REVIEWERS_BY_TOKEN = """
SELECT count(DISTINCT reviews.reviewer) FROM {0} AS own
JOIN governance.dataset_token AS given
    ON given.dataset = {2} AND given.kind = 'review' AND given.token::text = own.{1}::text
JOIN core.reviews AS reviews ON reviews.review_id = given.subject
"""  # noqa: S105 - SQL about tokens of datasets, which are no secrets
_WITHDRAWN_REVIEWS = "SELECT * FROM governance.reviews_withdrawn_from_datasets()"

_CARRIED_OUT = "SELECT governance.uses_carried_out(%s, %s)"


@dataclass(frozen=True)
class VersionErasure:
    """What became of one version: how many rows went; or, where it does not say whose they are, how they were made."""

    version: DatasetVersion
    rows: int
    how: str


def erase(
    connection: Connection, *, people: Collection[uuid.UUID], reviews: Collection[uuid.UUID]
) -> list[VersionErasure]:
    """Take rows and tokens of people, or of some reviews alone, out of every live dataset, in the caller's transaction.

    Args:
        connection: the owner's.
        people: pseudonyms; without any, whatever else their authors wrote stays.
        reviews: ids of what they reviewed: a dataset may name the review and not the person.
    """
    connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])
    subjects = [*people, *reviews]
    kinds = {"person", "review"} if people else {"review"}
    done = [_erase(connection, subjects, kinds, version) for version in live_versions()]
    # The tokens last: by them the rows are found.
    for model, subject in erased_tables(STORE):
        if model._meta.app_label == "datasets":
            model._base_manager.filter(**{f"{subject.path}__in": subjects}).delete()
    return done


def erase_due(connection: Connection) -> Iterator[tuple[PrivacyRequest, list[VersionErasure]]]:
    """Take who is being erased, and withdrawn reviews, out of every dataset that stands, a request a transaction."""
    kinds = (PrivacyRequestKind.ERASURE, PrivacyRequestKind.WITHDRAWAL)
    waiting = PrivacyRequest.objects.filter(kind__in=kinds, datasets_at=None).exclude(facts_at=None)
    for request_id in waiting.order_by("asked_at").values_list("pk", flat=True):
        with transaction.atomic(using=STORE):
            request = PrivacyRequest.objects.only(*_READ).select_for_update().get(pk=request_id)
            if request.datasets_at or request.person is None:
                continue
            people = [request.person] if request.kind == PrivacyRequestKind.ERASURE else []
            reviews = request.reviews or []
            done = erase(connection, people=people, reviews=reviews)
            request.counts |= {str(each.version): each.rows for each in done if each.rows}
            request.datasets_at = timezone.now()
            request.save(update_fields=["counts", "datasets_at"])
        yield request, done


@transaction.atomic(using=STORE)
def erase_withdrawn_uses(connection: Connection) -> list[VersionErasure]:
    """Take whoever has lately refused data sets out of every one that stands, and note that it is carried out.

    Until they allow it again, the loader's columns keep them out of every refresh (`building.is_allowed`).
    """
    lately = AllowedUses.objects.filter(datasets=False, carried_out_at=None)
    choices = list(lately.values_list("person", "event_id"))
    if not choices:
        return []
    people, events = map(list, zip(*choices, strict=True))
    # Row security hides these reviews from the registrar: it gets their ids and nothing else.
    reviews = [review for (review,) in connection.execute(_WITHDRAWN_REVIEWS).fetchall()]
    done = erase(connection, people=people, reviews=reviews)
    connection.execute(_CARRIED_OUT, [events, timezone.now()])
    return done


def _erase(
    connection: Connection, subjects: list[uuid.UUID], kinds: set[str], version: DatasetVersion
) -> VersionErasure:
    made_of = _composed(version)
    if made_of is None:
        return _emptied(connection, version, "emptied: its sources are not what they were")
    if columns := _naming_columns(made_of, kinds):
        return _without(connection, subjects, version, columns)
    if not _may_hold_people(made_of):
        return VersionErasure(version, 0, "about nobody")
    before = version.rows
    try:
        with transaction.atomic(using=STORE):
            written = publishing.rewrite_rows(connection, version.dataset, version.version)
    except InvalidDataset as refused:
        return _emptied(connection, version, f"emptied: {refused}")
    return VersionErasure(written, max(before - written.rows, 0), "written anew")


def _composed(version: DatasetVersion) -> DatasetPlan | None:
    at = int(version.registered_at.timestamp())
    try:
        document = parse(serialize(version.document, registered_at=at, registered_by=version.registered_by))
    except InvalidDataset:
        return None
    made_of, problems = make_plan(document, columns_of_dataset)
    return None if problems else made_of


def _naming_columns(plan: DatasetPlan, kinds: set[str]) -> list[SelectedColumn]:
    """Columns of the table that say whose a row is, or of which review. Not what lies within a record."""
    return [each for each in plan.given if each.source.subject in kinds and ".fields[" not in each.column.path]


def _may_hold_people(made_of: DatasetPlan) -> bool:
    people = {relation for relation, _ in SUBJECTS} | set(PERSON_OF)
    return made_of.base in people


def _without(
    connection: Connection, subjects: list[uuid.UUID], version: DatasetVersion, columns: list[SelectedColumn]
) -> VersionErasure:
    tokens = DatasetToken.objects.filter(dataset=version.dataset, subject__in=subjects).values_list("token", flat=True)
    values = {True: [str(token) for token in tokens], False: [str(subject) for subject in subjects]}
    conditions = [
        sql.SQL("{}::text = ANY({})").format(sql.Identifier(each.column.plain_name), sql.Literal(values[each.is_token]))
        for each in columns
    ]
    statement = sql.SQL("DELETE FROM {} WHERE {}").format(_table(version), sql.SQL(" OR ").join(conditions))
    deleted = connection.execute(statement).rowcount
    if deleted:
        # Counted, and not reckoned from what was deleted: one call may erase many people.
        version.rows = _ask(connection, sql.SQL("SELECT count(*) FROM {}").format(_table(version)))
        version.subjects = _count_people(connection, version, columns) if version.subjects is not None else None
        _save_counts(version)
    return VersionErasure(version, deleted, "rows deleted")


def _count_people(connection: Connection, version: DatasetVersion, columns: list[SelectedColumn]) -> int:
    """People in the table; where it names their reviews alone, people whose reviews they are."""
    for each in columns:
        column = sql.Identifier(each.column.plain_name)
        if each.source.subject == "person":
            return _ask(connection, sql.SQL("SELECT count(DISTINCT {}) FROM {}").format(column, _table(version)))
    statement = _REVIEWERS_BY_TOKEN if columns[0].is_token else _REVIEWERS
    return _ask(connection, sql.SQL(statement).format(_table(version), column, sql.Literal(version.dataset)))


def _ask(connection: Connection, question: sql.Composed) -> int:
    [(answer,)] = connection.execute(question).fetchall()
    return int(answer)


def _emptied(connection: Connection, version: DatasetVersion, how: str) -> VersionErasure:
    gone = connection.execute(sql.SQL("DELETE FROM {}").format(_table(version))).rowcount
    version.rows, version.subjects = 0, version.subjects and 0
    _save_counts(version)
    return VersionErasure(version, gone, how)


def _save_counts(version: DatasetVersion) -> None:
    version.save(update_fields=["rows", "subjects"])
    transaction.on_commit(lambda: openlineage_client.send_written(version), using=STORE, robust=True)


def _table(version: DatasetVersion) -> sql.Identifier:
    return sql.Identifier(*version.relation.split("."))
