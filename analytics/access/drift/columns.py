"""Columns without a class, because they were added by hand, and names that break the convention."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import OURS, DriftFinding
from analytics.access.segments import is_plain
from analytics.access.stores import columns_of_models

_COLUMNS = f"""
SELECT nspname || '.' || relname, array_agg(attname::text ORDER BY attnum)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped AND {OURS} GROUP BY 1
"""  # noqa: S608 - made of this package's constants


def find(connection: Any, _store: StoreGrants) -> Iterator[DriftFinding]:
    """Columns without a class, and relations or columns whose names would need quotes."""
    known = columns_of_models()
    for relation, columns in sorted(connection.execute(_COLUMNS).fetchall()):
        for name in (*relation.split("."), *columns):
            if not is_plain(name):
                yield DriftFinding(f"{name!r} ({relation}) is not named in lower case with underscores.")
        if relation not in known:
            continue
        for column in sorted(set(columns) - set(known[relation])):
            yield DriftFinding(f"{relation}.{column} has no class: no model has it. Nobody is granted it.")
