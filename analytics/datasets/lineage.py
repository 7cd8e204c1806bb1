"""Lineage by column: which column is made of which, read from SQL and from what models are said to read and write.

An edge leads from a column to one that is made of it. `impact` follows edges on, `origins` follows them back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlglot
from django.db import transaction
from psycopg import sql
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from analytics.datasets.model_runs import RUNS
from analytics.datasets.models import LineageEdge
from analytics.datasets.tables import Connection

_COLUMNS = """
SELECT nspname || '.' || relname, array_agg(attname::text ORDER BY attnum)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v') AND attnum > 0 AND NOT attisdropped AND nspname !~ '^pg_'
  AND nspname <> 'information_schema'
  AND (%(relations)s::text[] IS NULL OR nspname || '.' || relname = ANY(%(relations)s))
GROUP BY 1
"""
_VIEWS = """
SELECT nspname || '.' || relname, pg_get_viewdef(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'v' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
# Columns of one relation that PostgreSQL makes of another.
GENERATED = {
    ("core.reviews", "text_length"): "text",
    ("core.user_demographics", "birth_band"): "birth_year",
}


@dataclass(frozen=True, order=True)
class Node:
    """A column."""

    relation: str
    column: str

    def __str__(self) -> str:
        return f"{self.relation}.{self.column}"


@dataclass(frozen=True, order=True)
class Edge:
    """`to` is made of `origin`."""

    to: Node
    origin: Node
    how: str
    made_by: str


class UnreadableQuery(Exception):
    """The SQL could not be read. The message says where."""


def of_query(text: str, schema: dict[str, list[str]], *, relation: str, made_by: str) -> list[Edge]:
    """The edges of a SELECT whose columns are those of `relation`.

    Args:
        schema: every relation's columns, by `schema.relation`, so that a `*` and a bare name are understood.

    Raises:
        Unreadable: it is not one SELECT of PostgreSQL's, or a name in it is of no table.
    """
    try:
        tree = qualify(
            sqlglot.parse_one(text, dialect="postgres"),
            schema=_nested(schema),
            dialect="postgres",
            quote_identifiers=False,
        )
    except SqlglotError as problem:
        raise UnreadableQuery(str(problem).splitlines()[0]) from None
    if not isinstance(tree, exp.Query):
        raise UnreadableQuery("It is not a SELECT.")
    return sorted(set(_edges(tree, relation, made_by)))


def _nested(schema: dict[str, list[str]]) -> dict[str, object]:
    nested: dict[str, dict[str, object]] = {}
    for name, columns in schema.items():
        part, _, relation = name.partition(".")
        nested.setdefault(part, {})[relation] = dict.fromkeys(columns, "text")
    return dict(nested)


def _edges(tree: exp.Query, relation: str, made_by: str) -> Iterator[Edge]:
    for select in tree.selects:
        to = Node(relation, select.alias_or_name)
        how = select.unalias().sql(dialect="postgres")[:200]
        for origin in _origins(select, tree):
            yield Edge(to, origin, how, made_by)


def _origins(expression: exp.Expr, within: exp.Query) -> Iterator[Node]:
    """The columns of real tables behind an expression, through sub-queries and common table expressions."""
    tables = _tables(within)
    for column in expression.find_all(exp.Column):
        behind = tables.get(column.table)
        if isinstance(behind, exp.Table):
            yield Node(f"{behind.db}.{behind.name}", column.name)
        elif behind is not None:
            for inner in behind.selects:
                if inner.alias_or_name == column.name:
                    yield from _origins(inner, behind)


def _tables(within: exp.Query) -> dict[str, exp.Table | exp.Query]:
    root = within.root()
    common = {each.alias: each.this for each in root.find_all(exp.CTE)}
    found: dict[str, exp.Table | exp.Query] = {}
    sources = [within.args.get("from_"), *within.args.get("joins", [])]
    for source in (each for part in sources if part is not None for each in _joined(part.this)):
        if isinstance(source, exp.Subquery):
            found[source.alias] = source.this
        elif isinstance(source, exp.Table):
            found[source.alias_or_name] = common.get(source.name, source) if not source.db else source
    return found


def _joined(source: exp.Expr) -> Iterator[exp.Expr]:
    """A source itself, or those of a join in parentheses, as the catalogue writes views."""
    if isinstance(source, exp.Subquery) and isinstance(source.this, exp.Table):
        yield source.this
        for join in source.this.args.get("joins") or []:
            yield from _joined(join.this)
    else:
        yield source


def schema_of(connection: Connection, relations: Sequence[str] | None = None) -> dict[str, list[str]]:
    """The columns of these relations, by `schema.relation`; of every one where none are named."""
    named = None if relations is None else list(relations)
    return dict(connection.execute(_COLUMNS, {"relations": named}).fetchall())


def record_query(connection: Connection, text: str, sources: Sequence[str], *, relation: str, made_by: str) -> int:
    """Keep the edges of a query over these relations. Returns how many there are."""
    schema = schema_of(connection, [*sources, "governance.dataset_token"])
    return _keep(of_query(text, schema, relation=relation, made_by=made_by))


def record_tokens(tokens: Iterable[tuple[str, str, str]], *, relation: str, made_by: str) -> None:
    """Keep the edges of tokens: (column, relation and column that it stands for). No SQL leads through their table."""
    _keep([Edge(Node(relation, to), Node(origin, column), "a token", made_by) for to, origin, column in tokens])


def record_existing(connection: Connection) -> int:
    """Keep the edges of every view, of the generated columns and of the models' runs, anew."""
    schema = schema_of(connection)
    edges = [*_of_runs(), *_of_generated()]
    for relation, text in connection.execute(_VIEWS).fetchall():
        edges += of_query(text, schema, relation=relation, made_by=f"view:{relation}")
    with transaction.atomic(using="analytical"):
        for made_by in {edge.made_by for edge in edges}:
            delete_edges(made_by)
        return _keep(edges)


def _of_runs() -> Iterator[Edge]:
    for name, (read, relation, written) in RUNS.items():
        for column in written:
            yield from (Edge(Node(relation, column), Node(*origin), "a run of the model", name) for origin in read)


def _of_generated() -> Iterator[Edge]:
    for (relation, column), origin in GENERATED.items():
        yield Edge(Node(relation, column), Node(relation, origin), "a stored mask", f"column:{relation}.{column}")


def _keep(edges: Sequence[Edge]) -> int:
    LineageEdge.objects.bulk_create(
        (
            LineageEdge(
                relation=edge.to.relation,
                column=edge.to.column,
                from_relation=edge.origin.relation,
                from_column=edge.origin.column,
                how=edge.how,
                made_by=edge.made_by,
            )
            for edge in edges
            if not edge.origin.relation.startswith("governance.")
        ),
        ignore_conflicts=True,
    )
    return len(edges)


def delete_edges(made_by: str) -> None:
    """Drop the edges of what is gone."""
    LineageEdge.objects.filter(made_by=made_by).delete()


def made_from(relation: str) -> set[str]:
    """What is made of a relation's columns, other than its own view: `dataset:other@1`."""
    edges = LineageEdge.objects.filter(from_relation=relation, made_by__startswith="dataset:")
    return set(edges.values_list("made_by", flat=True))


def impact(nodes: Iterable[Node]) -> list[Edge]:
    """Everything that is made of these columns, directly and further on, in the order in which it is reached."""
    return _follow(set(nodes), "from_relation", "from_column")


def origins(nodes: Iterable[Node]) -> list[Edge]:
    """Everything that these columns are made of, directly and further back."""
    return _follow(set(nodes), "relation", "column")


def every_edge() -> list[Edge]:
    """All that is known."""
    return sorted(_edge(row) for row in LineageEdge.objects.all())


def _follow(reached: set[Node], relation: str, column: str) -> list[Edge]:
    found: dict[Edge, None] = {}
    waiting = set(reached)
    while waiting:
        edges = LineageEdge.objects.filter(**{f"{relation}__in": {node.relation for node in waiting}})
        fitting = [_edge(row) for row in edges if Node(getattr(row, relation), getattr(row, column)) in waiting]
        found |= dict.fromkeys(sorted(fitting))
        ends = {edge.to if relation == "from_relation" else edge.origin for edge in fitting}
        waiting = ends - reached
        reached |= ends
    return list(found)


def _edge(row: LineageEdge) -> Edge:
    return Edge(Node(row.relation, row.column), Node(row.from_relation, row.from_column), row.how, row.made_by)


def origins_on_people(relation: str) -> set[str]:
    """The columns on people that a relation's columns are made of: `core.user_demographics.region`."""
    edges = LineageEdge.objects.filter(relation=relation, from_relation="core.user_demographics")
    return {f"{edge.from_relation}.{edge.from_column}" for edge in edges} - {"core.user_demographics.person"}


def columns_of(connection: Connection, relation: str) -> list[Node]:
    """Every column of a relation that stands."""
    return [Node(relation, column) for column in schema_of(connection, [relation]).get(relation, [])]


def relation_exists(connection: Connection, relation: str) -> bool:
    """Whether there is such a relation."""
    statement = sql.SQL("SELECT pg_catalog.to_regclass({}) IS NOT NULL").format(sql.Literal(relation))
    row = connection.execute(statement).fetchone()
    return bool(row and row[0])
