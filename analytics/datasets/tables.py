"""Makes a dataset's table, its view and its rows. Names and values reach SQL as identifiers and literals only.

The rows are written in random order: their places would otherwise say which row of the source each was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.errors import NotNullViolation

from analytics.datasets.document import Document, DocumentColumn, DocumentProblem, InvalidDataset
from analytics.datasets.enums import ColumnType, Protection
from analytics.datasets.plan import PERSON_OF, DatasetPlan, SelectedColumn
from analytics.datasets.sources import JOINS, REFUSABLE, SUBJECTS

TYPES = {
    ColumnType.STRING: sql.SQL("text"),
    ColumnType.INTEGER: sql.SQL("bigint"),
    ColumnType.DECIMAL: sql.SQL("numeric"),
    ColumnType.BOOLEAN: sql.SQL("boolean"),
    ColumnType.DATE: sql.SQL("date"),
    ColumnType.TIMESTAMP: sql.SQL("timestamptz"),
    ColumnType.RECORD: sql.SQL("jsonb"),
}
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class BuiltTable:
    """A table that was made."""

    relation: str
    columns: tuple[str, ...]
    rows: int
    subjects: int | None
    select: str


@dataclass(frozen=True)
class RefilledTable:
    """What a table holds after its rows were written anew."""

    rows: int
    subjects: int | None


def build(connection: Connection, name: str, schema: str, document: Document, made_of: DatasetPlan) -> BuiltTable:
    """Make the table of a version with its rows, and turn the dataset's view to it.

    Raises:
        Refused: a column that is said to be REQUIRED has rows without a value.
    """
    table = f"{name}_v{document.version}"
    columns = _columns(document, made_of)
    definitions = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.plain_name),
            TYPES[column.kind],
            sql.SQL(" NOT NULL") if column.is_required else sql.SQL(""),
        )
        for column in columns
    ]
    connection.execute(
        sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(schema, table), sql.SQL(", ").join(definitions))
    )
    give_tokens(connection, name, made_of)
    select = select_statement(name, columns, made_of)
    rows = fill(connection, schema, table, columns, select)
    point_view(connection, schema, name, table, [column.plain_name for column in columns])
    return BuiltTable(
        f"{schema}.{table}",
        tuple(column.plain_name for column in columns),
        rows,
        _subjects(connection, made_of),
        select.as_string(connection),
    )


def fill(
    connection: Connection, schema: str, table: str, columns: Sequence[DocumentColumn], select: sql.Composable
) -> int:
    """Write the rows of a version. Returns how many there are."""
    names = sql.SQL(", ").join(sql.Identifier(column.plain_name) for column in columns)
    statement = sql.SQL("INSERT INTO {} ({}) {} ORDER BY pg_catalog.gen_random_uuid()").format(
        sql.Identifier(schema, table), names, select
    )
    try:
        with connection.transaction():
            return connection.execute(statement).rowcount
    except NotNullViolation as problem:
        at = next(column for column in columns if column.plain_name == problem.diag.column_name)
        raise InvalidDataset(
            [DocumentProblem(f"{at.path}.mode", "Some rows have no value: it has to be NULLABLE.")]
        ) from None


def refill(connection: Connection, name: str, schema: str, document: Document, made_of: DatasetPlan) -> RefilledTable:
    """Write the rows of a version anew. Readers go on with the old rows until the transaction ends, and never wait.

    Raises:
        Refused: a column that is said to be REQUIRED has rows without a value.
    """
    table, columns = f"{name}_v{document.version}", _columns(document, made_of)
    give_tokens(connection, name, made_of)
    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)))
    rows = fill(connection, schema, table, columns, select_statement(name, columns, made_of))
    return RefilledTable(rows, _subjects(connection, made_of))


def delete_tokens(connection: Connection, name: str) -> None:
    """Drop the tokens of people and reviews that the store does not know, or that are not for data sets, any more."""
    for kind in sorted(set(SUBJECTS.values())):
        unknown = [
            sql.SQL("NOT EXISTS (SELECT FROM {} AS {} WHERE {} = given.subject AND {})").format(
                _table(relation),
                _alias(relation),
                sql.Identifier(relation.replace(".", "_"), column),
                is_allowed(relation),
            )
            for (relation, column), named in SUBJECTS.items()
            if named == kind
        ]
        connection.execute(
            sql.SQL("DELETE FROM governance.dataset_token AS given WHERE dataset = {} AND kind = {} AND {}").format(
                sql.Literal(name), sql.Literal(kind), sql.SQL(" AND ").join(unknown)
            )
        )


def point_view(connection: Connection, schema: str, name: str, table: str, columns: Sequence[str]) -> None:
    """Let the view of the dataset show this table."""
    drop_view(connection, schema, name)
    connection.execute(
        sql.SQL("CREATE VIEW {} WITH (security_invoker = true, security_barrier = true) AS SELECT {} FROM {}").format(
            sql.Identifier(schema, name),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.Identifier(schema, table),
        )
    )


def drop_view(connection: Connection, schema: str, name: str) -> None:
    """Take the view away, if there is one."""
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(schema, name)))


def give_tokens(connection: Connection, name: str, made_of: DatasetPlan) -> None:
    """A random token for each person or review that has none in this dataset yet."""
    for each in made_of.given:
        if not each.is_token:
            continue
        connection.execute(
            sql.SQL(
                "INSERT INTO governance.dataset_token (dataset, kind, subject, token) "
                "SELECT DISTINCT ON (subject) {dataset}, {kind}, subject, pg_catalog.gen_random_uuid() "
                "FROM (SELECT {column} AS subject FROM {source} AS {alias} WHERE {allowed}) AS named "
                "WHERE subject IS NOT NULL "
                "ON CONFLICT DO NOTHING"
            ).format(
                dataset=sql.Literal(name),
                kind=sql.Literal(each.source.subject),
                column=sql.Identifier(each.source.name),
                source=_table(each.source.relation),
                alias=_alias(each.source.relation),
                allowed=is_allowed(each.source.relation),
            )
        )


def select_statement(name: str, columns: Sequence[DocumentColumn], made_of: DatasetPlan) -> sql.Composed:
    """The rows of a dataset, as a query."""
    by_path = {each.column.path: each for each in made_of.given}
    values = [
        sql.SQL("{} AS {}").format(_value(column, by_path), sql.Identifier(column.plain_name)) for column in columns
    ]
    return sql.SQL("SELECT {} {}").format(sql.SQL(", ").join(values), from_clause(name, made_of))


def from_clause(name: str, made_of: DatasetPlan) -> sql.Composed:
    """The tables that the rows come from, with the tokens beside them, less the rows that are not for data sets."""
    joins: list[sql.Composable] = [sql.SQL("FROM {} AS {}").format(_table(made_of.base), _alias(made_of.base))]
    for relation in made_of.joined:
        joins.append(
            sql.SQL("LEFT JOIN {} AS {} ON {} AND {}").format(
                _table(relation), _alias(relation), _keys(made_of.base, relation), is_allowed(relation)
            )
        )
    for source in dict.fromkeys(each.source for each in made_of.given if each.is_token):
        joins.append(
            sql.SQL("LEFT JOIN governance.dataset_token AS {} ON {} = {} AND {} = {} AND {} = {}").format(
                _tokens(source.relation, source.name),
                sql.SQL("{}.dataset").format(_tokens(source.relation, source.name)),
                sql.Literal(name),
                sql.SQL("{}.kind").format(_tokens(source.relation, source.name)),
                sql.Literal(source.subject),
                sql.SQL("{}.subject").format(_tokens(source.relation, source.name)),
                sql.SQL("{}.{}").format(_alias(source.relation), sql.Identifier(source.name)),
            )
        )
    joins.append(sql.SQL("WHERE {}").format(is_allowed(made_of.base)))
    return sql.SQL(" ").join(joins)


def is_allowed(relation: str) -> sql.Composable:
    """Which rows of a table may be in data sets: those that the loader says are (`analytics/ingest/data_uses.py`)."""
    return sql.SQL("{}.for_datasets").format(_alias(relation)) if relation in REFUSABLE else sql.SQL("true")


def column_expression(each: SelectedColumn) -> sql.Composed:
    """A column's value in the form in which it is given, before it is cast to the type that was asked for."""
    source, it = each.source, _alias(each.source.relation)
    if each.is_token:
        return sql.SQL("{}.token").format(_tokens(source.relation, source.name))
    if each.column.protection is Protection.MASK and source.mask:
        return sql.SQL("({})").format(sql.SQL(source.mask.expression).format(it=it))
    return sql.SQL("{}.{}").format(it, sql.Identifier(source.name))


