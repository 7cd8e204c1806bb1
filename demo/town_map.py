"""The invented town's map: each street that a restaurant may stand in, the roads between quarters, river and railway.

The same on any machine and any day. Degrees; positions are latitude first, as in `streets.toml`.
"""

import math
import random
from collections.abc import Iterator
from itertools import pairwise

from demo.catalogue import streets
from restaurants.enums import MapLineKind
from restaurants.maps.lines import LineRow

_STREET_END, _STREET_STEPS = 0.0033, 6
_ROADS = {
    "Ringstraße": ["Bahnhofsviertel", "Altstadt", "Neustift", "Gewerbepark", "Bahnhofsviertel"],
    "Brückenstraße": ["Altstadt", "Weinleiten"],
    "Schifflände": ["Altstadt", "Lände", "Neustift"],
}
# From the north of the old town to where the barges land: where the river begins and ends on the map, and its bends.
_RIVER_WEST, _RIVER_EAST, _RIVER_LATITUDE = 13.842, 13.918, 48.4181
_RAILWAY_LATITUDE = 48.4046


def position_on_street(quarter: str, street: str, along: float) -> tuple[float, float]:
    """A point so many degrees along a street, which leaves the quarter's middle in a direction of its own."""
    latitude, longitude = streets()["quarters"][quarter]["at"]
    own = random.Random(f"{quarter} {street}")  # noqa: S311 - the same street each time, and nothing secret
    turn, offset = own.uniform(0, 2 * math.pi), own.uniform(-0.0016, 0.0016)
    north = along * math.sin(turn) + offset * math.cos(turn)
    east = (along * math.cos(turn) - offset * math.sin(turn)) / math.cos(math.radians(latitude))
    return round(latitude + north, 6), round(longitude + east, 6)


def town_lines() -> list[LineRow]:
    """All lines, as the import of a file of OpenStreetMap would give them."""
    return [*_areas(), *_river(), *_railway(), *_roads(), *_streets()]


def _streets() -> Iterator[LineRow]:
    for quarter, row in streets()["quarters"].items():
        for street in row["streets"]:
            ends = (position_on_street(quarter, street, along) for along in (-0.0005, _STREET_END))
            yield _line(MapLineKind.STREET, street, list(ends))


def _roads() -> Iterator[LineRow]:
    for name, quarters in _ROADS.items():
        middles = [streets()["quarters"][quarter]["at"] for quarter in quarters]
        yield _line(MapLineKind.ROAD, name, _curve(middles, name))


def _curve(middles: list[list[float]], name: str) -> list[tuple[float, float]]:
    """A line through the middles that bends a little between them."""
    bends = random.Random(name)  # noqa: S311 - the same road each time, and nothing secret
    points: list[tuple[float, float]] = []
    for (north, west), (to_north, to_west) in pairwise(middles):
        bend = bends.uniform(-0.16, 0.16)
        for step in range(_STREET_STEPS):
            part = step / _STREET_STEPS
            side = bend * math.sin(math.pi * part)
            points.append(
                (
                    north + (to_north - north) * part + side * (to_west - west),
                    west + (to_west - west) * part - side * (to_north - north),
                )
            )
    return [*points, (middles[-1][0], middles[-1][1])]


def _river() -> Iterator[LineRow]:
    steps = 40
    points = []
    for step in range(steps + 1):
        part = step / steps
        bend = 0.0011 * math.sin(part * 9.0) + 0.0006 * math.sin(part * 23.0 + 1.0)
        points.append((_RIVER_LATITUDE + bend, _RIVER_WEST + part * (_RIVER_EAST - _RIVER_WEST)))
    yield _line(MapLineKind.RIVER, "Wessel", points)
    path = [(latitude - 0.0008, longitude) for latitude, longitude in points[8:34]]
    yield _line(MapLineKind.PATH, "Treppelweg", path)


def _railway() -> Iterator[LineRow]:
    points = [(_RAILWAY_LATITUDE + 0.0016 * math.sin(step / 9.0), _RIVER_WEST + step * 0.002) for step in range(38)]
    yield _line(MapLineKind.RAIL, "", points)


def _areas() -> Iterator[LineRow]:
    vineyards = [(48.4232, 13.8585), (48.4256, 13.8652), (48.4249, 13.8741), (48.4224, 13.8752), (48.4219, 13.8663)]
    park = [(48.4112, 13.8792), (48.4119, 13.8826), (48.4103, 13.8839), (48.4091, 13.8815), (48.4098, 13.8789)]
    for name, corners in (("Weinleiten", vineyards), ("Stadtpark", park)):
        yield _line(MapLineKind.PARK, name, [*corners, corners[0]])


def _line(kind: MapLineKind, name: str, points: list[tuple[float, float]]) -> LineRow:
    return LineRow(kind, name, tuple((round(longitude, 6), round(latitude, 6)) for latitude, longitude in points))
