"""Functions and relations of PostgreSQL's own: what it leaves open to everybody and we close, and who may use it.

Whatever else was granted or revoked since the cluster was made is a finding: `pg_init_privs` has the rights from then.
"""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import SAMPLES, StoreGrants
from analytics.access.drift.finding import GRANTEE, OWNER, DriftFinding, quoted

# Closed to PUBLIC by deploy/postgres/database.sql, which says why.
_CLOSED = (
    "^(pg_(try_)?advisory_.*|pg_logical_emit_message|pg_(cancel|terminate)_backend|pg_stat_(get|have)_.*"
    "|pg_(relation|total_relation|table|indexes|database|tablespace)_size|lo_.*|be_lo_.*"
    "|(query|table|schema|database|cursor)_to_xml.*|ts_stat)$"
)
_SIGNATURE = "'pg_catalog.' || proname || '(' || oidvectortypes(proargtypes) || ')'"
# Rights now and at the beginning. Functions that appeared since have none from the beginning.
_FUNCTIONS = f"""
WITH listed AS (
    SELECT p.oid, {_SIGNATURE} AS name, proname ~ '{_CLOSED}' AS is_closed, proowner, proacl,
           COALESCE(initprivs, acldefault('f', 10::oid)) AS initial
    FROM pg_catalog.pg_proc p LEFT JOIN pg_catalog.pg_init_privs i
      ON i.objoid = p.oid AND i.classoid = 'pg_catalog.pg_proc'::regclass
    WHERE pronamespace = 'pg_catalog'::regnamespace AND p.oid < 16384
      AND (proacl IS NOT NULL OR initprivs IS NOT NULL OR proname ~ '{_CLOSED}')
), now AS (
    SELECT name, is_closed, {GRANTEE} AS grantee, true AS is_now, grantor = {OWNER} AS is_ours
    FROM listed, LATERAL aclexplode(COALESCE(proacl, acldefault('f', proowner))) WHERE grantee <> 10
), before AS (
    SELECT name, is_closed, {GRANTEE} AS grantee, false AS is_now, false AS is_ours
    FROM listed, LATERAL aclexplode(initial) WHERE grantee <> 10
)
SELECT * FROM now UNION ALL SELECT * FROM before
"""  # noqa: S608 - made of this package's constants
_SWITCH_WAL = "pg_catalog.pg_switch_wal()"
_COUNTS = f"""
SELECT bool_or(has_column_privilege(rolname, 'pg_catalog.pg_class', counted, 'SELECT'))
FROM pg_catalog.pg_roles, unnest(ARRAY['reltuples', 'relpages']) AS counted
WHERE rolcanlogin AND NOT rolsuper AND oid <> {OWNER}
"""  # noqa: S608 - made of this package's constants
_RELATIONS = f"""
WITH listed AS (
    SELECT 'pg_catalog.' || relname AS name, COALESCE(relacl, acldefault('r', relowner)) AS now,
           COALESCE(initprivs, acldefault('r', 10::oid)) AS initial
    FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_init_privs i
      ON i.objoid = c.oid AND i.classoid = 'pg_catalog.pg_class'::regclass AND objsubid = 0
    WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') AND c.oid < 16384
)
SELECT name, {GRANTEE}, privilege_type FROM listed, LATERAL aclexplode(now) AS given
WHERE grantee = 0 AND NOT EXISTS (
    SELECT FROM aclexplode(initial) AS had WHERE had.grantee = 0 AND had.privilege_type = given.privilege_type)
"""  # noqa: S608 - made of this package's constants
_SCRIPT = "Run deploy/postgres/database.sql"


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rights on functions of PostgreSQL's own that differ, and counts of rows that everybody can see."""
    (owner,) = connection.execute(f"SELECT pg_get_userbyid({OWNER})").fetchone()
    yield from _functions(connection, store, owner)
    if connection.execute(_COUNTS).fetchone()[0]:
        yield DriftFinding("The catalog tells logins how many rows tables have.", by_superuser=_SCRIPT)
    for name, grantee, verb in sorted(connection.execute(_RELATIONS).fetchall()):
        if name != SAMPLES:
            statement = f"REVOKE {verb} ON {quoted(name)} FROM {quoted(grantee)}"
            yield DriftFinding(f"{grantee} has {verb} on {name}.", by_superuser=statement)


def _functions(connection: Any, store: StoreGrants, owner: str) -> Iterator[DriftFinding]:
    rows = connection.execute(_FUNCTIONS).fetchall()
    actual = {(grantee, name): is_ours for name, _, grantee, is_now, is_ours in rows if is_now}
    closed = {name for name, is_closed, *_ in rows if is_closed}
    expected = {(grantee, name) for name, is_closed, grantee, is_now, _ in rows if not is_now and not is_closed}
    of_logins = {
        (login, name) for login, names in store.functions.items() for name in names if name.startswith("pg_catalog.")
    }
    expected |= of_logins | {(owner, name) for name in closed} | {(owner, _SWITCH_WAL)}
    for login, name in sorted(actual.keys() - expected):
        statement = f"REVOKE EXECUTE ON FUNCTION {name} FROM {quoted(login)}"
        is_ours = actual[login, name]
        yield DriftFinding(
            f"{login} may execute {name}.", statement if is_ours else "", by_superuser="" if is_ours else statement
        )
    for login, name in sorted(expected - actual.keys()):
        statement = f"GRANT EXECUTE ON FUNCTION {name} TO {quoted(login)}"
        is_ours = (login, name) in of_logins and (owner, name) in actual
        by_superuser = "" if is_ours else f"{statement} WITH GRANT OPTION" if login == owner else statement
        yield DriftFinding(f"{login} can't execute {name}.", statement if is_ours else "", by_superuser=by_superuser)
