"""The words that the tables in `grants/` are written in. Data only: nothing here talks to a database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# login -> relation -> verbs, such as "SELECT, UPDATE (relayed_at)".
Tables = Mapping[str, Mapping[str, str]]

_VERB = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|MAINTAIN)(?:\s*\(([^)]*)\))?")
# Rights on rows or files as a whole. MAINTAIN is to rewrite them (VACUUM, REINDEX, ANALYZE), and to read none.
_WITHOUT_COLUMNS = {"DELETE", "MAINTAIN"}
# The planner's samples: the one table of PostgreSQL's own that a line names.
SAMPLES = "pg_catalog.pg_statistic"


@dataclass(frozen=True, order=True)
class Grant:
    """One login's right on one relation. `column` empty: on the whole of it."""

    login: str
    relation: str
    verb: str
    column: str = ""


@dataclass(frozen=True)
class RowPolicy:
    """Which rows a login may read. `check` is for rows that it writes."""

    name: str
    relation: str
    login: str
    using: str
    check: str = ""

    @property
    def definition(self) -> str:
        """The policy after its name and table, as SQL. It is kept as the policy's comment, to be compared."""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        verb = "ALL" if self.check else "SELECT"
        return f'AS PERMISSIVE FOR {verb} TO "{self.login}" USING ({self.using}){check}'


@dataclass(frozen=True)
class StoreGrants:
    """Everything that is decided of one database."""

    alias: str
    tables: Tables
    # Relations that no login reads. They are named, because a relation without a line anywhere fails `verify`.
    owner_only: frozenset[str] = frozenset()
    # login -> signatures, such as "public.person_is_confirmed(uuid)".
    functions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    row_policies: tuple[RowPolicy, ...] = ()
    # login -> setting -> value, for each of its sessions.
    sessions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # The schemas that this store is cut into.
    schemas: frozenset[str] = frozenset()
    # schema -> the login that owns it and everything in it. The owner of the database owns all other schemas.
    owners: Mapping[str, str] = field(default_factory=dict)
    # Logins that exist on the cluster, and may not connect to this database.
    shut_out: tuple[str, ...] = ()

    @property
    def logins(self) -> tuple[str, ...]:
        """Who may connect, besides the migrator."""
        return tuple(self.tables)

    @property
    def grants(self) -> frozenset[Grant]:
        """The table, taken apart."""
        return frozenset(
            grant
            for login, relations in self.tables.items()
            for relation, verbs in relations.items()
            for grant in parse_grants(login, relation, verbs)
        )

    @property
    def relations(self) -> frozenset[str]:
        """Every relation of the store's own that has a line."""
        lined = {relation for relations in self.tables.values() for relation in relations}
        return self.owner_only | (lined - {SAMPLES})


def parse_grants(login: str, relation: str, verbs: str) -> Iterator[Grant]:
    """The grants that a cell of the table stands for.

    Raises:
        ValueError: the cell does not read as verbs with columns.
    """
    if _VERB.sub("", verbs).strip(", \n"):
        raise ValueError(f"The line of {login} on {relation} can't be read: {verbs!r}.")
    for verb, columns in _VERB.findall(verbs):
        for column in columns.split(",") if columns else [""]:
            yield Grant(login, relation, verb, column.strip())


def merged(bundles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Bundles of relation -> verbs as one: the cell of a relation that is in several is all of their verbs.

    A verb on the whole of a relation swallows the same verb on columns of it.
    """
    found: dict[str, set[Grant]] = {}
    for bundle in bundles:
        for relation, verbs in bundle.items():
            found.setdefault(relation, set()).update(parse_grants("", relation, verbs))
    return {relation: _cell(grants) for relation, grants in found.items()}


def by_column(verbs: str, columns: Iterable[str]) -> str:
    """A cell with each verb on a whole relation written out by column. One that has no columns stays."""
    named = set(columns)
    written = set()
    for grant in parse_grants("", "", verbs):
        if grant.column or grant.verb in _WITHOUT_COLUMNS or not named:
            written.add(grant)
        else:
            written |= {Grant("", "", grant.verb, column) for column in named}
    return _cell(written)


def _cell(grants: set[Grant]) -> str:
    columns: dict[str, set[str]] = {}
    for grant in grants:
        columns.setdefault(grant.verb, set()).add(grant.column)
    return ", ".join(
        verb if "" in named else f"{verb} ({', '.join(sorted(named))})" for verb, named in sorted(columns.items())
    )
