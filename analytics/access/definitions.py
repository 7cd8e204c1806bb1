"""The definitions that the tables in `grants/` consist of. Data only: nothing here connects to a database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

# login -> relation -> verbs, such as "SELECT, UPDATE (relayed_at)".
Tables = Mapping[str, Mapping[str, str]]

_VERB = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|MAINTAIN)(?:\s*\(([^)]*)\))?")
# Rights on whole relations. MAINTAIN allows VACUUM, REINDEX and ANALYZE, and no reading.
_WITHOUT_COLUMNS = {"DELETE", "MAINTAIN"}
# The planner's samples: the only table of PostgreSQL's own in the table of grants.
SAMPLES = "pg_catalog.pg_statistic"
# Functions of PostgreSQL's own that are closed to everybody (deploy/postgres/database.sql), and open to a few logins.
TABLE_SIZE = "pg_catalog.pg_total_relation_size(regclass)"
LOCK, LOCK_SHARED, TRY_LOCK = (
    f"pg_catalog.pg_{name}(bigint)"
    for name in ("advisory_xact_lock", "advisory_xact_lock_shared", "try_advisory_xact_lock")
)


@dataclass(frozen=True, order=True)
class Grant:
    """One login's right on a relation, or on one column of it."""

    login: str
    relation: str
    verb: str
    column: str = ""


@dataclass(frozen=True)
class RowPolicy:
    """The condition for rows that a login may read, and for rows that it may write (`check`).

    With `check` alone it is for rows that the login adds.
    """

    name: str
    relation: str
    login: str
    using: str = ""
    check: str = ""

    @property
    def verb(self) -> str:
        """What it is for."""
        return "SELECT" if not self.check else "ALL" if self.using else "INSERT"

    @property
    def definition(self) -> str:
        """The policy as SQL, after its name and table. PostgreSQL keeps it as the comment, for comparison."""
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f'AS PERMISSIVE FOR {self.verb} TO "{self.login}"{using}{check}'


@dataclass(frozen=True)
class StoreGrants:
    """The table of grants of one database, with everything else that `policy` applies to it."""

    alias: str
    tables: Tables
    # Relations that no login reads. `verify` fails for a relation that is nowhere in the table.
    owner_only: frozenset[str] = frozenset()
    # login -> signatures, such as "public.person_is_confirmed(uuid)".
    functions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    row_policies: tuple[RowPolicy, ...] = ()
    # login -> setting -> value, for each of its sessions.
    sessions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # login -> how many connections it may have at once.
    connections: Mapping[str, int] = field(default_factory=dict)
    # The schemas of this store.
    schemas: frozenset[str] = frozenset()
    # schema -> the login that owns it and everything in it. The owner of the database owns all other schemas.
    owners: Mapping[str, str] = field(default_factory=dict)
    # Logins that exist on the cluster, and may not connect to this database.
    shut_out: tuple[str, ...] = ()

    @property
    def logins(self) -> tuple[str, ...]:
        """The logins that may connect, besides the migrator."""
        return tuple(self.tables)

    @cached_property
    def grants(self) -> frozenset[Grant]:
        """The table as single grants."""
        return frozenset(
            grant
            for login, relations in self.tables.items()
            for relation, verbs in relations.items()
            for grant in parse_grants(login, relation, verbs)
        )

    @cached_property
    def relations(self) -> frozenset[str]:
        """Every relation of the store that is in the table."""
        named = {relation for relations in self.tables.values() for relation in relations}
        return self.owner_only | (named - {SAMPLES})


def parse_grants(login: str, relation: str, verbs: str) -> Iterator[Grant]:
    """The grants of a cell of the table.

    Raises:
        ValueError: the cell is not a list of verbs with columns.
    """
    if _VERB.sub("", verbs).strip(", \n"):
        raise ValueError(f"The line of {login} on {relation} can't be read: {verbs!r}.")
    for verb, columns in _VERB.findall(verbs):
        for column in columns.split(",") if columns else [""]:
            yield Grant(login, relation, verb, column.strip())


def merge_bundles(bundles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Merge bundles of relation -> verbs. A relation that is in several gets all of their verbs.

    A verb on a whole relation includes the same verb on columns of it.
    """
    grants: dict[str, set[Grant]] = {}
    for bundle in bundles:
        for relation, verbs in bundle.items():
            grants.setdefault(relation, set()).update(parse_grants("", relation, verbs))
    return {relation: _cell(merged) for relation, merged in grants.items()}


def by_column(verbs: str, columns: Iterable[str]) -> str:
    """Write verbs on a whole relation out by column. Verbs that take no columns stay."""
    names = set(columns)
    grants = set()
    for grant in parse_grants("", "", verbs):
        if grant.column or grant.verb in _WITHOUT_COLUMNS or not names:
            grants.add(grant)
        else:
            grants |= {Grant("", "", grant.verb, column) for column in names}
    return _cell(grants)


def _cell(grants: set[Grant]) -> str:
    columns: dict[str, set[str]] = {}
    for grant in grants:
        columns.setdefault(grant.verb, set()).add(grant.column)
    return ", ".join(
        verb if "" in names else f"{verb} ({', '.join(sorted(names))})" for verb, names in sorted(columns.items())
    )
