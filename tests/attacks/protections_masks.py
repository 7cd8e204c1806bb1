"""How redaction and the care of published counts are switched off. Merged in `protections.py`."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from reviews_site.redaction import redact_contact_details

Off = Callable[[], AbstractContextManager[Any]]


CUBES = "analytics.ingest.cubes"
Cell = tuple[str, str]


def by_chance(count: int) -> int:
    """Rounding as it is often done: up or down by chance, so that it is right on average."""
    low = count // 10 * 10
    return max(10, low + 10 * (random.random() < (count - low) / 10))  # noqa: S311 - an example of what not to do


def small_alone(counts: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Hides small cells, and thinks of no total."""
    return {cell: count if count >= 10 else None for cell, count in counts.items()}


def unhidden(counts: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Hides nobody but nobody."""
    return {cell: count or None for cell, count in counts.items()}


@contextmanager
def one_by_one() -> Iterator[None]:
    """Published with every newcomer, whole and to the last person."""
    with ExitStack() as everything:
        everything.enter_context(patch(f"{CUBES}.FEWEST_NEW", 1))
        everything.enter_context(patch(f"{CUBES}.rounded", int))
        yield


def mask_protections() -> dict[str, Off]:
    """The table."""
    return {
        "cube_steps": one_by_one,
        "cube_complements": lambda: patch(f"{CUBES}.suppress_table", small_alone),
        "cube_rounding": lambda: patch(f"{CUBES}.rounded", by_chance),
        "cube_suppression": lambda: patch(f"{CUBES}.suppress_table", unhidden),
        "names_in_reviews": lambda: patch("restaurants.actions.reviews.redact", redact_contact_details),
    }
