"""Scrubs a copy of a store in place, and looks for what must be gone before it commits. It never touches a source."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from analytics.access.company import Environment
from analytics.access.copies.classes import KEPT, MADE_AGAIN, Relation, models_of
from analytics.access.copies.leak_search import find_terms, search_terms
from analytics.access.copies.treatment import Treatment, treatment

Copy = psycopg.Connection[Any]
# Rows of a table whose values are looked for afterwards.
SAMPLE = 5_000
_TABLES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""
_COLUMNS = """
SELECT attname FROM pg_catalog.pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
_IDENTITY = "SELECT system_identifier, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) "
_IDENTITY += "FROM pg_catalog.pg_control_system()"
_OTHERS = """
SELECT count(*) FROM pg_catalog.pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# What the planner remembers of columns: the most common values are values.
_STATISTICS = """
SELECT schemaname, tablename, attname, inherited, most_common_vals::text, histogram_bounds::text
FROM pg_catalog.pg_stats WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'
"""
_FORGET = "SELECT pg_catalog.pg_clear_attribute_stats(%s, %s, %s, %s)"


class ScrubRefused(Exception):
    """The copy is not scrubbed, and stays as it was. The message says why."""


@dataclass(frozen=True)
class ScrubResult:
    """What was done to a copy of a store."""

    store: str
    emptied: int
    masked: int
    rows: int
    looked_for: int


@dataclass(frozen=True)
class ScrubSecrets:
    """What the masks of one run depend on. It is kept nowhere: nobody can find a way back through it."""

    key: bytes
    shift_days: int

    @classmethod
    def drawn(cls) -> "ScrubSecrets":
        """New ones, from the operating system."""
        chance = random.SystemRandom()
        return cls(chance.randbytes(32), chance.choice([-1, 1]) * chance.randint(7, 45))


def scrub(
    connection: Copy, store: str, *, environment: Environment, secrets: ScrubSecrets, planted: Sequence[str] = ()
) -> ScrubResult:
    """Scrub a copy, all of it or nothing.

    Args:
        connection: to the copy, as the owner of its tables, in autocommit mode.
        planted: marked values that were put into it before, and must be gone.

    Raises:
        Refused: in prod, for a store that is in use, for a table that nobody classified, or where something was found.
    """
    refuse_the_source(connection, environment)
    treatments = _treatments(connection, store)
    with connection.transaction():
        connection.execute("SET LOCAL row_security = off")
        wanted = _wanted(connection, treatments)
        rows = _apply(connection, treatments, {"key": secrets.key, "shift": secrets.shift_days})
        _forget_statistics(connection)
        if places := list(_places(connection, treatments, wanted, planted)):
            raise ScrubRefused(f"Nothing was changed: values that must be gone would still be in {', '.join(places)}.")
    # What a row was before lies in the files until they are written anew.
    connection.execute("VACUUM (FULL, ANALYZE)")
    emptied = sum(each.is_emptied for each in treatments)
    return ScrubResult(store, emptied, sum(bool(each.columns) for each in treatments), rows, len(wanted) + len(planted))


def refuse_the_source(connection: Copy, environment: Environment) -> None:
    """Make sure that a connection leads to a copy which nobody uses.

    Raises:
        Refused: it does not.
    """
    if environment is Environment.PROD:
        raise ScrubRefused("This is prod. Restore a dump elsewhere, and scrub it there with PLATEMARK_ENV=staging.")
    target = _identity(connection)
    for alias in connections:
        if connections[alias].settings_dict["NAME"] and target == _of_alias(alias):
            raise ScrubRefused(f"The target is the store {alias!r} of this installation, and no copy of it.")
    if connection.execute(_OTHERS).fetchone() != (0,):
        raise ScrubRefused("Somebody else is connected to the target: a copy has no users yet.")


def _identity(connection: Copy) -> tuple[Any, ...] | None:
    return connection.execute(_IDENTITY).fetchone()


def _of_alias(alias: str) -> tuple[Any, ...] | None:
    with connections[alias].cursor() as cursor:
        cursor.execute(_IDENTITY)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def _treatments(connection: Copy, store: str) -> list[Treatment]:
    known = {relation: treatment(model) for relation, model in models_of(store).items()}
    found = []
    for relation in connection.execute(_TABLES).fetchall():
        if relation in known:
            _refuse_unknown_columns(connection, relation, models_of(store)[relation])
            found.append(known[relation])
        elif relation[0] in MADE_AGAIN:
            found.append(Treatment(relation, is_emptied=True))
        elif relation not in KEPT:
            raise ScrubRefused(f"Nobody has classified the table {'.'.join(relation)}.")
    if not found:
        raise ScrubRefused(f"The target has no table of the store {store!r}.")
    return found


def _refuse_unknown_columns(connection: Copy, relation: Relation, model: Any) -> None:
    known = {str(field.column) for field in model._meta.local_concrete_fields}
    named = sql.Identifier(*relation).as_string(connection)
    for (column,) in connection.execute(_COLUMNS, [named]).fetchall():
        if column not in known:
            raise ScrubRefused(f"Nobody has classified the column {column} of {'.'.join(relation)}.")


def _wanted(connection: Copy, treatments: Iterable[Treatment]) -> frozenset[str]:
    """What to look for afterwards: of each column that gets other values, and of each row that goes."""
    found: set[str] = set()
    for each in treatments:
        names = [sql.Identifier(name) for name in each.telling]
        if not each.is_emptied and not names:
            continue
        what = (
            sql.SQL("t::text") if each.is_emptied else sql.SQL(", ").join(sql.SQL("{}::text").format(n) for n in names)
        )
        statement = sql.SQL("SELECT {} FROM {} t ORDER BY pg_catalog.random() LIMIT {}")
        sample = connection.execute(statement.format(what, sql.Identifier(*each.relation), SAMPLE))
        for value in (value for row in sample for value in row if value):
            # Of whole rows, addresses and ids: their words are the words of anybody.
            found.update(needle for needle in search_terms(value) if not each.is_emptied or " " not in needle)
    return frozenset(found)


def _apply(connection: Copy, treatments: Sequence[Treatment], named: Mapping[str, Any]) -> int:
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    tables = [sql.Identifier(*each.relation) for each in treatments]
    for table in tables:
        # An append-only log refuses its owner too. Foreign keys are checked all the same.
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    emptied = [sql.Identifier(*each.relation) for each in treatments if each.is_emptied]
    if emptied:
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(emptied)))
    rows = 0
    for each in treatments:
        if each.columns:
            sets = [sql.SQL("{} = {}").format(sql.Identifier(name), made) for name, made in each.columns.items()]
            statement = sql.SQL("UPDATE {} SET {}").format(sql.Identifier(*each.relation), sql.SQL(", ").join(sets))
            rows += connection.execute(statement, named).rowcount
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
    return rows


def _forget_statistics(connection: Copy) -> None:
    for schema, table, column, inherited, *_ in connection.execute(_STATISTICS).fetchall():
        connection.execute(_FORGET, [schema, table, column, inherited])


def _places(
    connection: Copy, treatments: Iterable[Treatment], wanted: frozenset[str], planted: Sequence[str]
) -> Iterable[str]:
    """The relations in which something is still found. The values are not named."""
    marks = [mark.lower() for mark in planted]

    def is_found(text: str, *, of_people: bool) -> bool:
        return any(mark in text.lower() for mark in marks) or find_terms(text, wanted, is_of_people=of_people)

    for each in treatments:
        if _any_row(connection, each, is_found):
            yield ".".join(each.relation)
    for schema, table, column, _, *values in connection.execute(_STATISTICS).fetchall():
        if any(is_found(value, of_people=False) for value in values if value):
            yield f"the statistics of {schema}.{table}.{column}"


def _any_row(connection: Copy, each: Treatment, is_found: Callable[..., bool]) -> bool:
    with connection.cursor(name="rows_of_a_copy") as cursor:
        cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(*each.relation)))
        return any(is_found(text, of_people=each.holds_people) for (text,) in cursor)
