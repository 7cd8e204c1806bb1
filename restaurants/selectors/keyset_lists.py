"""Reads the list of restaurants for programs: page after page by the last row's key, in each order of the list.

A page of the site has a number; a restaurant that comes or rises meanwhile moves all others. Here the next page begins
after the values that the last row had, so that rows whose values stay are neither lost nor doubled.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from restaurants.models import Restaurant
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.selectors.filters import ListFilters
from restaurants.selectors.nearby import Area, within_distance
from restaurants.selectors.orders import ListOrder, list_order
from restaurants.selectors.search import find_matching

# The types of what each order compares, in turn.
KEY_TYPES: dict[str, tuple[type[int] | type[float] | type[str] | type[uuid.UUID], ...]] = {
    "relevance": (int, float, str),
    "popular": (float, uuid.UUID),
    "rating": (float, uuid.UUID),
    "distance": (float, str),
    "newest": (uuid.UUID,),
    "name": (str,),
}
_UNREAD = (*SEARCH_FIELDS, "menu__sections")


@dataclass(frozen=True)
class ListPosition:
    """Where a page ended: the order, the day of its popularity, and the values of its last row."""

    order: str
    day: date
    values: tuple[int | float | str | uuid.UUID, ...]


@dataclass(frozen=True)
class KeysetList:
    """Some restaurants in order, where the next page begins if there is one, and words that were taken for others."""

    rows: list[Restaurant]
    order: ListOrder
    following: ListPosition | None
    corrected: str = ""


def restaurants_after(
    position: ListPosition | None,
    *,
    query: str,
    filters: ListFilters,
    near: Area | None,
    sort: str,
    size: int,
    now: datetime,
) -> KeysetList:
    """The restaurants that match, from the first or after a position. One query, or more as for `list_restaurants`.

    Args:
        position: of the page before; then `sort` is its order.
        size: the most rows a page has.
    """
    order = list_order(position.order if position else sort, has_query=bool(query.strip()), has_place=bool(near))
    day = position.day if position else now.date()
    columns = order.columns(near.centre if near else None, day)
    rows = filters.narrow_but_cuisine(Restaurant.listed.select_related("rating", "menu"), now=now)
    rows = rows.filter(rating__isnull=False).defer(*_UNREAD)
    if filters.cuisine:
        rows = rows.filter(cuisines__contains=[filters.cuisine])
    if near:
        rows = within_distance(rows, near.centre, kilometres=near.kilometres)

    def read(matching: QuerySet[Restaurant]) -> list[Restaurant]:
        return _page(matching, columns, position.values if position else (), size)

    found = find_matching(rows, query, read=read) if query.strip() else None
    page = found.found if found else read(rows)
    shown = page[:size]
    following = ListPosition(order.key, day, _values(shown[-1], order)) if len(page) > size else None
    return KeysetList(shown, order, following, found.corrected if found else "")


def _page(
    rows: QuerySet[Restaurant], columns: Sequence[OrderBy], after: Sequence[object], size: int
) -> list[Restaurant]:
    """One row more than is shown tells whether there is a page beyond."""
    names = [f"key{number}" for number in range(len(columns))]
    ordered = rows.annotate(**dict(zip(names, (column.expression for column in columns), strict=True)))
    if after:
        ordered = ordered.filter(_beyond(names, columns, after))
    keys = [F(name).desc() if column.descending else F(name).asc() for name, column in zip(names, columns, strict=True)]
    return list(ordered.order_by(*keys)[: size + 1])


def _beyond(names: Sequence[str], columns: Sequence[OrderBy], values: Sequence[object]) -> Q:
    """What comes after a row with these values: further in the first column, or equal there and further in the next."""
    beyond, equal = Q(pk__in=[]), Q()
    for name, column, value in zip(names, columns, values, strict=True):
        beyond |= equal & Q(**{f"{name}__{'lt' if column.descending else 'gt'}": value})
        equal &= Q(**{name: value})
    return beyond


def _values(row: Restaurant, order: ListOrder) -> tuple[int | float | str | uuid.UUID, ...]:
    return tuple(getattr(row, f"key{number}") for number in range(len(KEY_TYPES[order.key])))
