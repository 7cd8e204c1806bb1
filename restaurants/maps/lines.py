"""Reads streets, rivers and parks from features with OpenStreetMap's tags. Pure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types
from shapely.geometry import LineString, shape  # type: ignore[import-untyped]  # it ships no types

from restaurants.enums import MapLineKind
from restaurants.listings.rows import clean_text
from restaurants.listings.tags import Tags

MAX_POINTS = 2_000
# About four metres: nobody sees less on a map of a town.
_TOLERANCE_DEGREES = 0.00004
_KIND_BY_HIGHWAY = {
    **dict.fromkeys(("motorway", "trunk", "primary", "secondary", "tertiary"), MapLineKind.ROAD),
    **dict.fromkeys(("residential", "living_street", "unclassified", "pedestrian", "service"), MapLineKind.STREET),
    **dict.fromkeys(("footway", "path", "steps", "cycleway", "track", "bridleway"), MapLineKind.PATH),
}
_KIND_BY_TAG = {
    "waterway": dict.fromkeys(("river", "canal", "stream"), MapLineKind.RIVER) | {"riverbank": MapLineKind.WATER},
    "natural": {"water": MapLineKind.WATER, "wood": MapLineKind.PARK},
    "railway": dict.fromkeys(("rail", "light_rail", "narrow_gauge"), MapLineKind.RAIL),
    "leisure": dict.fromkeys(("park", "garden"), MapLineKind.PARK),
    "landuse": dict.fromkeys(("forest", "grass", "vineyard", "meadow"), MapLineKind.PARK),
}
_AREAS = {MapLineKind.PARK, MapLineKind.WATER}


@dataclass(frozen=True)
class LineRow:
    """A line of the base map: longitude and latitude of each point, at least two of them."""

    kind: MapLineKind
    name: str
    points: tuple[tuple[float, float], ...]


def parse_lines(feature: Any) -> list[LineRow]:
    """The lines of a feature; none where it is something that maps of restaurants don't draw, or has no geometry."""
    if not isinstance(feature, Mapping) or not isinstance(feature.get("properties"), Mapping):
        return []
    tags = Tags(feature["properties"])
    kind = _kind(tags)
    if kind is None:
        return []
    name = clean_text(tags.first("name"))[:100]
    return [LineRow(kind, name, points) for line in _lines(feature.get("geometry"), kind) if (points := _points(line))]


def _kind(tags: Tags) -> MapLineKind | None:
    if kind := _KIND_BY_HIGHWAY.get(clean_text(tags.first("highway")).removesuffix("_link")):
        return kind
    found = (by_value.get(clean_text(tags.first(tag))) for tag, by_value in _KIND_BY_TAG.items())
    return next(filter(None, found), None)


def _lines(geometry: Any, kind: MapLineKind) -> Iterator[LineString]:
    try:
        whole = shape(geometry).simplify(_TOLERANCE_DEGREES)
        parts = getattr(whole, "geoms", [whole])
        for part in parts:
            if part.geom_type == "Polygon" and not part.is_empty:
                yield part.exterior
            elif part.geom_type == "LineString" and (kind not in _AREAS or part.is_ring):
                yield part
    # A file may hold anything in place of a geometry, and each kind of it fails in another way.
    except (TypeError, KeyError, ValueError, IndexError, AttributeError, RecursionError, shapely.errors.ShapelyError):
        return


def _points(line: LineString) -> tuple[tuple[float, float], ...]:
    points = tuple((round(x, 6), round(y, 6)) for x, y, *_ in line.coords)
    are_on_earth = all(math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90 for x, y in points)
    return points if are_on_earth and 2 <= len(points) <= MAX_POINTS else ()
