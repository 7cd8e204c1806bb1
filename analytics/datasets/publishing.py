"""Registered datasets in the table of grants: what a registration gave is no drift, what a withdrawal took is.

Registering and withdrawing are done here, because only here a right is given: data and grants in one transaction.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from analytics.access.audiences import AUDIENCES
from analytics.access.definitions import RowPolicy, StoreGrants
from analytics.access.drift.finding import DriftFinding, quoted
from analytics.access.drift.relations import Rights
from analytics.access.drift.rows import make
from analytics.datasets import openlineage_client, refreshing, registry, requests
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetGrant, DatasetRequest, DatasetVersion
from analytics.datasets.registry import DatasetPolicy
from analytics.datasets.selectors import grants_of, live_grants, live_relations, live_versions
from analytics.datasets.tables import Connection

STORE = "analytical"
# Has the files of every dataset rewritten once somebody was erased from it.
REWRITER = "vacuum"
A_DAY = timedelta(days=1)
# The end is the database's own to keep. now() would stand still in a transaction that stays open.
_UNTIL = "pg_catalog.clock_timestamp() < '{ends}'::pg_catalog.timestamptz"


def with_registered(store: StoreGrants) -> StoreGrants:
    """The analytical store's table with the rights that registrations gave, for logins that reach it here at all."""
    granted = [each for each in live_grants() if each.login in store.tables]
    tables = {login: dict(relations) for login, relations in store.tables.items()}
    for each in granted:
        tables[each.login][each.relation] = f"SELECT ({', '.join(each.columns)})"
    tables[REWRITER] |= dict.fromkeys(live_relations(), "MAINTAIN")
    return replace(
        store,
        tables=tables,
        owner_only=store.owner_only | ({each.relation for each in live_grants()} - {it.relation for it in granted}),
        row_policies=(*store.row_policies, *(_policy(each) for each in granted if not each.is_view)),
    )


def _policy(grant: DatasetGrant) -> RowPolicy:
    using = _UNTIL.format(ends=grant.ends_at.isoformat())
    return RowPolicy(f"{grant.login}_reads", grant.relation, grant.login, using=using)


def register(connection: Connection, store: StoreGrants, text: str, terms: DatasetPolicy, *, by: str) -> DatasetVersion:
    """Register a document and grant it to its audience. All of it or nothing.

    Args:
        connection: the owner's, the driver's own behind the alias `analytical`.
        store: what is decided of the analytical store in this environment.

    Raises:
        analytics.datasets.document.InvalidDataset: with every problem.
    """
    with _refusals_are_told("register", terms.name):
        return _register(connection, store, text, terms, by)


def _register(connection: Connection, store: StoreGrants, text: str, terms: DatasetPolicy, by: str) -> DatasetVersion:
    with transaction.atomic(using=STORE):
        version = registry.register(connection, text, terms, by=by)
        for finding in (
            *_granting(grants_of(version.dataset, version.version), store),
            *_given(Rights(REWRITER, version.relation, "MAINTAIN")),
        ):
            connection.execute(finding.remedy.encode())
        transaction.on_commit(partial(openlineage_client.send_written, version), using=STORE, robust=True)
    return version


@contextmanager
def _refusals_are_told(verb: str, name: str) -> Iterator[None]:
    """Around a transaction: it has ended when the refusal is told, so nobody waits for a row meanwhile."""
    try:
        yield
    except InvalidDataset as refused:
        openlineage_client.send_refused(verb, name, refused)
        raise


def approve(connection: Connection, store: StoreGrants, request_id: uuid.UUID, *, by: str) -> DatasetVersion:
    """Register what somebody else asked for. All of it or nothing: a request that can't be registered goes on waiting.

    Raises:
        InvalidDataset: no such request is waiting, it is one's own, or it can't be registered.
    """
    named = DatasetRequest.objects.filter(pk=request_id).values_list("policy__name", flat=True).first()
    with _refusals_are_told("approve", named or str(request_id)), transaction.atomic(using=STORE):
        request = requests.waiting(request_id)
        requests.refuse_ones_own(request, by)
        version = _register(connection, store, request.document, requests.policy_of(request), by)
        requests.decide(request, RequestState.REGISTERED, by=by)
    return version


