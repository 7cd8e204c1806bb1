"""From edges of lineage to a drawing: a box a relation, its columns in it, and a line from each column to what is made
of it. Sources stand on the left. Pure: it reads no table; `console/_graph.html` sets it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analytics.datasets.lineage import Edge, Node

WIDTH, ROW, HEAD, GAP_X, GAP_Y, PAD = 236, 22, 34, 96, 24, 12
MAX_LABEL_LENGTH = 27
KINDS = {
    "landing": "landing: events as they arrived",
    "core": "core: facts as they were loaded",
    "derived": "derived: results of models",
    "marts": "marts: tables for dashboards and analysts",
    "marts_business": "marts_business: registered datasets for the business",
    "marts_science": "marts_science: registered datasets for data science",
}


@dataclass(frozen=True)
class GraphColumn:
    """A column in its box. `y` is its text's baseline; `is_asked` marks what the drawing was asked for."""

    name: str
    y: int
    is_asked: bool


@dataclass(frozen=True)
class GraphBox:
    """A relation. `kind` is its schema, by which it is coloured and named.

    `origins` are the relations that it is derived from, each with what derives it.
    """

    relation: str
    kind: str
    title: str
    x: int
    y: int
    height: int
    columns: tuple[GraphColumn, ...]
    origins: tuple[tuple[str, str], ...] = ()
    width: int = WIDTH


@dataclass(frozen=True)
class GraphLine:
    """From a column to one made of it: an SVG path, and what makes it, in words."""

    path: str
    says: str
    is_model: bool


@dataclass(frozen=True)
class Graph:
    """The drawing, with its size."""

    boxes: tuple[GraphBox, ...]
    lines: tuple[GraphLine, ...]
    width: int
    height: int
    says: str

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The kinds of its boxes, each with what it says in words."""
        return [(kind, KINDS.get(kind, kind)) for kind in sorted({box.kind for box in self.boxes})]

    @property
    def has_models(self) -> bool:
        """Whether a line is drawn for a model."""
        return any(line.is_model for line in self.lines)


def graph(edges: Sequence[Edge], *, asked: Iterable[Node] = (), with_columns: bool = True) -> Graph:
    """Lay the relations out in columns by how far they are from a source, and draw the edges between them."""
    about = frozenset(asked)
    nodes = {node for edge in edges for node in (edge.column, edge.origin)} | about
    ranks = _ranks({(edge.origin.relation, edge.column.relation) for edge in edges}, {node.relation for node in nodes})
    boxes = _placed(nodes, ranks, about, with_columns, _origins(edges))
    lines = {_line(boxes, edge, with_columns): None for edge in edges}
    return Graph(
        tuple(boxes.values()),
        tuple(lines),
        max((box.x + WIDTH for box in boxes.values()), default=0) + PAD,
        max((box.y + box.height for box in boxes.values()), default=0) + PAD,
        f"{len(boxes)} tables, {len(lines)} ways between them",
    )


def _origins(edges: Sequence[Edge]) -> dict[str, dict[tuple[str, str], None]]:
    """For each relation those that it is derived from, each once with what derives it."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for edge in edges:
        if edge.origin.relation != edge.column.relation:
            found.setdefault(edge.column.relation, {})[edge.origin.relation, edge.made_by] = None
    return found


def _ranks(pairs: set[tuple[str, str]], relations: set[str]) -> dict[str, int]:
    """How many steps lie between a relation and its furthest source. A circle ends where the relations do."""
    ranks = dict.fromkeys(relations, 0)
    for _ in relations:
        moved = {to: ranks[origin] + 1 for origin, to in sorted(pairs) if origin != to and ranks[to] <= ranks[origin]}
        if not moved:
            break
        ranks |= moved
    return ranks


def _placed(
    nodes: set[Node],
    ranks: Mapping[str, int],
    asked: frozenset[Node],
    with_columns: bool,
    origins: Mapping[str, Mapping[tuple[str, str], None]],
) -> dict[str, GraphBox]:
    boxes: dict[str, GraphBox] = {}
    bottoms: dict[int, int] = {}
    for relation in sorted(ranks, key=lambda name: (ranks[name], name)):
        names = sorted({node.column for node in nodes if node.relation == relation}) if with_columns else []
        y = bottoms.get(ranks[relation], PAD)
        height = HEAD + ROW * len(names) + (8 if names else 0)
        columns = tuple(
            GraphColumn(_short(name), y + HEAD + ROW * place + 14, Node(relation, name) in asked)
            for place, name in enumerate(names)
        )
        kind, _, title = relation.partition(".")
        x = PAD + ranks[relation] * (WIDTH + GAP_X)
        boxes[relation] = GraphBox(
            relation, kind, _short(title), x, y, height, columns, tuple(origins.get(relation, ()))
        )
        bottoms[ranks[relation]] = y + height + GAP_Y
    return boxes


def _line(boxes: Mapping[str, GraphBox], edge: Edge, with_columns: bool) -> GraphLine:
    origin, to = boxes[edge.origin.relation], boxes[edge.column.relation]
    y1, y2 = (_height(box, node.column, with_columns) for box, node in ((origin, edge.origin), (to, edge.column)))
    x1, x2 = origin.x + WIDTH, to.x
    if origin is to:
        # A stored mask stands beside what it masks: the line leaves the box and comes back.
        path = f"M{x1} {y1} C{x1 + 40} {y1} {x1 + 40} {y2} {x1} {y2}"
    else:
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
    says = f"{edge.column} is made of {edge.origin} by {edge.made_by}" if with_columns else edge.made_by
    return GraphLine(path, says, edge.made_by.startswith("mlmodel:"))


def _height(box: GraphBox, column: str, with_columns: bool) -> int:
    if not with_columns:
        return box.y + HEAD // 2
    return next((each.y - 4 for each in box.columns if each.name == _short(column)), box.y + HEAD // 2)


def _short(name: str) -> str:
    return name if len(name) <= MAX_LABEL_LENGTH else f"{name[: MAX_LABEL_LENGTH - 1]}…"
