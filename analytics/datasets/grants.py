"""Rights on datasets and on their sources: in the table of grants, and as statements while a dataset is published."""

from dataclasses import replace

from django.conf import settings

from analytics.access.audiences import AUDIENCES
from analytics.access.company import Environment
from analytics.access.definitions import RowPolicy, StoreGrants
from analytics.access.drift.relations import Rights
from analytics.access.granting import grant, restrict_rows, revoke_schema
from analytics.access.grants.analytical import EVERY_ROW, ROWS_FOR_PEOPLE
from analytics.access.stores import store_grants
from analytics.datasets.models import DatasetGrant, DatasetVersion
from analytics.datasets.registry import live_grants, live_relations
from analytics.datasets.sources import readable_columns
from analytics.datasets.tables import Connection

STORE, REGISTRAR = "analytical", "registrar"
# The console asks, and withdraws what was asked for. What was found and decided is the registrar's to write.
_REQUESTS = "governance.dataset_request"
_IS_ASKED = "state = 'checking' AND findings IS NULL AND decided_by = '' OR state = 'withdrawn'"
_POLICIES_OF_REQUESTS = (
    RowPolicy("console_asks", _REQUESTS, "console", using=EVERY_ROW, check=_IS_ASKED),
    RowPolicy("registrar_all", _REQUESTS, REGISTRAR, using=EVERY_ROW, check=EVERY_ROW),
)
# Rewrites the files of every dataset after somebody was erased from it.
VACUUM = "vacuum"
# The database itself ends the right. now() would stand still in a transaction that stays open.
_NOT_ENDED = "pg_catalog.clock_timestamp() < '{ends_at}'::pg_catalog.timestamptz"


def with_sources(store: StoreGrants) -> StoreGrants:
    """Add the registrar's rights on the sources of datasets, and the row policies of requests, to the store's table."""
    if store.alias != STORE:
        return store
    sources = readable_columns()
    restricted = {policy.relation for policy in store.row_policies} & set(sources)
    cells = {relation: f"SELECT ({', '.join(sorted(columns))})" for relation, columns in sources.items()}
    return replace(
        store,
        tables={**store.tables, REGISTRAR: {**store.tables[REGISTRAR], **cells}},
        row_policies=(
            *store.row_policies,
            *_POLICIES_OF_REQUESTS,
            *(
                RowPolicy("registrar_reads", relation, REGISTRAR, using=ROWS_FOR_PEOPLE.get(relation, EVERY_ROW))
                for relation in sorted(restricted)
            ),
        ),
    )


def analytical_grants_here() -> tuple[Environment, StoreGrants]:
    """The environment of this process, and the analytical store's table of grants in it, datasets included."""
    environment = Environment(settings.PLATEMARK_ENV)
    return environment, with_registered(store_grants(environment)[STORE])


def with_registered(store: StoreGrants) -> StoreGrants:
    """Add the rights on registered datasets to the analytical store's table, for logins that exist in it."""
    rows = live_grants()
    effective = [row for row in rows if row.login in store.tables]
    tables = {login: dict(relations) for login, relations in store.tables.items()}
    for row in effective:
        tables[row.login][row.relation] = f"SELECT ({', '.join(row.columns)})"
    tables[VACUUM] |= dict.fromkeys(live_relations(), "MAINTAIN")
    unread = {row.relation for row in rows} - {row.relation for row in effective}
    return replace(
        store,
        tables=tables,
        owner_only=store.owner_only | unread,
        row_policies=(*store.row_policies, *(_row_policy(row) for row in effective if not row.is_view)),
    )


def _row_policy(row: DatasetGrant) -> RowPolicy:
    using = _NOT_ENDED.format(ends_at=row.ends_at.isoformat())
    return RowPolicy(f"{row.login}_reads", row.relation, row.login, using=using)


def grant_to_readers(connection: Connection, store: StoreGrants, version: DatasetVersion) -> None:
    """Grant a new version's table and view to the logins that `DatasetGrant` names, and its upkeep to `vacuum`."""
    for row in _effective_rows(store, version):
        _grant(connection, row)
        if not row.is_view:
            restrict_rows(connection, _row_policy(row))
    grant(connection, Rights(VACUUM, version.relation, "MAINTAIN"))


def grant_view(connection: Connection, store: StoreGrants, version: DatasetVersion) -> None:
    """Grant a dataset's view again after it was pointed to this version. Rights on the version's table stay."""
    for row in _effective_rows(store, version):
        if row.is_view:
            _grant(connection, row)


def _effective_rows(store: StoreGrants, version: DatasetVersion) -> list[DatasetGrant]:
    rows = DatasetGrant.objects.filter(dataset=version.dataset, version=version.version, login__in=store.tables)
    return list(rows.order_by("relation", "login"))


def _grant(connection: Connection, row: DatasetGrant) -> None:
    grant(connection, Rights(row.login, row.relation, "SELECT", tuple(row.columns)))


def revoke_unused_schemas(connection: Connection, store: StoreGrants) -> None:
    """Close each schema of datasets to the logins that read no table in it any more."""
    used = {(row.relation.partition(".")[0], row.login) for row in live_grants()}
    used |= {(relation.partition(".")[0], VACUUM) for relation in live_relations()}
    for schema, logins in AUDIENCES.items():
        for login in (*logins, VACUUM):
            if login in store.tables and (schema, login) not in used:
                revoke_schema(connection, schema, login)
