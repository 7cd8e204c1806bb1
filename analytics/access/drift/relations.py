"""Tables and views: rights on them and their columns, their owners, and the options of views."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from analytics.access.definitions import SAMPLES, Grant, StoreGrants
from analytics.access.drift.finding import GRANTEE, NOT_OF_EXTENSION, OUR_RELATION, OURS, OWNER, DriftFinding, quoted

_RELATIONS = f"""
SELECT nspname || '.' || relname, relkind::text, pg_get_userbyid(relowner), COALESCE(reloptions, '{{}}')
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND {OUR_RELATION}
"""  # noqa: S608 - made of this package's constants
# Of PostgreSQL's own relations only rights that were granted in addition to the defaults.
_GIVEN = f"""
grantee <> relowner AND {NOT_OF_EXTENSION} AND ({OURS} OR nspname = 'pg_catalog' AND grantee NOT IN (0, datdba)
                         AND pg_catalog.pg_get_userbyid(grantee) !~ '^pg_')
"""
_GRANTS = f"""
SELECT {GRANTEE}, nspname || '.' || relname, privilege_type, ''
FROM pg_database d JOIN pg_class c ON datname = current_database() JOIN pg_namespace n ON n.oid = relnamespace,
     LATERAL aclexplode(relacl)
WHERE {_GIVEN}
UNION ALL
SELECT {GRANTEE}, nspname || '.' || relname, privilege_type, attname::text
FROM pg_database d JOIN pg_class c ON datname = current_database() JOIN pg_namespace n ON n.oid = relnamespace
     JOIN pg_attribute a ON c.oid = attrelid, LATERAL aclexplode(attacl)
WHERE {_GIVEN} AND NOT attisdropped
"""  # noqa: S608 - made of this package's constants
_MAY_PASS_ON = f"SELECT pg_catalog.has_table_privilege({OWNER}, '{SAMPLES}', 'MAINTAIN WITH GRANT OPTION')"
_OWNER = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
SAFE_VIEW = {"security_invoker=true", "security_barrier=true"}


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rights too many and too few, and relations that are not in the table."""
    existing = {name: tuple(rest) for name, *rest in connection.execute(_RELATIONS).fetchall()}
    yield from _grants(connection, store, {SAMPLES, *existing})
    for name in sorted(set(existing) - store.relations):
        yield DriftFinding(f"{name} is not in the table of grants: only its owner reads it.")
    for name in sorted(store.relations - set(existing)):
        yield DriftFinding(f"{name} is in the table of grants and does not exist.")
    yield from _ownership(connection, store, existing)


def _grants(connection: Any, store: StoreGrants, existing: set[str]) -> Iterator[DriftFinding]:
    actual = {Grant(*row[:2], *row[2:]) for row in connection.execute(_GRANTS).fetchall()}
    # Whole relations first: revoking on a table takes the rights on its columns along.
    for rights in sorted(_by_cell(actual - store.grants), key=lambda rights: (bool(rights.columns), rights)):
        # Only the superuser may change rights on PostgreSQL's own relations.
        is_ours = not rights.relation.startswith("pg_catalog.")
        statement = f"REVOKE {rights.statement('FROM')}"
        says = f"{rights} is not in the table."
        yield DriftFinding(says, statement if is_ours else "", by_superuser="" if is_ours else statement)
    revoked = {(grant.login, grant.relation, grant.verb) for grant in actual - store.grants if not grant.column}
    missing = {
        grant
        for grant in store.grants
        if grant.relation in existing
        and (grant not in actual or (grant.column and (grant.login, grant.relation, grant.verb) in revoked))
    }
    may_pass_on = connection.execute(_MAY_PASS_ON).fetchone()[0]
    for rights in sorted(_by_cell(missing)):
        if rights.relation == SAMPLES and not may_pass_on:
            statement = f"GRANT MAINTAIN ON {SAMPLES} TO migrator WITH GRANT OPTION"
            yield DriftFinding(f"{rights} is missing.", by_superuser=statement)
        else:
            yield DriftFinding(f"{rights} is missing.", f"GRANT {rights.statement('TO')}")


@dataclass(frozen=True, order=True)
class Rights:
    """One login's right on a relation, or on some of its columns: what one statement grants or revokes."""

    login: str
    relation: str
    verb: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        on = f"{self.relation} ({', '.join(self.columns)})" if self.columns else self.relation
        return f"{self.verb} of {self.login} on {on}"

    def statement(self, preposition: str) -> str:
        """The statement after GRANT (with TO) or REVOKE (with FROM)."""
        columns = f" ({', '.join(map(quoted, self.columns))})" if self.columns else ""
        return f"{self.verb}{columns} ON {quoted(self.relation)} {preposition} {quoted(self.login)}"


def _by_cell(grants: Iterable[Grant]) -> Iterator[Rights]:
    cells: dict[Rights, set[str]] = {}
    for grant in grants:
        whole = Rights(grant.login, grant.relation, grant.verb)
        if grant.column:
            cells.setdefault(whole, set()).add(grant.column)
        else:
            yield whole
    for whole, columns in cells.items():
        yield replace(whole, columns=tuple(sorted(columns)))


def _ownership(connection: Any, store: StoreGrants, existing: dict[str, tuple[Any, ...]]) -> Iterator[DriftFinding]:
    migrator = connection.execute(_OWNER).fetchone()[0]
    for name, (kind, owner, options) in sorted(existing.items()):
        expected = store.owners.get(name.partition(".")[0], migrator)
        if owner != expected:
            is_ours = owner in (migrator, *store.owners.values())
            remedy = f"ALTER TABLE {quoted(name)} OWNER TO {quoted(expected)}"
            says = f"{name} belongs to {owner}, not to {expected}."
            yield DriftFinding(says, remedy if is_ours else "", by_superuser="" if is_ours else remedy)
        if kind == "v" and not set(options) >= SAFE_VIEW:
            remedy = f"ALTER VIEW {quoted(name)} SET (security_invoker = true, security_barrier = true)"
            yield DriftFinding(f"The view {name} lacks security_invoker or security_barrier.", remedy)
        if kind == "m":
            yield DriftFinding(f"{name} is a materialized view, which has its owner's rights and no row policies.")
