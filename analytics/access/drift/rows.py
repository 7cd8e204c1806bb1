"""Row security: enabled on each table that has policies, and the policies as in the table of grants."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import RowPolicy, StoreGrants
from analytics.access.drift.finding import OURS, DriftFinding, quoted

_ENABLED = f"""
SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE {OURS} AND relrowsecurity
"""  # noqa: S608 - made of this package's constants
_POLICIES = f"""
SELECT nspname || '.' || relname, polname, COALESCE(obj_description(p.oid, 'pg_policy'), '')
FROM pg_policy p JOIN pg_class c ON c.oid = polrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE {OURS}
"""  # noqa: S608 - made of this package's constants


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Policies that differ from the table. Their comments hold their definitions, for comparison."""
    enabled = {row[0] for row in connection.execute(_ENABLED).fetchall()}
    actual = {(table, name): text for table, name, text in connection.execute(_POLICIES).fetchall()}
    expected = {(policy.relation, policy.name): policy for policy in store.row_policies}
    for table, name in sorted(set(actual) - set(expected)):
        yield DriftFinding(f"The row policy {name} on {table} is not in the table.", _drop(table, name))
    for table in sorted({policy.relation for policy in store.row_policies} - enabled):
        yield DriftFinding(f"Row security is off on {table}.", f"ALTER TABLE {quoted(table)} ENABLE ROW LEVEL SECURITY")
    for key, policy in sorted(expected.items()):
        if actual.get(key) == policy.definition:
            continue
        if key in actual:
            yield DriftFinding(f"The row policy {policy.name} on {policy.relation} differs.", _drop(*key))
        yield from make(policy)


def _drop(table: str, name: str) -> str:
    return f"DROP POLICY {quoted(name)} ON {quoted(table)}"


def make(policy: RowPolicy) -> Iterator[DriftFinding]:
    """The statements that make a row policy."""
    on = f"{quoted(policy.name)} ON {quoted(policy.relation)}"
    yield DriftFinding(
        f"The row policy {policy.name} on {policy.relation} is missing.", f"CREATE POLICY {on} {policy.definition}"
    )
    text = policy.definition.replace("'", "''")
    yield DriftFinding(
        f"The row policy {policy.name} on {policy.relation} has no comment.", f"COMMENT ON POLICY {on} IS '{text}'"
    )
