"""Register, refresh and withdraw datasets: the only way from a document to a table with readers.

Each of the actions is one transaction of the registrar's, in which rows and rights change together. A document that is
refused changes nothing.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from analytics.access.definitions import StoreGrants
from analytics.datasets import disclosure as disclosures
from analytics.datasets import k_anonymity, lineage, openlineage_client, requests, tables
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.decisions import Acceptance
from analytics.datasets.disclosure import Disclosure
from analytics.datasets.document import Document, DocumentProblem, InvalidDataset, parse
from analytics.datasets.grants import STORE, grant_to_readers, grant_view, revoke_unused_schemas
from analytics.datasets.k_anonymity import MIN_GROUP
from analytics.datasets.models import Dataset, DatasetGrant, DatasetToken, DatasetVersion
from analytics.datasets.plan import DatasetPlan, make_plan
from analytics.datasets.registry import (
    REGISTRY_LOCK,
    columns_of_dataset,
    document_of,
    live_versions,
    newest_versions,
    require_live_version,
    versions_under,
)
from analytics.datasets.tables import Connection
from reviews_site.audit.log import record

REFRESH_INTERVAL = timedelta(days=1)


def register(
    connection: Connection,
    store: StoreGrants,
    text: str,
    policy: DatasetPolicy,
    *,
    by: str,
    acceptance: Acceptance | None = None,
) -> DatasetVersion:
    """Make a version of a document (table, rows, tokens, view, lineage) and grant it to its audience.

    Args:
        connection: the driver's own behind the alias `analytical`.
        store: the table of grants of the analytical store in this environment.
        by: the address of who approved it.
        acceptance: what somebody else accepted that it tells of people.

    Raises:
        InvalidDataset: with every problem of document, policy and data that could be found.
    """
    with _report_refusal("register", policy.name):
        return _register(connection, store, text, policy, by, acceptance)[0]


class _TriedOut(Exception):
    """Takes back what was tried out."""


def try_out(
    connection: Connection, store: StoreGrants, text: str, policy: DatasetPolicy
) -> tuple[DatasetVersion, Disclosure]:
    """Make a version as `register` would if somebody accepted what it tells of people, and take everything back.

    Raises:
        InvalidDataset: with every problem that could be found.
    """
    try:
        with transaction.atomic(using=STORE):
            found = _register(connection, store, text, policy, policy.owner, None, is_trial=True)
            raise _TriedOut
    except _TriedOut:
        return found


@contextmanager
def _report_refusal(verb: str, name: str) -> Iterator[None]:
    """Send a refusal as an event of lineage after the transaction within has ended, so that no row stays locked."""
    try:
        yield
    except InvalidDataset as refused:
        openlineage_client.send_refused(verb, name, refused)
        raise


def _lock_registry(connection: Connection) -> None:
    # Two registrations at once would both take the same version number for free.
    connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])


def _register(
    connection: Connection,
    store: StoreGrants,
    text: str,
    policy: DatasetPolicy,
    by: str,
    acceptance: Acceptance | None,
    *,
    is_trial: bool = False,
) -> tuple[DatasetVersion, Disclosure]:
    with transaction.atomic(using=STORE):
        _lock_registry(connection)
        document, plan = _check(text, policy)
        disclosure = disclosures.measure(connection, policy, plan)
        if is_trial:
            acceptance = disclosure.needed()
        problems = list(disclosure.problems(acceptance))
        if problems:
            raise InvalidDataset(problems)
        version = _create_version(connection, document, policy, plan, disclosure, acceptance, by)
        grant_to_readers(connection, store, version)
        if not is_trial:
            transaction.on_commit(partial(openlineage_client.send_written, version), using=STORE, robust=True)
            record("dataset.registered", actor_id=None, detail={"dataset": str(version)})
    return version, disclosure


def _check(text: str, policy: DatasetPolicy) -> tuple[Document, DatasetPlan]:
    if problems := requests.document_problems(text, policy):
        raise InvalidDataset(problems)
    return (document := parse(text)), make_plan(document, columns_of_dataset)[0]


def _create_version(
    connection: Connection,
    document: Document,
    policy: DatasetPolicy,
    plan: DatasetPlan,
    disclosure: Disclosure,
    acceptance: Acceptance | None,
    by: str,
) -> DatasetVersion:
    now = timezone.now()
    table = tables.build(connection, policy.name, policy.schema, document, plan)
    accepted = acceptance if disclosure.is_about_people else None
    ends = [now + timedelta(days=policy.retention_days), *(version.ends_at for version in versions_under(plan))]
    _save_dataset(policy, now)
    version = DatasetVersion(
        dataset=policy.name,
        version=document.version,
        document=document.written,
        relation=table.relation,
        registered_at=now,
        registered_by=by,
        ends_at=min(*ends, accepted.ends_at) if accepted else min(ends),
        rows=table.rows,
        subjects=table.subjects,
        smallest_group=disclosure.smallest_group,
        people_columns=list(disclosure.people_columns),
        accepted_by=accepted.accepted_by if accepted else "",
        accepted_group=accepted.smallest_group if accepted else None,
        accepted_until=accepted.ends_at if accepted else None,
    )
    version.save(force_insert=True)
    lineage.record_dataset(connection, table.select, plan, relation=table.relation, made_by=f"dataset:{version}")
    _save_grants(version, policy.audience, table.columns)
    return version


def _save_dataset(policy: DatasetPolicy, now: datetime) -> None:
    values = {
        "owner": policy.owner,
        "line_of_business": policy.line_of_business,
        "audience": list(policy.audience),
        "residency": policy.residency,
        "retention_days": policy.retention_days,
    }
    # Not `update_or_create`, which would write `created_at` too: nobody may change that.
    if not Dataset.objects.filter(name=policy.name).update(**values):
        Dataset(name=policy.name, created_at=now, **values).save(force_insert=True)


def _save_grants(version: DatasetVersion, logins: Sequence[str], columns: Sequence[str]) -> None:
    """Record who may read a version, and that the dataset's view shows it now."""
    view = f"{version.relation.partition('.')[0]}.{version.dataset}"
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