def register_approved(connection: Connection, store: StoreGrants) -> Iterator[DatasetRequest]:
    """Register what was approved, one request a transaction; each as it was settled: registered, or failed and why."""
    while True:
        with transaction.atomic(using=STORE):
            request = requests.approved()
            if request is None:
                return
            try:
                _register(connection, store, request.document, requests.policy_of(request), request.decided_by)
            except InvalidDataset as refused:
                told = partial(openlineage_client.send_refused, "register", request.policy["name"], refused)
                transaction.on_commit(told, using=STORE, robust=True)
                # The registration's own savepoint took everything back.
                requests.set_state(request, RequestState.FAILED, because="\n".join(map(str, refused.problems)))
            else:
                requests.set_state(request, RequestState.REGISTERED)
        yield request


def refresh(connection: Connection, name: str, number: int) -> DatasetVersion:
    """Write a version's rows anew. Its grants stay as they are, and its readers wait for nothing.

    Raises:
        analytics.datasets.document.InvalidDataset: as `analytics.datasets.refreshing.refresh`; then its old rows stay.
    """
    with _refusals_are_told("refresh", name), transaction.atomic(using=STORE):
        version = refreshing.refresh(connection, name, number)
        transaction.on_commit(partial(openlineage_client.send_written, version), using=STORE, robust=True)
    return version


def refresh_due(connection: Connection, *, now: datetime) -> Iterator[tuple[DatasetVersion, InvalidDataset | None]]:
    """Refresh what is a day old, a version a transaction; each with why not, where it was refused."""
    for version in live_versions(older_than=now - A_DAY):
        try:
            yield refresh(connection, version.dataset, version.version), None
        except InvalidDataset as refused:
            yield version, refused


def withdraw(connection: Connection, store: StoreGrants, name: str, number: int) -> DatasetVersion:
    """Take a version from everybody.

    Raises:
        analytics.datasets.document.InvalidDataset: there is no such version, or another dataset is made of it.
    """
    with _refusals_are_told("withdraw", name), transaction.atomic(using=STORE):
        version = registry.withdraw(connection, name, number)
        transaction.on_commit(partial(openlineage_client.send_withdrawn, version), using=STORE, robust=True)
        for left in DatasetVersion.objects.filter(dataset=name, withdrawn_at=None).order_by("-version")[:1]:
            for finding in _granting([each for each in grants_of(name, left.version) if each.is_view], store):
                connection.execute(finding.remedy.encode())
        for schema in AUDIENCES:
            _close_if_empty(connection, store, schema)
    return version


def _granting(grants: Iterable[DatasetGrant], store: StoreGrants) -> Iterator[DriftFinding]:
    """The statements that give what registrations gave."""
    secured: set[str] = set()
    for each in grants:
        if each.login not in store.tables:
            continue
        yield from _given(Rights(each.login, each.relation, "SELECT", tuple(each.columns)))
        if each.is_view:
            continue
        if each.relation not in secured:
            secured.add(each.relation)
            yield DriftFinding("", f"ALTER TABLE {quoted(each.relation)} ENABLE ROW LEVEL SECURITY")
        yield from make(_policy(each))


def _given(rights: Rights) -> Iterator[DriftFinding]:
    schema = rights.relation.partition(".")[0]
    yield DriftFinding("", f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(rights.login)}")
    yield DriftFinding("", f"GRANT {rights.statement('TO')}")


def _close_if_empty(connection: Connection, store: StoreGrants, schema: str) -> None:
    """Whoever has no table in a schema any more has no business in it."""
    having = {each.login for each in live_grants() if each.relation.startswith(f"{schema}.")}
    having |= {REWRITER for relation in live_relations() if relation.startswith(f"{schema}.")}
    for login in (*AUDIENCES[schema], REWRITER):
        if login in store.tables and login not in having:
            connection.execute(f"REVOKE USAGE ON SCHEMA {quoted(schema)} FROM {quoted(login)}".encode())
