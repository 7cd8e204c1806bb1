"""Roles of the cluster: who may log in, attributes, memberships, limits and settings; rights on parameters."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import GRANTEE, OWNER, DriftFinding, quoted
from reviews_site.processes import COMPANY_LOGINS, PROCESSES

# An elevation's login belongs to one database of the cluster, and is compared there.
_OF_ANOTHER_DATABASE = (
    "(r.rolname ~ '^el_[0-9a-f]{12}$' AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication"
    " OR r.rolbypassrls OR pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CONNECT')))"
)
# Role 10 is the superuser that initdb made.
_ROLES = f"""
SELECT rolname, oid = {OWNER}, rolcanlogin, rolconnlimit, ARRAY(
    SELECT attribute FROM (VALUES ('SUPERUSER', rolsuper), ('CREATEROLE', rolcreaterole), ('CREATEDB', rolcreatedb),
        ('REPLICATION', rolreplication), ('BYPASSRLS', rolbypassrls), ('INHERIT', rolinherit)) AS has (attribute, is_so)
    WHERE is_so)
FROM pg_catalog.pg_roles r WHERE oid <> 10 AND rolname !~ '^pg_' AND NOT {_OF_ANOTHER_DATABASE} ORDER BY 1
"""  # noqa: S608 - made of this package's constants
_MEMBERS = """
SELECT pg_get_userbyid(member), pg_get_userbyid(roleid)
FROM pg_catalog.pg_auth_members WHERE member >= 16384 ORDER BY 1, 2
"""
# Of this database and of all.
_SETTINGS = f"""
SELECT COALESCE(rolname, ''), COALESCE(datname, ''), setting
FROM pg_catalog.pg_db_role_setting LEFT JOIN pg_catalog.pg_roles r ON r.oid = setrole
LEFT JOIN pg_catalog.pg_database d ON d.oid = setdatabase, LATERAL unnest(setconfig) AS setting
WHERE (setdatabase = 0 OR datname = current_database()) AND (r.oid IS NULL OR NOT {_OF_ANOTHER_DATABASE})
ORDER BY 1, 2, 3
"""  # noqa: S608 - made of this package's constants
_PARAMETERS = f"""
SELECT parname, {GRANTEE}, privilege_type FROM pg_catalog.pg_parameter_acl, LATERAL aclexplode(paracl)
WHERE grantee <> 10 ORDER BY 1, 2, 3
"""  # noqa: S608 - made of this package's constants
_MIGRATORS = {"pg_checkpoint", "pg_use_reserved_connections"}
_MIGRATORS_ATTRIBUTES = {"CREATEROLE", "INHERIT"}
_OF_THE_MIGRATOR_TO_CHANGE = {"INHERIT", "CREATEROLE"}


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Every difference of these from the table."""
    owner, existing = "", set()
    for login, is_owner, can_log_in, limit, attributes in connection.execute(_ROLES).fetchall():
        existing.add(login)
        owner = login if is_owner else owner
        is_known = is_owner or login in known_logins() or login in store.tables
        yield from _attributes(login, set(attributes), is_owner=is_owner, is_known=is_known, can_log_in=can_log_in)
        if limit != store.connections.get(login, limit):
            remedy = f"ALTER ROLE {quoted(login)} CONNECTION LIMIT {store.connections[login]}"
            yield DriftFinding(f"{login} may have {limit} connections, not {store.connections[login]}.", remedy)
    yield from _memberships(connection, owner)
    yield from _settings(connection, store, existing, owner)
    parameters = set(connection.execute(_PARAMETERS).fetchall())
    expected = {("temp_file_limit", owner, "SET"), ("log_statement", owner, "SET")}
    for name, grantee, verb in sorted(parameters - expected):
        statement = f"REVOKE {verb} ON PARAMETER {name} FROM {quoted(grantee)}"
        yield DriftFinding(f"{grantee} may {verb} the parameter {name}.", by_superuser=statement)
    for name, grantee, verb in sorted(expected - parameters):
        statement = f"GRANT {verb} ON PARAMETER {name} TO {quoted(grantee)}"
        yield DriftFinding(f"{grantee} can't {verb} the parameter {name}.", by_superuser=statement)


