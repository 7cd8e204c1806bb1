"""Tables, views and sequences: rights on them and their columns, who owns them, and how the views are made."""

from collections.abc import Iterator
from typing import Any

from analytics.access.drift.finding import GRANTEE, OURS, Finding, quoted
from analytics.access.vocabulary import Grant, Store

_RELATIONS = f"""
SELECT nspname || '.' || relname, relkind::text, pg_get_userbyid(relowner), COALESCE(reloptions, '{{}}')
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS}
"""  # noqa: S608 - made of this package's constants
_GRANTS = f"""
SELECT {GRANTEE}, nspname || '.' || relname, privilege_type, ''
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace, LATERAL aclexplode(relacl)
WHERE {OURS} AND grantee <> relowner
UNION ALL
SELECT {GRANTEE}, nspname || '.' || relname, privilege_type, attname::text
FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace,
     LATERAL aclexplode(attacl)
WHERE {OURS} AND grantee <> relowner AND NOT attisdropped
"""  # noqa: S608 - made of this package's constants
_OWNER = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
SAFE_VIEW = {"security_invoker=true", "security_barrier=true"}


def find(connection: Any, store: Store) -> Iterator[Finding]:
    """Rights too many and too few, and relations that nobody decided about."""
    existing = {name: tuple(rest) for name, *rest in connection.execute(_RELATIONS).fetchall()}
    yield from _grants(connection, store)
    for name in sorted(set(existing) - store.relations):
        yield Finding(f"{name} has no line in the table of grants: nobody but its owner reads it.")
    for name in sorted(store.relations - set(existing)):
        yield Finding(f"{name} has a line in the table of grants and does not exist.")
    yield from _making(connection, existing)


def _grants(connection: Any, store: Store) -> Iterator[Finding]:
    existing = {row[0] for row in connection.execute(_RELATIONS).fetchall()}
    actual = {Grant(*row[:2], *row[2:]) for row in connection.execute(_GRANTS).fetchall()}
    # Whole relations first: revoking on a table takes the rights on its columns along.
    for grant in sorted(actual - store.grants, key=lambda each: (each.column, each)):
        yield Finding(f"{_words(grant)} is not in the table.", f"REVOKE {statement(grant, 'FROM')}")
    revoked = {(grant.login, grant.relation, grant.verb) for grant in actual - store.grants if not grant.column}
    for grant in sorted(store.grants):
        is_lost = grant.column and (grant.login, grant.relation, grant.verb) in revoked
        if grant.relation in existing and (grant not in actual or is_lost):
            yield Finding(f"{_words(grant)} is missing.", f"GRANT {statement(grant, 'TO')}")


def _words(grant: Grant) -> str:
    on = f"{grant.relation} ({grant.column})" if grant.column else grant.relation
    return f"{grant.verb} of {grant.login} on {on}"


def statement(grant: Grant, to: str) -> str:
    """What stands after GRANT (`to` is TO) or REVOKE (FROM)."""
    column = f" ({quoted(grant.column)})" if grant.column else ""
    return f"{grant.verb}{column} ON {quoted(grant.relation)} {to} {quoted(grant.login)}"


def _making(connection: Any, existing: dict[str, tuple[Any, ...]]) -> Iterator[Finding]:
    migrator = connection.execute(_OWNER).fetchone()[0]
    for name, (kind, owner, options) in sorted(existing.items()):
        if owner != migrator:
            yield Finding(f"{name} belongs to {owner}.")
        if kind == "v" and not set(options) >= SAFE_VIEW:
            remedy = f"ALTER VIEW {quoted(name)} SET (security_invoker = true, security_barrier = true)"
            yield Finding(f"The view {name} does not run with its reader's rights, behind a barrier.", remedy)
        if kind == "m":
            yield Finding(f"{name} is a materialized view: it keeps its owner's rights and no row policies.")
