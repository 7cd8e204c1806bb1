"""Row security: enabled on each table that has policies, and the policies as in the table of grants."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import RowPolicy, StoreGrants
from analytics.access.drift import catalog
from analytics.access.drift.finding import OURS, DriftFinding, quoted

_ENABLED = f"""
SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE {OURS} AND relrowsecurity
"""  # noqa: S608 - made of this package's constants
_POLICIES = f"""
SELECT nspname || '.' || relname, polname, COALESCE(obj_description(p.oid, 'pg_policy'), ''),
       polpermissive, CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN '*' THEN 'ALL' ELSE 'else' END,
       ARRAY(SELECT pg_get_userbyid(role)::text FROM unnest(polroles) AS role),
       concat_ws(' / ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
FROM pg_policy p JOIN pg_class c ON c.oid = polrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE {OURS}
"""  # noqa: S608 - made of this package's constants


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Policies that differ from the table: in what they do, or in their comments, which hold their definitions."""
    enabled = {row[0] for row in connection.execute(_ENABLED).fetchall()}
    with connection.transaction(force_rollback=True):
        # So that expressions are printed as they were recorded.
        connection.execute("SET LOCAL search_path = pg_catalog")
        actual = {(table, name): tuple(rest) for table, name, *rest in connection.execute(_POLICIES).fetchall()}
    expected = {(policy.relation, policy.name): policy for policy in store.row_policies}
    for table, name in sorted(set(actual) - set(expected)):
        yield DriftFinding(f"The row policy {name} on {table} is not in the table.", _drop(table, name))
    for table in sorted({policy.relation for policy in store.row_policies} - enabled):
        yield DriftFinding(f"Row security is off on {table}.", f"ALTER TABLE {quoted(table)} ENABLE ROW LEVEL SECURITY")
    for key, policy in sorted(expected.items()):
        if key not in actual:
            yield DriftFinding(f"The row policy {policy.name} on {policy.relation} is missing.", make(policy))
        elif _differs(policy, store.alias, *actual[key]):
            remedy = f"{_drop(*key)}; {make(policy)}"
            yield DriftFinding(f"The row policy {policy.name} on {policy.relation} differs.", remedy)


def _differs(
    policy: RowPolicy, alias: str, comment: str, is_permissive: bool, verb: str, roles: list[str], expressions: str
) -> bool:
    has_role = is_permissive and verb == policy.verb and roles == [policy.login]
    # Policies of registered datasets are not recorded, and only their comments are compared.
    recorded = catalog.recorded(alias).get(catalog.policy_key(policy), expressions)
    return not has_role or comment != policy.definition or expressions != recorded


def _drop(table: str, name: str) -> str:
    return f"DROP POLICY {quoted(name)} ON {quoted(table)}"


def make(policy: RowPolicy) -> str:
    """The statements that make a row policy."""
    on = f"{quoted(policy.name)} ON {quoted(policy.relation)}"
    text = policy.definition.replace("'", "''")
    return f"CREATE POLICY {on} {policy.definition}; COMMENT ON POLICY {on} IS '{text}'"
