"""Hides the counts of a published table that are too small to show. Pure.

A minimum group size alone does not protect: the page shows the total beside the counts. Against comparing two
publications protects the way of counting, in `age_bands`.
"""

from collections.abc import Mapping, Set

# Fewer people than this are never shown as a group.
MIN_COUNT = 10


def suppress(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts, with None where they are too small to show.

    First, each count below `MIN_COUNT` is hidden, zeros too: "nobody" is a fact about people as well. Then, as the
    total is known, what is hidden has a known sum; so the next smallest counts are hidden along with them until at
    least two groups are hidden that have somebody in them, and together they are `MIN_COUNT` people or more.
    """
    hidden = {name for name, count in counts.items() if count < MIN_COUNT}
    for name in sorted(counts, key=lambda band: (counts[band], band)):
        if _hides_enough([counts[band] for band in hidden]):
            break
        hidden.add(name)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _hides_enough(hidden: list[int]) -> bool:
    people = sum(hidden)
    groups = sum(1 for count in hidden if count)
    return people == 0 or (people >= MIN_COUNT and groups > 1)


def suppress_table(
    counts: Mapping[tuple[str, str], int], *, hidden: Set[tuple[str, str]] = frozenset()
) -> dict[tuple[str, str], int | None]:
    """The same for a table of two dimensions, each row and column of which may have a known total.

    In each of them that hides anybody, at least two hidden cells have somebody in them, and together they are
    `MIN_COUNT` people or more. Cells that are `hidden` elsewhere are hidden here, too.
    """
    hidden = {cell for cell, count in counts.items() if count < MIN_COUNT or cell in hidden}
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for axis in (0, 1):
            for name in sorted({cell[axis] for cell in counts}):
                _hide_enough({cell: count for cell, count in counts.items() if cell[axis] == name}, hidden)
    return {cell: None if cell in hidden else count for cell, count in counts.items()}


def _hide_enough(line: Mapping[tuple[str, str], int], hidden: set[tuple[str, str]]) -> None:
    for cell in sorted(line, key=lambda cell: (line[cell], cell)):
        if _hides_enough([line[hidden_cell] for hidden_cell in hidden & line.keys()]):
            return
        hidden.add(cell)


def rounded(count: int) -> int:
    """A count to the nearest ten. Not at random: reading it twice must tell nothing more."""
    return max(MIN_COUNT, (count + 5) // 10 * 10)


def publishable(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts as they may be published: suppressed, and what is left to the nearest ten."""
    return {name: None if count is None else rounded(count) for name, count in suppress(counts).items()}
