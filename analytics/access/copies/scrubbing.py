"""Scrub a copy of a store in place, and search it for leaks before the commit. A source is never touched."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections
from django.db.models import ForeignKey, Model
from psycopg import sql

from analytics.access.company import Environment
from analytics.access.copies.classes import KEPT, REFILLED_SCHEMAS, Relation, models_of, relation_of
from analytics.access.copies.leak_search import find_terms, search_terms
from analytics.access.copies.treatment import Treatment, treatment_of

Copy = psycopg.Connection[Any]
# Rows of a table whose values are searched for afterwards.
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
_OTHER_SESSIONS = """
SELECT count(*) FROM pg_catalog.pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# The planner's statistics of a column hold its most common values.
_STATISTICS = """
SELECT schemaname, tablename, attname, inherited, most_common_vals::text, histogram_bounds::text
FROM pg_catalog.pg_stats WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'
"""
_CLEAR_STATISTICS = "SELECT pg_catalog.pg_clear_attribute_stats(%s, %s, %s, %s)"


class ScrubRefused(Exception):
    """The copy is not scrubbed, and stays as it was. The message says why."""


@dataclass(frozen=True)
class ScrubResult:
    """What was done to a copy: tables emptied and masked, rows masked, values searched for."""

    store: str
    emptied: int
    masked: int
    rows: int
    searched: int


@dataclass(frozen=True)
class ScrubSecrets:
    """The key and the shift of dates of one run. They are stored nowhere, so that no mask can be undone."""

    key: bytes
    shift_days: int

    @classmethod
    def generate(cls) -> "ScrubSecrets":
        """New secrets from the operating system."""
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
        ScrubRefused: in prod, for a store that is in use, for a table without classes, or where a leak was found.
    """
    refuse_the_source(connection, environment)
    treatments = _treatments(connection, store)
    with connection.transaction():
        connection.execute("SET LOCAL row_security = off")
        terms = _terms_to_search(connection, treatments)
        rows = _apply(connection, treatments, {"key": secrets.key, "shift": secrets.shift_days})
        _clear_statistics(connection)
        if leaks := list(_find_leaks(connection, treatments, terms, planted)):
            raise ScrubRefused(f"Nothing was changed: values that must be gone would still be in {', '.join(leaks)}.")
    # Old rows stay in the files until these are rewritten.
    connection.execute("VACUUM (FULL, ANALYZE)")
    emptied = sum(table.is_emptied for table in treatments)
    return ScrubResult(
        store, emptied, sum(bool(table.columns) for table in treatments), rows, len(terms) + len(planted)
    )


def refuse_the_source(connection: Copy, environment: Environment) -> None:
    """Refuse a connection that does not lead to an unused copy.

    Raises:
        ScrubRefused: it leads to prod, to a store of this installation, or others are connected.
    """
    if environment is Environment.PROD:
        raise ScrubRefused("This is prod. Restore a dump elsewhere, and scrub it there with PLATEMARK_ENV=staging.")
    target = _database_identity(connection)
    for alias in connections:
        if connections[alias].settings_dict["NAME"] and target == _identity_of_store(alias):
            raise ScrubRefused(f"The target is the store {alias!r} of this installation, and no copy of it.")
    if connection.execute(_OTHER_SESSIONS).fetchone() != (0,):
        raise ScrubRefused("Somebody else is connected to the target: a copy has no users yet.")


def _database_identity(connection: Copy) -> tuple[Any, ...] | None:
    return connection.execute(_IDENTITY).fetchone()


def _identity_of_store(alias: str) -> tuple[Any, ...] | None:
    with connections[alias].cursor() as cursor:
        cursor.execute(_IDENTITY)
        identity: tuple[Any, ...] | None = cursor.fetchone()
        return identity


def _treatments(connection: Copy, store: str) -> list[Treatment]:
    models = models_of(store)
    treatments = []
    for relation in connection.execute(_TABLES).fetchall():
        if relation in models:
            _refuse_unknown_columns(connection, relation, models[relation])
            treatments.append(treatment_of(models[relation]))
        elif relation[0] in REFILLED_SCHEMAS:
            treatments.append(Treatment(relation, is_emptied=True))
        elif relation not in KEPT:
            raise ScrubRefused(f"Nobody has classified the table {'.'.join(relation)}.")
    if not treatments:
        raise ScrubRefused(f"The target has no table of the store {store!r}.")
    return _with_referring_tables(treatments, models)


def _with_referring_tables(treatments: Sequence[Treatment], models: Mapping[Relation, type[Model]]) -> list[Treatment]:
    """The same, but tables with a foreign key to one that is emptied are emptied too, and what leads to these."""
    emptied = {treatment.relation for treatment in treatments if treatment.is_emptied}
    found = [
        Treatment(each.relation, is_emptied=True) if _targets(models.get(each.relation)) & emptied else each
        for each in treatments
    ]
    if sum(each.is_emptied for each in found) == len(emptied):
        return found
    return _with_referring_tables(found, models)


def _targets(model: type[Model] | None) -> set[Relation]:
    """The tables that a model's foreign keys lead to."""
    fields = model._meta.local_fields if model else []
    return {relation_of(field.related_model) for field in fields if isinstance(field, ForeignKey)}


