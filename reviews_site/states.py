"""State machines as text: a dict of transitions becomes a Mermaid diagram and a table for `docs/states.md`."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices

_State = TypeVar("_State", bound=TextChoices)


def as_markdown(
    first: _State, transitions: Mapping[_State, frozenset[_State]], states: type[_State], *, or_first: str = ""
) -> str:
    """The diagram of a machine that starts in `first`, or in `or_first`, and what each state is called on pages."""
    ways = [f"    {state} --> {next_state}" for state, follow in transitions.items() for next_state in sorted(follow)]
    labels = [f"| `{state.value}` | {state.label} |" for state in states]
    starts = [f"    [*] --> {state}" for state in (first, or_first) if state]
    diagram = ["```mermaid", "stateDiagram-v2", *starts, *ways, "```", ""]
    return "\n".join([*diagram, "| state | on the page |", "|---|---|", *labels, ""])
