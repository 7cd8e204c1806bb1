"""Keyset pagination: the next page begins after the last row's key, so that every page costs the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Stored = TypeVar("Stored", bound=Model)
Row = TypeVar("Row")


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """Some rows in order, and the keys of the neighbouring pages; empty where there is none."""

    rows: list[Row]
    before: str
    after: str


def keyset_page(
    rows: QuerySet[Stored],
    *,
    key: str,
    size: int,
    after: str = "",
    before: str = "",
    read: Callable[[QuerySet[Stored]], list[Any]] = list,
) -> KeysetPage[Any]:
    """The page of `rows` after or before a key, in one query.

    Args:
        rows: in any order; it is ordered here.
        key: a unique field; with a minus in front the order is descending, as in `order_by`.
        size: the most rows a page has.
        after, before: the key of the row that the page follows or precedes. `before` gives way to `after`.
        read: converts the rows for display; each result has the key as an attribute.
    """
    name = key.removeprefix("-")
    backwards = bool(before) and not after
    ascending = key.startswith("-") == backwards
    if edge := after or before:
        rows = rows.filter(**{f"{name}__{'gt' if ascending else 'lt'}": edge})
    # One row more than is shown tells whether there is a page beyond.
    results = read(rows.order_by(name if ascending else f"-{name}")[: size + 1])
    return cut_page(results, name, size, after=after, before=before)


def cut_page(results: list[Row], name: str, size: int, *, after: str = "", before: str = "") -> KeysetPage[Row]:
    """The page of rows that were read in its direction from its edge, one more than it has if there is one."""
    backwards = bool(before) and not after
    beyond, shown = len(results) > size, results[:size]
    if backwards:
        shown.reverse()
    more_after, more_before = (True, beyond) if backwards else (beyond, bool(after))
    return KeysetPage(
        rows=shown,
        before=str(getattr(shown[0], name)) if shown and more_before else "",
        after=str(getattr(shown[-1], name)) if shown and more_after else "",
    )
