"""Which counts of a published table are too few to show. Pure.

A minimum group alone does not protect: the page shows the total beside the counts. That a page read twice shows
differences is met where the counts are taken, in `age_bands`.
"""

from collections.abc import Mapping

# Fewer people than this are never shown as a group.
FEWEST_SHOWN = 10


def suppress(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts, with None where there are too few to show.

    First, each count below `FEWEST_SHOWN` is hidden, zeros too: "nobody" is a fact about people as well. Then, as the
    total is known, what is hidden has a known sum; so the next smallest counts are hidden along with them until at
    least two groups are hidden that have somebody in them, and together they are `FEWEST_SHOWN` people or more.
    """
    hidden = {name for name, count in counts.items() if count < FEWEST_SHOWN}
    for name in sorted(counts, key=lambda each: (counts[each], each)):
        if _hides_enough([counts[each] for each in hidden]):
            break
        hidden.add(name)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _hides_enough(hidden: list[int]) -> bool:
    people = sum(hidden)
    groups = sum(1 for count in hidden if count)
    return people == 0 or (people >= FEWEST_SHOWN and groups > 1)
