"""Rights on the database, schemas and languages, default rights, and owners of schemas."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import GRANTEE, OUR_SCHEMA, OWNER, DriftFinding, quoted

_DATABASE = f"""
SELECT {GRANTEE}, privilege_type
FROM pg_database, LATERAL aclexplode(COALESCE(datacl, acldefault('d', datdba)))
WHERE datname = current_database() AND grantee <> datdba
"""  # noqa: S608 - made of this package's constants
_SCHEMAS = f"""
SELECT nspname, {GRANTEE}, privilege_type
FROM pg_namespace n, LATERAL aclexplode(COALESCE(nspacl, acldefault('n', nspowner)))
WHERE {OUR_SCHEMA} AND grantee <> nspowner
"""  # noqa: S608 - made of this package's constants
_LANGUAGE = f"""
SELECT lanname, {GRANTEE}, lanowner = {OWNER}
FROM pg_language, LATERAL aclexplode(COALESCE(lanacl, acldefault('l', lanowner)))
WHERE lanname IN ('plpgsql', 'sql') AND grantee <> lanowner
"""  # noqa: S608 - made of this package's constants
_OPEN_FUNCTIONS = f"""
SELECT rolname FROM pg_roles r
WHERE (oid = {OWNER} OR rolname = ANY(%s)) AND NOT EXISTS (
    SELECT FROM pg_default_acl WHERE defaclobjtype = 'f' AND defaclnamespace = 0 AND defaclrole = r.oid)
ORDER BY 1
"""  # noqa: S608 - made of this package's constants
_OTHER_DEFAULTS = f"""
SELECT pg_get_userbyid(defaclrole), {GRANTEE}, privilege_type
FROM pg_default_acl, LATERAL aclexplode(defaclacl) WHERE grantee <> defaclrole
"""  # noqa: S608 - made of this package's constants
_OWN_SCHEMAS = f"""
SELECT nspname, pg_get_userbyid(nspowner), pg_get_userbyid(datdba)
FROM pg_namespace n, pg_database WHERE datname = current_database() AND {OUR_SCHEMA}
"""  # noqa: S608 - made of this package's constants
# Logins that own schemas, and for which the migrator can't act.
_UNREACHABLE_OWNERS = f"""
SELECT rolname FROM pg_roles
WHERE rolname = ANY(%s) AND NOT (pg_has_role({OWNER}, oid, 'USAGE') AND pg_has_role({OWNER}, oid, 'SET'))
"""  # noqa: S608 - made of this package's constants


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Every difference of these from the table."""
    yield from find_defaults(connection, store)
    yield from _ownership(connection, store)
    yield from _schemas(connection, store)


def find_defaults(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rights on the database and on languages, and default rights: what each node of a cluster has of its own."""
    yield from _database(connection, store)
    for language, grantee, is_ours in connection.execute(_LANGUAGE).fetchall():
        if is_ours:
            remedy = f"REVOKE ALL ON LANGUAGE {quoted(language)} FROM {quoted(grantee)}"
            yield DriftFinding(f"{grantee} may write {language}.", remedy)
        else:
            statement = f"ALTER LANGUAGE {language} OWNER TO migrator"
            yield DriftFinding(f"{grantee} may write {language}.", by_superuser=statement)
    for owner in (row[0] for row in connection.execute(_OPEN_FUNCTIONS, [list(store.owners.values())]).fetchall()):
        yield DriftFinding(
            f"New functions of {owner} would be open to PUBLIC.",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(owner)} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        )
    for owner, grantee, verb in connection.execute(_OTHER_DEFAULTS).fetchall():
        yield DriftFinding(f"New objects of {owner} would be open to {grantee} ({verb}) by default.")


def _ownership(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    for (owner,) in connection.execute(_UNREACHABLE_OWNERS, [list(store.owners.values())]).fetchall():
        grant = f"GRANT {quoted(owner)} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE"
        yield DriftFinding(f"The migrator can't act for {owner}, which owns schemas.", grant)
    actual = {schema: owners for schema, *owners in connection.execute(_OWN_SCHEMAS).fetchall()}
    for schema in sorted(store.schemas - set(actual)):
        authorization = f" AUTHORIZATION {quoted(store.owners[schema])}" if schema in store.owners else ""
        yield DriftFinding(f"The schema {schema} is missing.", f"CREATE SCHEMA {quoted(schema)}{authorization}")
    for schema in sorted(set(actual) - store.schemas):
        yield DriftFinding(f"The schema {schema} is not in analytics/access/segments.py.")
    for schema, (owner, migrator) in sorted(actual.items()):
        expected = store.owners.get(schema, migrator)
        if owner != expected and schema != "public":
            remedy = f"ALTER SCHEMA {quoted(schema)} OWNER TO {quoted(expected)}"
            is_ours = owner in (migrator, *store.owners.values())
            yield DriftFinding(f"The schema {schema} belongs to {owner}, not to {expected}.", remedy if is_ours else "")


def _database(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    name = quoted(connection.info.dbname)
    actual = set(connection.execute(_DATABASE).fetchall())
    expected = {(login, "CONNECT") for login in store.logins}
    for login, verb in sorted(actual - expected):
        yield DriftFinding(
            f"{login} may {verb} on the database.", f"REVOKE {verb} ON DATABASE {name} FROM {quoted(login)}"
        )
    for login, verb in sorted(expected - actual):
        yield DriftFinding(f"{login} can't {verb}.", f"GRANT {verb} ON DATABASE {name} TO {quoted(login)}")


def _schemas(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    actual = set(connection.execute(_SCHEMAS).fetchall())
    used = [(grant.relation, grant.login) for grant in store.grants]
    used += [(function, login) for login, functions in store.functions.items() for function in functions]
    # Everybody may use PostgreSQL's own schema.
    expected = {(name.split(".")[0], login, "USAGE") for name, login in used if not name.startswith("pg_catalog.")}
    for schema, login, verb in sorted(actual - expected):
        statement = f"REVOKE {verb} ON SCHEMA {quoted(schema)} FROM {quoted(login)}"
        yield DriftFinding(f"{login} has {verb} on schema {schema}.", statement)
    for schema, login, verb in sorted(expected - actual):
        statement = f"GRANT {verb} ON SCHEMA {quoted(schema)} TO {quoted(login)}"
        yield DriftFinding(f"{login} lacks {verb} on schema {schema}.", statement)
