"""Rights on datasets and on what they are made of, as a part of the table of grants."""

from dataclasses import replace

from analytics.access.definitions import RowPolicy, StoreGrants
from analytics.access.grants.analytical import EVERY_ROW, ROWS_FOR_PEOPLE
from analytics.datasets.sources import readable_columns

STORE, REGISTRAR = "analytical", "registrar"


def with_sources(store: StoreGrants) -> StoreGrants:
    """The analytical store's table with the registrar's rights on the sources of datasets. Others stay as they are."""
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
            *(
                RowPolicy("registrar_reads", relation, REGISTRAR, using=ROWS_FOR_PEOPLE.get(relation, EVERY_ROW))
                for relation in sorted(restricted)
            ),
        ),
    )
