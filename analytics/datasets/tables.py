"""The tables, views and rows of datasets. Names and values reach SQL as identifiers and literals only.

Rows are written in random order: their positions would otherwise show which row of the source each one was.
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
    """A new table. `subjects` counts its people; None where it is about nobody."""

    relation: str
    columns: tuple[str, ...]
    rows: int
    subjects: int | None
    select: str


def build(connection: Connection, name: str, schema: str, document: Document, plan: DatasetPlan) -> BuiltTable:
    """Create the table of a version with its rows, and point the dataset's view to it.

    Raises:
        analytics.datasets.document.InvalidDataset: a REQUIRED column has rows without a value.
    """
    table, columns = f"{name}_v{document.version}", _columns(document, plan)
    definitions = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.plain_name), TYPES[column.kind], sql.SQL(" NOT NULL" if column.is_required else "")
        )
        for column in columns
    ]
    connection.execute(
        sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(schema, table), sql.SQL(", ").join(definitions))
    )
    create_tokens(connection, name, plan)
    select = select_statement(name, columns, plan)
    rows = _insert_rows(connection, schema, table, columns, select)
    names = tuple(column.plain_name for column in columns)
    point_view(connection, schema, name, table, names)
    subjects = _count_subjects(connection, plan)
    return BuiltTable(f"{schema}.{table}", names, rows, subjects, select.as_string(connection))


def refill(
    connection: Connection, name: str, schema: str, document: Document, plan: DatasetPlan
) -> tuple[int, int | None]:
    """Rewrite the rows of a version. Readers see the old rows until the transaction ends, and never wait.

    Returns:
        How many rows there are, and how many people are in them.

    Raises:
        analytics.datasets.document.InvalidDataset: a REQUIRED column has rows without a value.
    """
    table, columns = f"{name}_v{document.version}", _columns(document, plan)
    create_tokens(connection, name, plan)
    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)))
    rows = _insert_rows(connection, schema, table, columns, select_statement(name, columns, plan))
    return rows, _count_subjects(connection, plan)


def _insert_rows(
    connection: Connection, schema: str, table: str, columns: Sequence[DocumentColumn], select: sql.Composable
) -> int:
    names = sql.SQL(", ").join(sql.Identifier(column.plain_name) for column in columns)
    statement = sql.SQL("INSERT INTO {} ({}) {} ORDER BY pg_catalog.gen_random_uuid()").format(
        sql.Identifier(schema, table), names, select
    )
    try:
        with connection.transaction():
            return connection.execute(statement).rowcount
    except NotNullViolation as problem:
        empty = _columns_with_gaps(connection, columns, select) | {problem.diag.column_name}
        says = "Some rows have no value: it has to be NULLABLE."
        found = [DocumentProblem(f"{each.path}.mode", says) for each in columns if each.plain_name in empty]
        raise InvalidDataset(found) from None


def _columns_with_gaps(
    connection: Connection, columns: Sequence[DocumentColumn], select: sql.Composable
) -> set[str | None]:
    """The REQUIRED columns that some rows have no value for. PostgreSQL's refusal names the first alone."""
    names = [column.plain_name for column in columns if column.is_required]
    gaps = sql.SQL(", ").join(sql.SQL("bool_or({} IS NULL)").format(sql.Identifier(name)) for name in names)
    row = connection.execute(sql.SQL("SELECT {} FROM ({}) AS rows").format(gaps, select)).fetchone() or ()
    return {name for name, has_gaps in zip(names, row, strict=True) if has_gaps}


def delete_tokens(connection: Connection, name: str) -> None:
    """Delete the tokens of people and reviews that are gone from the store, or whose use in datasets was withdrawn."""
    for kind in sorted(set(SUBJECTS.values())):
        # Gathered first: on Citus tokens are the coordinator's, and not compared with tables of all nodes row by row.
        known = [
            sql.SQL("SELECT {} AS subject FROM {} AS {} WHERE {}").format(
                sql.Identifier(column), _table(relation), _alias(relation), is_allowed(relation)
            )
            for (relation, column), subject in SUBJECTS.items()
            if subject == kind
        ]
        connection.execute(
            sql.SQL(
                "WITH known AS MATERIALIZED ({}) DELETE FROM governance.dataset_token AS token WHERE dataset = {}"
                " AND kind = {} AND NOT EXISTS (SELECT 1 FROM known WHERE known.subject = token.subject)"
            ).format(sql.SQL(" UNION ALL ").join(known), sql.Literal(name), sql.Literal(kind))
        )


def point_view(connection: Connection, schema: str, name: str, table: str, columns: Sequence[str]) -> None:
    """Let the dataset's view show this table."""
    drop_view(connection, schema, name)
    connection.execute(
        sql.SQL("CREATE VIEW {} WITH (security_invoker = true, security_barrier = true) AS SELECT {} FROM {}").format(
            sql.Identifier(schema, name),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.Identifier(schema, table),
        )
    )


def drop_view(connection: Connection, schema: str, name: str) -> None:
    """Drop the dataset's view, if there is one."""
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(schema, name)))