def refresh(connection: Connection, name: str, number: int) -> DatasetVersion:
    """Rewrite a version's rows from what the store holds today. Its grants stay, and its readers wait for nothing.

    Raises:
        InvalidDataset: as `rewrite_rows`; then its old rows stay.
    """
    with _report_refusal("refresh", name), transaction.atomic(using=STORE):
        version = rewrite_rows(connection, name, number)
        transaction.on_commit(partial(openlineage_client.send_written, version), using=STORE, robust=True)
    return version


def refresh_due(connection: Connection, *, now: datetime) -> Iterator[tuple[DatasetVersion, InvalidDataset | None]]:
    """Refresh versions that are a day old, one in a transaction. Yields each, with the reason where it was refused."""
    for version in live_versions(older_than=now - REFRESH_INTERVAL):
        try:
            yield refresh(connection, version.dataset, version.version), None
        except InvalidDataset as refused:
            yield version, refused


def rewrite_rows(connection: Connection, name: str, number: int) -> DatasetVersion:
    """Rewrite a version's rows in the caller's transaction. Document, table, grants and tokens stay.

    People who were erased, or who withdrew the use in datasets, are gone afterwards, and so are their tokens. Where
    people can be told apart more easily than was accepted, the old rows stay: somebody withdraws the version, or
    registers a coarser one.

    Raises:
        InvalidDataset: there is no such version, its sources changed, or its smallest group is smaller than accepted.
    """
    _lock_registry(connection)
    version = require_live_version(name, number, to="refresh")
    document = document_of(version)
    plan, problems = make_plan(document, columns_of_dataset)
    if problems:
        raise InvalidDataset(problems)
    sizes = k_anonymity.measure(connection, name, plan)
    min_group = version.accepted_group or MIN_GROUP
    if sizes and 0 < sizes.smallest < min_group:
        problem = DocumentProblem("$[0].columns", f"{sizes} {min_group} were accepted; the old rows stay.")
        raise InvalidDataset([problem])
    schema = version.relation.partition(".")[0]
    version.rows, version.subjects = tables.refill(connection, name, schema, document, plan)
    tables.delete_tokens(connection, name)
    version.refreshed_at = timezone.now()
    version.save(update_fields=["rows", "subjects", "refreshed_at"])
    return version


def withdraw(
    connection: Connection, store: StoreGrants, name: str, number: int, *, decision: uuid.UUID | None = None
) -> DatasetVersion:
    """Drop a version's table and its grants. The dataset's view then shows the newest version that is left.

    Args:
        decision: what somebody signed (`withdrawals.py`); the audit log has their name under it.

    Raises:
        InvalidDataset: there is no such version, or another dataset is made of it.
    """
    with _report_refusal("withdraw", name), transaction.atomic(using=STORE):
        version = require_live_version(name, number, to="withdraw")
        if dependents := sorted(lineage.made_from(version.relation)):
            problem = DocumentProblem("$", f"{', '.join(dependents)} is made of it. Withdraw that first.")
            raise InvalidDataset([problem])
        schema, _, table = version.relation.partition(".")
        tables.drop_view(connection, schema, name)
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(schema, table)))
        DatasetGrant.objects.filter(dataset=name, version=number).delete()
        lineage.delete_edges(f"dataset:{version}")
        version.withdrawn_at = timezone.now()
        version.save(update_fields=["withdrawn_at"])
        if newest := newest_versions().get(name):
            _point_view(connection, store, newest)
        else:
            DatasetToken.objects.filter(dataset=name).delete()
        revoke_unused_schemas(connection, store)
        transaction.on_commit(partial(openlineage_client.send_withdrawn, version), using=STORE, robust=True)
        record("dataset.withdrawn", actor_id=None, object_id=decision, detail={"dataset": str(version)})
    return version


def _point_view(connection: Connection, store: StoreGrants, version: DatasetVersion) -> None:
    grants = DatasetGrant.objects.filter(dataset=version.dataset, version=version.version, is_view=False)
    columns, logins = grants.values_list("columns", flat=True)[0], list(grants.values_list("login", flat=True))
    schema, _, table = version.relation.partition(".")
    tables.point_view(connection, schema, version.dataset, table, columns)
    _save_grants(version, logins, columns)
    grant_view(connection, store, version)
