"""Rights that a login could pass on. It has to pass on none."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import (
    GRANTEE,
    OUR_RELATION,
    OUR_SCHEMA,
    OURS,
    DriftFinding,
    not_of_extension,
    quoted,
)

_RELATION = "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace"
_OUR_FUNCTION = not_of_extension("pg_proc", "p.oid", "proowner")
_PASSED_ON = f"""
SELECT {GRANTEE}, privilege_type, object FROM (
    SELECT format('ON DATABASE %I', datname), datdba, datacl FROM pg_catalog.pg_database
    WHERE datname = current_database()
    UNION ALL SELECT format('ON SCHEMA %I', nspname), nspowner, nspacl FROM pg_catalog.pg_namespace n WHERE {OUR_SCHEMA}
    UNION ALL SELECT format('ON %I.%I', nspname, relname), relowner, relacl FROM {_RELATION} WHERE {OUR_RELATION}
    UNION ALL SELECT format('(%I) ON %I.%I', attname, nspname, relname), relowner, attacl
    FROM pg_catalog.pg_attribute JOIN {_RELATION} ON attrelid = c.oid WHERE {OUR_RELATION} AND NOT attisdropped
    UNION ALL SELECT 'ON FUNCTION ' || p.oid::regprocedure, proowner, proacl
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = pronamespace
    WHERE {OURS} AND {_OUR_FUNCTION}
) AS listed (object, owner, acl), LATERAL aclexplode(acl) WHERE is_grantable AND grantee <> owner ORDER BY 3, 1, 2
"""  # noqa: S608 - made of this package's constants


def find(connection: Any, _store: StoreGrants) -> Iterator[DriftFinding]:
    """Each right with a grant option."""
    for login, verb, target in connection.execute(_PASSED_ON).fetchall():
        remedy = f"REVOKE GRANT OPTION FOR {verb} {target} FROM {quoted(login)} CASCADE"
        yield DriftFinding(f"{login} may pass on {verb} {target}.", remedy)
