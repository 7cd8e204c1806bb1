"""The columns that a SELECT's columns are made of. What can't be read is refused, and never counted as nothing.

Source of the method: scopes of sqlglot. Each column of the query belongs to a scope, and each scope knows its sources:
tables, sub-queries, common table expressions, the branches of a UNION, and functions over rows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from analytics.access.query.statements import nested_schema

# Functions that make rows of numbers and read no table.
_ROWS_OF_NUMBERS = (exp.GenerateSeries, exp.ExplodingGenerateSeries)
# Functions that make rows of the value that they are given, and read nothing else.
_ROWS_OF_A_VALUE = frozenset({"jsonb_array_elements"})
# PostgreSQL's own functions that read what a text names: tables, queries, files, large objects, other databases.
_READS_BY_NAME = re.compile(
    r"((query|table|schema|database|cursor)_to_xml.*|ts_stat|lo_.*|loread|pg_(read|ls|stat)_.*|dblink.*)", re.IGNORECASE
)
Origin = tuple[str, str]


class UnreadableQuery(Exception):
    """The SQL can't be followed. The message says where."""


def origins_of_query(text: str, schema: Mapping[str, Sequence[str]]) -> list[tuple[str, str, list[Origin]]]:
    """Each column of a SELECT: its name, its expression, and the (relation, column) pairs that it is made of.

    Args:
        schema: the columns of every relation, by `schema.relation`, to resolve `*` and bare names.

    Raises:
        UnreadableQuery: it is not one SELECT for PostgreSQL, it names an unknown table or column, or calls a function
            that could read anything.
    """
    try:
        tree = qualify(
            sqlglot.parse_one(text, dialect="postgres"),
            schema=nested_schema(schema),
            dialect="postgres",
            quote_identifiers=False,
        )
        scope = build_scope(tree)
    except SqlglotError as problem:
        raise UnreadableQuery(str(problem).splitlines()[0]) from None
    if scope is None or not isinstance(tree, exp.Query) or not tree.selects:
        raise UnreadableQuery("It is not a SELECT.")
    reader = _Reader(scope)
    return [
        (name, expression.unalias().sql(dialect="postgres")[:200], sorted(set(reader.of_output(scope, number))))
        for number, (name, expression) in enumerate(zip(tree.named_selects, tree.selects, strict=True))
    ]


class _Reader:
    """Follows columns through the scopes of one query."""

    def __init__(self, root: Scope) -> None:
        self.scopes = list(root.traverse())
        self.scope_of = {id(scope.expression): scope for scope in self.scopes}
        self.open: set[tuple[int, int]] = set()

    def of_output(self, scope: Scope, number: int) -> Iterator[Origin]:
        """The origins of a scope's output column, in every branch of a UNION."""
        if (id(scope), number) in self.open:  # a recursive query reads its own rows
            return
        self.open.add((id(scope), number))
        try:
            if scope.set_operation_scopes:
                for branch in scope.set_operation_scopes:
                    yield from self.of_output(branch, number)
            else:
                yield from self.of_expression(_query(scope).selects[number], scope)
        finally:
            self.open.discard((id(scope), number))

    def of_expression(self, expression: exp.Expr, scope: Scope) -> Iterator[Origin]:
        """The origins of an expression, those of sub-queries in it included: also of what they compare and join on."""
        for function in expression.find_all(exp.Anonymous):
            owner = function.parent.this if isinstance(function.parent, exp.Dot) else "pg_catalog"
            if str(owner) != "pg_catalog" or _READS_BY_NAME.fullmatch(function.name):
                raise UnreadableQuery(f"{function.sql(dialect='postgres')} could read anything.")
        for row in expression.find_all(exp.TableColumn, exp.Column):
            if isinstance(row, exp.TableColumn) or isinstance(row.this, exp.Star):
                raise UnreadableQuery(f"{row.sql(dialect='postgres')} is a whole row.")
        for star in expression.find_all(exp.Star):
            yield from self.of_rows_of(self._scope_around(star, scope))
        for column in expression.find_all(exp.Column):
            yield from self.of_column(column, self._scope_around(column, scope))

    def of_rows_of(self, scope: Scope) -> Iterator[Origin]:
        """What counts of rows are made of: the rows of each table, as the column `*`."""
        for source in scope.sources.values():
            if isinstance(source, Scope):
                yield from self.of_rows_of(source)
            elif source.db:
                yield f"{source.db}.{source.name}", "*"

    def of_column(self, column: exp.Column, scope: Scope | None) -> Iterator[Origin]:
        """The origins of one column, looked for in its scope and in those around it."""
        while scope is not None:
            source = scope.sources.get(column.table)
            if source is not None:
                yield from self.of_source(column, source)
                return
            scope = scope.parent
        raise UnreadableQuery(f"{column.sql(dialect='postgres')} comes from nowhere.")

    def of_source(self, column: exp.Column, source: exp.Expr | Scope) -> Iterator[Origin]:
        """The origins of a column of a table, a sub-query or a function over rows."""
        if isinstance(source, Scope):
            inner = self._query_of(source)
            if inner is not None:
                names = _query(inner).named_selects
                renamed = source.outer_columns or source.expression.alias_column_names or names
                position = (renamed if column.name in renamed else names).index(column.name)
                yield from self.of_output(inner, position)
            else:
                yield from self.of_rows(source.expression, source.parent)
        elif isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier) and source.db:
            yield f"{source.db}.{source.name}", column.name
        else:
            yield from self.of_rows(source, None)

    def of_rows(self, source: exp.Expr, scope: Scope | None) -> Iterator[Origin]:
        """The origins of the rows of UNNEST, VALUES and the like: all columns that they are given."""
        for function in source.find_all(exp.Anonymous):
            if function.name.lower() in _ROWS_OF_A_VALUE and not isinstance(function.parent, exp.Dot):
                continue
            raise UnreadableQuery(f"{function.sql(dialect='postgres')} could read anything.")
        if isinstance(source, exp.Table) and not isinstance(source.this, _ROWS_OF_NUMBERS):
            raise UnreadableQuery(f"{source.sql(dialect='postgres')} is no table that is known.")
        for column in source.find_all(exp.Column):
            yield from self.of_column(column, scope)

    def _query_of(self, scope: Scope) -> Scope | None:
        """The scope itself, or the query in a LATERAL; None of functions over rows."""
        expression = scope.expression
        if isinstance(expression, exp.Lateral) and isinstance(expression.this, exp.Subquery):
            return self.scope_of.get(id(expression.this.this))
        return scope if isinstance(expression, exp.Query) else None

    def _scope_around(self, part: exp.Expr, scope: Scope) -> Scope:
        node: exp.Expr | None = part.parent
        while node is not None:
            if (found := self.scope_of.get(id(node))) is not None:
                return found
            node = node.parent
        return scope


def _query(scope: Scope) -> exp.Query:
    """The query of a scope."""
    if not isinstance(scope.expression, exp.Query):
        raise UnreadableQuery(f"{scope.expression.sql(dialect='postgres')} is no query.")
    return scope.expression
