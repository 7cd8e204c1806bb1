"""Lineage by column: which column is made of which, parsed from SQL and listed for runs of models.

An edge leads from a column to one that is made of it. `impact` follows edges forward, `origins` backward.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from analytics.access.stores import columns_of_models
from analytics.datasets.model_runs import RUNS, load_edges
from analytics.datasets.models import LineageEdge
from analytics.datasets.plan import DatasetPlan
from analytics.datasets.query_lineage import UnreadableQuery, origins_of_query
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
# Generated columns, and the columns of the same relation that PostgreSQL makes them of.
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
    """`column` is made of `origin`."""

    column: Node
    origin: Node
    how: str
    made_by: str


def parse_query(text: str, schema: dict[str, list[str]], *, relation: str, made_by: str) -> list[Edge]:
    """The edges of a SELECT that fills the columns of `relation`.

    Raises:
        analytics.datasets.query_lineage.UnreadableQuery: a column of it can't be followed to where it is from.
    """
    return sorted(
        Edge(Node(relation, column), Node(*origin), how, made_by)
        for column, how, origins in origins_of_query(text, schema)
        for origin in origins
    )


def schema_of(connection: Connection, relations: Sequence[str] | None = None) -> dict[str, list[str]]:
    """The columns of these relations, or of all relations, by `schema.relation`."""
    names = None if relations is None else list(relations)
    return dict(connection.execute(_COLUMNS, {"relations": names}).fetchall())


def record_dataset(connection: Connection, text: str, plan: DatasetPlan, *, relation: str, made_by: str) -> None:
    """Save the edges of a dataset: of its query, its tokens, and the datasets that it is made of.

    No SQL leads through the table of tokens. The rows of a dataset that is made of another come from its sources.
    """
    schema = schema_of(connection, [plan.base, *plan.joined, "governance.dataset_token"])
    edges = parse_query(text, schema, relation=relation, made_by=made_by)
    for selected in plan.given:
        column, source = Node(relation, selected.column.plain_name), selected.source
        if selected.is_token:
            edges.append(Edge(column, Node(source.relation, source.name), "a token", made_by))
        if of := source.derivation:
            edges.append(Edge(column, Node(of.relation, of.column), f"as in {of.dataset}", made_by))
    _save(edges)


def record_existing(connection: Connection) -> int:
    """Replace the edges of views, generated columns, loads and runs of models. Returns how many there are.

    Raises:
        analytics.datasets.query_lineage.UnreadableQuery: of some views; those of all others are saved.
    """
    schema = schema_of(connection)
    edges = [*_edges_of_runs(), *_edges_of_generated_columns()]
    edges += (Edge(Node(*to), Node(*origin), how, made_by) for made_by, how, to, origin in load_edges())
    unreadable = []
    with connection.transaction(force_rollback=True):
        # Then a name without a schema is one of PostgreSQL's own.
        connection.execute("SET LOCAL search_path = pg_catalog")
        views = connection.execute(_VIEWS).fetchall()
    for relation, text in views:
        try:
            edges += parse_query(text, schema, relation=relation, made_by=f"view:{relation}")
        except UnreadableQuery as problem:
            unreadable.append(f"{relation}: {problem}")
    with transaction.atomic(using="analytical"):
        for made_by in {edge.made_by for edge in edges}:
            delete_edges(made_by)
        saved = _save(edges)
    if unreadable:
        raise UnreadableQuery("What these views are made of can't be read. " + " ".join(unreadable))
    return saved


def _edges_of_runs() -> Iterator[Edge]:
    for name, (inputs, relation, outputs) in RUNS.items():
        for column in outputs:
            yield from (Edge(Node(relation, column), Node(*origin), "a run of the model", name) for origin in inputs)


def _edges_of_generated_columns() -> Iterator[Edge]:
    for (relation, column), origin in GENERATED.items():
        yield Edge(Node(relation, column), Node(relation, origin), "a stored mask", f"column:{relation}.{column}")


def _save(edges: Sequence[Edge]) -> int:
    LineageEdge.objects.bulk_create(
        (
            LineageEdge(
                relation=edge.column.relation,
                column=edge.column.column,
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
    """Delete the edges of a withdrawn version, or of a view."""
    LineageEdge.objects.filter(made_by=made_by).delete()


def made_from(relation: str) -> set[str]:
    """The datasets that are made of a relation's columns: `dataset:other@1`."""
    edges = LineageEdge.objects.filter(from_relation=relation, made_by__startswith="dataset:")
    return set(edges.values_list("made_by", flat=True))


def impact(nodes: Iterable[Node]) -> list[Edge]:
    """Everything that is made of these columns, directly or indirectly, nearest first."""
    return _follow(set(nodes), "from_relation", "from_column")


def origins(nodes: Iterable[Node]) -> list[Edge]:
    """Everything that these columns are made of, directly or indirectly, nearest first."""
    return _follow(set(nodes), "relation", "column")


def every_edge() -> list[Edge]:
    """All edges, sorted."""
    return sorted(_edge(row) for row in LineageEdge.objects.all())


def _follow(reached: set[Node], relation: str, column: str) -> list[Edge]:
    edges: dict[Edge, None] = {}
    frontier = set(reached)
    while frontier:
        rows = LineageEdge.objects.filter(**{f"{relation}__in": {node.relation for node in frontier}})
        step = [_edge(row) for row in rows if Node(getattr(row, relation), getattr(row, column)) in frontier]
        edges |= dict.fromkeys(sorted(step))
        ends = {edge.column if relation == "from_relation" else edge.origin for edge in step}
        frontier = ends - reached
        reached |= ends
    return list(edges)


def _edge(row: LineageEdge) -> Edge:
    return Edge(Node(row.relation, row.column), Node(row.from_relation, row.from_column), row.how, row.made_by)


def origins_on_people(relation: str) -> set[str]:
    """The columns on people that a relation's columns are made of, through every dataset between them.

    A stored mask counts as the column that it masks: `core.user_demographics.birth_year`.
    """
    made = LineageEdge.objects.filter(relation=relation).values_list("column", flat=True)
    ends = {edge.origin for edge in origins(Node(relation, column) for column in made)}
    on_people = {(node.relation, node.column) for node in ends if node.relation == "core.user_demographics"}
    names = {f"{table}.{GENERATED.get((table, column), column)}" for table, column in on_people}
    return names - {"core.user_demographics.person"}


def columns_of(connection: Connection, relation: str) -> list[Node]:
    """Every column of a relation of the analytical store; none where it does not exist."""
    return [Node(relation, column) for column in schema_of(connection, [relation]).get(relation, [])]


def nodes_named(connection: Connection, name: str) -> list[Node]:
    """The columns that `schema.table`, `schema.table.column` or a field of an event stands for, in any store."""
    relation = ".".join(name.split(".")[:2])
    known = {node for edge in every_edge() for node in (edge.column, edge.origin) if node.relation == relation}
    known |= set(columns_of(connection, relation))
    known |= {Node(relation, column) for column in columns_of_models().get(relation, ())}
    return sorted(node for node in known if f"{node}.".startswith(f"{name}."))