def _attributes(
    login: str, attributes: set[str], *, is_owner: bool, is_known: bool, can_log_in: bool
) -> Iterator[DriftFinding]:
    if not is_known and (can_log_in or "SUPERUSER" in attributes):
        yield DriftFinding(
            f"{login} may log in to the cluster, and is in no table.", by_superuser=f"DROP ROLE {quoted(login)}"
        )
        return
    if not is_known:
        attributes = attributes - {"INHERIT"}
    for attribute in sorted(attributes - (_MIGRATORS_ATTRIBUTES if is_owner else set())):
        statement = f"ALTER ROLE {quoted(login)} NO{attribute}"
        if attribute in _OF_THE_MIGRATOR_TO_CHANGE:
            yield DriftFinding(f"{login} has the attribute {attribute}.", statement)
        else:
            yield DriftFinding(f"{login} has the attribute {attribute}.", by_superuser=statement)


def _memberships(connection: Any, owner: str) -> Iterator[DriftFinding]:
    found = set(connection.execute(_MEMBERS).fetchall())
    for member, role in sorted(found):
        # Who makes a role may give it on. That is the migrator, and nobody else.
        if member == owner and (role in _MIGRATORS or not role.startswith("pg_")):
            continue
        says, remedy = f"{member} is a member of {role}.", f"REVOKE {quoted(role)} FROM {quoted(member)}"
        is_ours = role in known_logins()
        yield DriftFinding(says, remedy if is_ours else "", by_superuser="" if is_ours else remedy)
    for role in sorted(role for role in _MIGRATORS if (owner, role) not in found):
        statement = f"GRANT {quoted(role)} TO {quoted(owner)}"
        yield DriftFinding(f"{owner} is no member of {role}.", by_superuser=statement)


def _settings(connection: Any, store: StoreGrants, existing: set[str], owner: str) -> Iterator[DriftFinding]:
    actual = {
        (login, base, *setting.split("=", 1)) for login, base, setting in connection.execute(_SETTINGS).fetchall()
    }
    expected = {
        (login, "", name, value)
        for login, settings in store.sessions.items()
        if login in existing
        for name, value in settings.items()
    }
    kept = {(login, base, name) for login, base, name, _ in expected}
    for login, base, name, value in sorted(actual - expected):
        if (login, base, name) in kept:
            continue
        where = f" in {base}" if base else ""
        if login in (*known_logins(), *store.tables, owner):
            within = f" IN DATABASE {quoted(base)}" if base else ""
            statement = f"ALTER ROLE {quoted(login)}{within} RESET {quoted(name)}"
            # Settings of logins that only another database of the cluster lets in are compared there.
            if base or login == owner or login in store.sessions:
                yield DriftFinding(f"Sessions of {login}{where} begin with {name} = {value}.", statement)
        elif base and not login:
            statement = f"ALTER DATABASE {quoted(base)} RESET {quoted(name)}"
            yield DriftFinding(f"Every session{where} begins with {name} = {value}.", statement)
        else:
            statement = f"ALTER ROLE {quoted(login) if login else 'ALL'} RESET {quoted(name)}"
            yield DriftFinding(
                f"Sessions of {login or 'everybody'} begin with {name} = {value}.", by_superuser=statement
            )
    for login, _, name, value in sorted(expected - actual):
        # A list such as a search path is several values, which are quoted separately.
        values = ", ".join("'" + part.strip().replace("'", "''") + "'" for part in value.split(","))
        statement = f"ALTER ROLE {quoted(login)} SET {quoted(name)} = {values}"
        yield DriftFinding(f"Sessions of {login} do not begin with {name} = {value}.", statement)


def known_logins() -> list[str]:
    """Every login of processes and people, on all clusters."""
    return [*COMPANY_LOGINS, *(login for process in PROCESSES.values() for login in process.logins.values())]
