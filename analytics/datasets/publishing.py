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
from analytics.datasets import dataset_policy, k_anonymity, lineage, openlineage_client, requests, tables
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import Document, DocumentProblem, InvalidDataset, parse
from analytics.datasets.enums import RequestState
from analytics.datasets.grants import STORE, grant_to_readers, grant_view, revoke_unused_schemas
from analytics.datasets.k_anonymity import MIN_GROUP
from analytics.datasets.models import Dataset, DatasetGrant, DatasetRequest, DatasetToken, DatasetVersion
from analytics.datasets.plan import DatasetPlan, make_plan
from analytics.datasets.registry import (
    REGISTRY_LOCK,
    columns_of_dataset,
    document_of,
    live_versions,
    newest_versions,
    require_live_version,
)
from analytics.datasets.tables import Connection

REFRESH_INTERVAL = timedelta(days=1)


def register(
    connection: Connection, store: StoreGrants, text: str, policy: DatasetPolicy, *, by: str = ""
) -> DatasetVersion:
    """Make a version of a document (table, rows, tokens, view, lineage) and grant it to its audience.

    Args:
        connection: the driver's own behind the alias `analytical`.
        store: the table of grants of the analytical store in this environment.
        by: who registers it; by default whom the document names.

    Raises:
        InvalidDataset: with every problem of document, policy and data that could be found.
    """
    with _report_refusal("register", policy.name):
        return _register(connection, store, text, policy, by)


def approve(connection: Connection, store: StoreGrants, request_id: uuid.UUID, *, by: str) -> DatasetVersion:
    """Register what somebody else requested. A request that can't be registered goes on waiting.

    Raises:
        InvalidDataset: no such request is waiting, it is one's own, or it can't be registered.
    """
    name = DatasetRequest.objects.filter(pk=request_id).values_list("policy__name", flat=True).first()
    with _report_refusal("approve", name or str(request_id)), transaction.atomic(using=STORE):
        request = requests.undecided_request(request_id, by=by)
        version = _register(connection, store, request.document, requests.policy_of(request), by)
        requests.decide(request, RequestState.REGISTERED, by=by)
    return version


def register_approved(connection: Connection, store: StoreGrants) -> Iterator[DatasetRequest]:
    """Register approved requests, one in a transaction. Yields each with its new state: registered or failed."""
    while True:
        with transaction.atomic(using=STORE):
            request = requests.next_approved()
            if request is None:
                return
            try:
                _register(connection, store, request.document, requests.policy_of(request), request.decided_by)
            except InvalidDataset as refused:
                send = partial(openlineage_client.send_refused, "register", request.policy["name"], refused)
                transaction.on_commit(send, using=STORE, robust=True)
                # The registration's own savepoint has been rolled back.
                requests.set_state(request, RequestState.FAILED, reason="\n".join(map(str, refused.problems)))
            else:
                requests.set_state(request, RequestState.REGISTERED)
        yield request


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


def _register(connection: Connection, store: StoreGrants, text: str, policy: DatasetPolicy, by: str) -> DatasetVersion:
    with transaction.atomic(using=STORE):
        _lock_registry(connection)
        document, plan = _check(connection, text, policy)
        version = _create_version(connection, document, policy, plan, by or document.registered_by)
        grant_to_readers(connection, store, version)
        transaction.on_commit(partial(openlineage_client.send_written, version), using=STORE, robust=True)
    return version


def _check(connection: Connection, text: str, policy: DatasetPolicy) -> tuple[Document, DatasetPlan]:
    problems = list(dataset_policy.policy_problems(policy))
    try:
        document = parse(text)
    except InvalidDataset as refused:
        raise InvalidDataset([*refused.problems, *problems]) from None
    plan, plan_problems = make_plan(document, columns_of_dataset)
    problems += plan_problems
    if not problems:
        problems += dataset_policy.version_problems(document, policy)
        problems += dataset_policy.disclosure_problems(connection, policy, plan)
    if problems:
        raise InvalidDataset(problems)
    return document, plan


def _create_version(
    connection: Connection, document: Document, policy: DatasetPolicy, plan: DatasetPlan, by: str
) -> DatasetVersion:
    now = timezone.now()
    table = tables.build(connection, policy.name, policy.schema, document, plan)
    sizes = k_anonymity.measure(connection, policy.name, plan)
    ends_at = now + timedelta(days=policy.retention_days)
    _save_dataset(policy, now)
    version = DatasetVersion(
        dataset=policy.name,
        version=document.version,
        document=document.written,
        relation=table.relation,
        registered_at=now,
        registered_by=by,
        ends_at=min(ends_at, policy.accepted_until or ends_at),
        rows=table.rows,
        subjects=table.subjects,
        smallest_group=sizes.smallest if sizes else None,
        accepted_by=policy.accepted_by,
        accepted_until=policy.accepted_until,
    )
    version.save(force_insert=True)
    made_by = f"dataset:{version}"
    lineage.record_query(connection, table.select, (plan.base, *plan.joined), relation=table.relation, made_by=made_by)
    lineage.record_tokens(
        [(it.column.plain_name, it.source.relation, it.source.name) for it in plan.given if it.is_token],
        relation=table.relation,
        made_by=made_by,
    )
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
    # What was measured of nobody was accepted for nobody.
    min_group = min(version.smallest_group or MIN_GROUP, MIN_GROUP)
    # A dataset of nobody has no groups, and nobody in it to be told apart.
    if sizes and 0 < sizes.smallest < min_group:
        problem = DocumentProblem("$[0].columns", f"{sizes} {min_group} were accepted; the old rows stay.")
        raise InvalidDataset([problem])
    schema = version.relation.partition(".")[0]
    version.rows, version.subjects = tables.refill(connection, name, schema, document, plan)
    tables.delete_tokens(connection, name)
    version.refreshed_at = timezone.now()
    version.save(update_fields=["rows", "subjects", "refreshed_at"])
    return version


def withdraw(connection: Connection, store: StoreGrants, name: str, number: int) -> DatasetVersion:
    """Drop a version's table and its grants. The dataset's view then shows the newest version that is left.

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
    return version


def _point_view(connection: Connection, store: StoreGrants, version: DatasetVersion) -> None:
    grants = DatasetGrant.objects.filter(dataset=version.dataset, version=version.version, is_view=False)
    columns, logins = grants.values_list("columns", flat=True)[0], list(grants.values_list("login", flat=True))
    schema, _, table = version.relation.partition(".")
    tables.point_view(connection, schema, version.dataset, table, columns)
    _save_grants(version, logins, columns)
    grant_view(connection, store, version)