def create_tokens(connection: Connection, name: str, plan: DatasetPlan) -> None:
    """Create a random token for each person or review that has none in this dataset yet."""
    for selected in plan.given:
        if not selected.is_token:
            continue
        connection.execute(
            sql.SQL(
                "INSERT INTO governance.dataset_token (dataset, kind, subject, token) "
                "SELECT DISTINCT ON (subject) {dataset}, {kind}, subject, pg_catalog.gen_random_uuid() "
                "FROM (SELECT {column} AS subject FROM {source} AS {alias} WHERE {allowed}) AS subjects "
                "WHERE subject IS NOT NULL "
                "ON CONFLICT DO NOTHING"
            ).format(
                dataset=sql.Literal(name),
                kind=sql.Literal(selected.source.subject),
                column=sql.Identifier(selected.source.name),
                source=_table(selected.source.relation),
                alias=_alias(selected.source.relation),
                allowed=is_allowed(selected.source.relation),
            )
        )


def select_statement(name: str, columns: Sequence[DocumentColumn], plan: DatasetPlan) -> sql.Composed:
    """The query for the rows of a dataset."""
    by_path = {selected.column.path: selected for selected in plan.given}
    values = [
        sql.SQL("{} AS {}").format(_value(column, by_path), sql.Identifier(column.plain_name)) for column in columns
    ]
    return sql.SQL("SELECT {} {}").format(sql.SQL(", ").join(values), from_clause(name, plan))


def from_clause(name: str, plan: DatasetPlan) -> sql.Composed:
    """The sources joined, with the tokens beside them, without the rows that may not be in datasets."""
    joins: list[sql.Composable] = [sql.SQL("FROM {} AS {}").format(_table(plan.base), _alias(plan.base))]
    for relation in plan.joined:
        joins.append(
            sql.SQL("LEFT JOIN {} AS {} ON {} AND {}").format(
                _table(relation), _alias(relation), _keys(plan.base, relation), is_allowed(relation)
            )
        )
    for source in dict.fromkeys(selected.source for selected in plan.given if selected.is_token):
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
    joins.append(sql.SQL("WHERE {}").format(is_allowed(plan.base)))
    return sql.SQL(" ").join(joins)


def is_allowed(relation: str) -> sql.Composable:
    """The condition for rows that may be in datasets. The loader fills it in (`analytics/ingest/data_uses.py`)."""
    return sql.SQL("{}.for_datasets").format(_alias(relation)) if relation in REFUSABLE else sql.SQL("true")


def column_expression(selected: SelectedColumn) -> sql.Composed:
    """A column's value with its protection, before it is cast to the document's type."""
    source, it = selected.source, _alias(selected.source.relation)
    if selected.is_token:
        return sql.SQL("{}.token").format(_tokens(source.relation, source.name))
    if selected.protection is Protection.MASK and source.mask:
        return sql.SQL("({})").format(sql.SQL(source.mask.expression).format(it=it))
    return sql.SQL("{}.{}").format(it, sql.Identifier(source.name))


def _value(column: DocumentColumn, by_path: dict[str, SelectedColumn]) -> sql.Composed:
    if column.fields:
        pairs = (
            sql.SQL("{}, {}").format(sql.Literal(field.name), _value(field, by_path))
            for field in _included_fields(column, by_path)
        )
        return sql.SQL("pg_catalog.jsonb_build_object({})").format(sql.SQL(", ").join(pairs))
    selected = by_path[column.path]
    value = column_expression(selected)
    if selected.kind is ColumnType.TIMESTAMP and column.kind is ColumnType.DATE:
        value = sql.SQL("({} AT TIME ZONE 'UTC')").format(value)
    return sql.SQL("({})::{}").format(value, TYPES[column.kind])


def _columns(document: Document, plan: DatasetPlan) -> list[DocumentColumn]:
    paths = {selected.column.path for selected in plan.given}
    return [column for column in document.columns if any(leaf.path in paths for leaf in column.leaves)]


def _included_fields(record: DocumentColumn, by_path: dict[str, SelectedColumn]) -> Iterator[DocumentColumn]:
    return (field for field in record.fields if any(leaf.path in by_path for leaf in field.leaves))


def count_rows(connection: Connection, plan: DatasetPlan) -> tuple[int, int | None]:
    """Rows that a dataset would have, and its people; None where it is about nobody."""
    row = connection.execute(sql.SQL("SELECT count(*) {}").format(from_clause("", plan))).fetchone()
    return int(row[0]) if row else 0, _count_subjects(connection, plan)


def _count_subjects(connection: Connection, plan: DatasetPlan) -> int | None:
    if not plan.is_about_people or plan.base not in PERSON_OF:
        return None
    row = connection.execute(
        sql.SQL("SELECT count(DISTINCT {}) FROM {} AS {} WHERE {}").format(
            sql.Identifier(PERSON_OF[plan.base]),
            _table(plan.base),
            _alias(plan.base),
            is_allowed(plan.base),
        )
    ).fetchone()
    return int(row[0]) if row else 0


def _keys(left: str, right: str) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{}.{} = {}.{}").format(
            _alias(left), sql.Identifier(left_key), _alias(right), sql.Identifier(right_key)
        )
        for left_key, right_key in JOINS[left, right]
    )


def _table(relation: str) -> sql.Identifier:
    return sql.Identifier(*relation.split("."))


def _alias(relation: str) -> sql.Identifier:
    return sql.Identifier(relation.replace(".", "_"))


def _tokens(relation: str, column: str) -> sql.Identifier:
    return sql.Identifier(f"token_of_{relation.replace('.', '_')}_{column}"[:63])
