"""Functions: who may execute which. The default is nobody."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import GRANTEE, OURS, DriftFinding, not_of_extension, quoted

_SIGNATURE = "nspname || '.' || proname || '(' || oidvectortypes(proargtypes) || ')'"
_MADE_BY_CODE = not_of_extension("pg_proc", "pg_proc.oid", "proowner")
_EXISTING = f"SELECT {_SIGNATURE} FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE {OURS}"  # noqa: S608 - made of this package's constants
_EXECUTE = f"""
SELECT {GRANTEE}, {_SIGNATURE}
FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace,
     LATERAL aclexplode(COALESCE(proacl, acldefault('f', proowner)))
WHERE {OURS} AND grantee <> proowner AND {_MADE_BY_CODE}
"""  # noqa: S608 - made of this package's constants


_UNSAFE = f"""
SELECT {_SIGNATURE}, pg_get_userbyid(proowner) = pg_get_userbyid(datdba),
       EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting ~ '^search_path=')
FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace, pg_database
WHERE datname = current_database() AND {OURS} AND {_MADE_BY_CODE}
"""  # noqa: S608 - made of this package's constants


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rights to execute, too many and too few; functions of other owners, and without a fixed search path."""
    for function, is_owned, is_fixed in connection.execute(_UNSAFE).fetchall():
        if not is_owned:
            yield DriftFinding(f"{function} does not belong to the owner of the database.")
        if not is_fixed:
            yield DriftFinding(
                f"{function} has no fixed search path.",
                f"ALTER FUNCTION {_named(function)} SET search_path = pg_catalog, pg_temp",
            )
    existing = {row[0] for row in connection.execute(_EXISTING).fetchall()}
    actual = set(connection.execute(_EXECUTE).fetchall())
    expected = {
        (login, function)
        for login, functions in store.functions.items()
        for function in functions
        if not function.startswith("pg_catalog.")
    }
    for login, function in sorted(actual - expected):
        statement = f"REVOKE EXECUTE ON FUNCTION {_named(function)} FROM {quoted(login)}"
        yield DriftFinding(f"{login} may execute {function}.", statement)
    for login, function in sorted(expected - actual):
        statement = f"GRANT EXECUTE ON FUNCTION {_named(function)} TO {quoted(login)}" if function in existing else ""
        yield DriftFinding(f"{login} can't execute {function}.", statement)


def _named(function: str) -> str:
    name, _, arguments = function.partition("(")
    return f"{quoted(name)}({arguments}"