def _value(column: DocumentColumn, by_path: dict[str, SelectedColumn]) -> sql.Composed:
    if column.fields:
        pairs = (
            sql.SQL("{}, {}").format(sql.Literal(field.name), _value(field, by_path))
            for field in _present(column, by_path)
        )
        return sql.SQL("pg_catalog.jsonb_build_object({})").format(sql.SQL(", ").join(pairs))
    chosen = by_path[column.path]
    value = column_expression(chosen)
    if chosen.kind is ColumnType.TIMESTAMP and column.kind is ColumnType.DATE:
        value = sql.SQL("({} AT TIME ZONE 'UTC')").format(value)
    return sql.SQL("({})::{}").format(value, TYPES[column.kind])


def _columns(document: Document, made_of: DatasetPlan) -> list[DocumentColumn]:
    given = {each.column.path for each in made_of.given}
    return [column for column in document.columns if any(leaf.path in given for leaf in column.leaves)]


def _present(record: DocumentColumn, by_path: dict[str, SelectedColumn]) -> Iterator[DocumentColumn]:
    return (field for field in record.fields if any(leaf.path in by_path for leaf in field.leaves))


def _subjects(connection: Connection, made_of: DatasetPlan) -> int | None:
    if not made_of.is_about_people or made_of.base not in PERSON_OF:
        return None
    found = connection.execute(
        sql.SQL("SELECT count(DISTINCT {}) FROM {} AS {} WHERE {}").format(
            sql.Identifier(PERSON_OF[made_of.base]),
            _table(made_of.base),
            _alias(made_of.base),
            is_allowed(made_of.base),
        )
    ).fetchone()
    return int(found[0]) if found else 0


def _keys(left: str, right: str) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{}.{} = {}.{}").format(_alias(left), sql.Identifier(one), _alias(right), sql.Identifier(other))
        for one, other in JOINS[left, right]
    )


def _table(relation: str) -> sql.Identifier:
    return sql.Identifier(*relation.split("."))


def _alias(relation: str) -> sql.Identifier:
    return sql.Identifier(relation.replace(".", "_"))


def _tokens(relation: str, column: str) -> sql.Identifier:
    return sql.Identifier(f"token_of_{relation.replace('.', '_')}_{column}"[:63])
