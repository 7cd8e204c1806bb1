"""What is made of what, as a graph; and what would break if a table or a column went."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.access.company import Environment
from analytics.console.gate import permission_required
from analytics.console.graph import graph
from analytics.datasets import lineage
from analytics.datasets.lineage import Edge, Node
from analytics.datasets.readers import readers_after
from reviews_site.policy import Permission

DIRECTIONS = {"impact": "what is made of it", "origins": "what it is made of"}


@dataclass(frozen=True)
class LineageQuestion:
    """What the address asks for: a relation or a column of one, and which way to follow."""

    what: str
    direction: str
    nodes: tuple[Node, ...]


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def page(request: HttpRequest) -> HttpResponse:
    """`?of=core.reviews.text&direction=impact`; every table where nothing is asked for."""
    known = lineage.every_edge()
    asked = _asked(request, known)
    if asked is None:
        shown: dict[str, Any] = {"graph": graph(known, with_columns=False)}
    else:
        edges = (lineage.impact if asked.direction == "impact" else lineage.origins)(asked.nodes)
        after = edges if asked.direction == "impact" else ()
        readers = readers_after(asked.nodes, after, Environment(settings.PLATEMARK_ENV))
        shown = {"graph": graph(edges, asked=asked.nodes), "edges": edges, "readers": readers}
    names = sorted({str(node) for edge in known for node in (edge.column, edge.origin)})
    relations = sorted({node.relation for edge in known for node in (edge.column, edge.origin)})
    return render(
        request,
        "console/lineage.html",
        {"asked": asked, "names": [*relations, *names], "directions": DIRECTIONS, **shown},
    )


def _asked(request: HttpRequest, known: list[Edge]) -> LineageQuestion | None:
    what, direction = request.GET.get("of", "").strip(), request.GET.get("direction", "impact")
    if not what:
        return None
    nodes = {node for edge in known for node in (edge.column, edge.origin)}
    found = tuple(sorted(node for node in nodes if what in (node.relation, str(node))))
    if not found or direction not in DIRECTIONS:
        raise Http404
    return LineageQuestion(what, direction, found)