def _refuse_unknown_columns(connection: Copy, relation: Relation, model: Any) -> None:
    known = {str(field.column) for field in model._meta.local_concrete_fields}
    named = sql.Identifier(*relation).as_string(connection)
    for (column,) in connection.execute(_COLUMNS, [named]).fetchall():
        if column not in known:
            raise ScrubRefused(f"Nobody has classified the column {column} of {'.'.join(relation)}.")


def _terms_to_search(connection: Copy, treatments: Iterable[Treatment]) -> frozenset[str]:
    """The search terms for a sample of the values that are masked, and of the rows that are deleted."""
    terms: set[str] = set()
    for table in treatments:
        columns = [sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.identifying]
        if not table.is_emptied and not columns:
            continue
        values = sql.SQL("t::text") if table.is_emptied else sql.SQL(", ").join(columns)
        statement = sql.SQL("SELECT {} FROM {} t ORDER BY pg_catalog.random() LIMIT {}")
        sample = connection.execute(statement.format(values, sql.Identifier(*table.relation), SAMPLE))
        for value in (value for row in sample for value in row if value):
            # Of whole rows only addresses and ids: their words may be anybody's.
            terms.update(term for term in search_terms(value) if not table.is_emptied or " " not in term)
    return frozenset(terms)


def _apply(connection: Copy, treatments: Sequence[Treatment], parameters: Mapping[str, Any]) -> int:
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    tables = [sql.Identifier(*treatment.relation) for treatment in treatments]
    for name in tables:
        # An append-only log refuses its owner too. Foreign keys are checked all the same.
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    emptied = [sql.Identifier(*treatment.relation) for treatment in treatments if treatment.is_emptied]
    if emptied:
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(emptied)))
    rows = 0
    for table, columns in ((treatment.relation, treatment.columns) for treatment in treatments if treatment.columns):
        values = [sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in columns.items()]
        statement = sql.SQL("UPDATE {} SET {}").format(sql.Identifier(*table), sql.SQL(", ").join(values))
        rows += connection.execute(statement, parameters).rowcount
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in tables:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
    return rows


def _clear_statistics(connection: Copy) -> None:
    for schema, table, column, inherited, *_ in connection.execute(_STATISTICS).fetchall():
        connection.execute(_CLEAR_STATISTICS, [schema, table, column, inherited])


def _find_leaks(
    connection: Copy, treatments: Iterable[Treatment], terms: frozenset[str], planted: Sequence[str]
) -> Iterable[str]:
    """The relations in which a term or a planted value is left. The values are not named."""
    values = [value.lower() for value in planted]

    def leaks(text: str, *, is_about_people: bool) -> bool:
        lowered = text.lower()
        return any(value in lowered for value in values) or find_terms(text, terms, is_about_people=is_about_people)

    for table in treatments:
        with connection.cursor(name="rows_of_a_copy") as cursor:
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(*table.relation)))
            if any(leaks(text, is_about_people=table.holds_people) for (text,) in cursor):
                yield ".".join(table.relation)
    for schema, name, column, _, *samples in connection.execute(_STATISTICS).fetchall():
        if any(leaks(sample, is_about_people=False) for sample in samples if sample):
            yield f"the statistics of {schema}.{name}.{column}"
