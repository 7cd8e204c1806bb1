"""The region of a store: that it has one, and that it is the region of this cell."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import DriftFinding
from reviews_site.regions import FUNCTION, SIGNATURE, home_region

_MADE = f"SELECT provolatile = 'i' FROM pg_proc WHERE oid = to_regprocedure('{SIGNATURE}')"  # noqa: S608 - made of a constant
_ASK = f"SELECT {SIGNATURE}"
_UNCHECKED = f"""
SELECT nspname || '.' || relname FROM pg_attribute a
JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE attname = 'home_region' AND relkind IN ('r', 'p') AND NOT EXISTS (
    SELECT FROM pg_constraint JOIN pg_depend d ON d.objid = pg_constraint.oid
    WHERE conrelid = c.oid AND contype = 'c' AND convalidated AND attnum = ANY (conkey)
      AND d.refobjid = to_regproc('{FUNCTION}'))
"""  # noqa: S608 - made of a constant


def find(connection: Any, _store: StoreGrants) -> Iterator[DriftFinding]:
    """A store without a region or of another region, and tables that accept rows of any. A person corrects them."""
    made = connection.execute(_MADE).fetchone()
    if made is None:
        yield DriftFinding("The store has no region: run manage.py prepare.")
        return
    if not made[0]:
        yield DriftFinding(f"{SIGNATURE} is not IMMUTABLE: its answer may change from row to row.")
    if (region := connection.execute(_ASK).fetchone()[0]) != home_region():
        yield DriftFinding(f"The store is of the region {region}, and this cell is {home_region()}.")
    for (relation,) in sorted(connection.execute(_UNCHECKED).fetchall()):
        yield DriftFinding(f"{relation} accepts rows of any region: no constraint checks its home_region.")
