"""Cuts the town's lines into tiles, with the layers and kinds of Protomaps' basemaps."""

from collections import defaultdict
from collections.abc import Iterator

from shapely import affinity  # type: ignore[import-untyped]  # it ships no types
from shapely.geometry import LineString, Polygon, box  # type: ignore[import-untyped]  # it ships no types
from shapely.geometry.polygon import orient  # type: ignore[import-untyped]  # it ships no types

from demo.town_map import town_lines
from demo.vector_tiles.archive import Tile, write_archive
from demo.vector_tiles.tile import AREA, EXTENT, LINE, TileFeature, write_tile
from restaurants.enums import MapLineKind
from restaurants.maps.frame import mercator

MIN_ZOOM, MAX_ZOOM = 9, 15
BOUNDS = (13.80, 48.385, 13.95, 48.445)
CREDIT = "Map of Wesselbruck, a town that we invented"
# How far what is drawn reaches beyond its tile, so that wide lines have no gaps.
_BUFFER = 64 / EXTENT
_LAYERS = {
    MapLineKind.PARK: ("landuse", "park"),
    MapLineKind.WATER: ("water", "water"),
    MapLineKind.RIVER: ("water", "river"),
    MapLineKind.RAIL: ("roads", "rail"),
    MapLineKind.PATH: ("roads", "path"),
    MapLineKind.STREET: ("roads", "minor_road"),
    MapLineKind.ROAD: ("roads", "major_road"),
}
# From zoom to zoom; from the west and from the north, the whole world is 1 wide and 1 high.
World = tuple[float, float]


def town_archive() -> bytes:
    """The whole town as a PMTiles file, the same on any machine."""
    shapes = list(_shapes())
    tiles = {
        (zoom, x, y): write_tile(_cut(shapes, zoom, x, y))
        for level in range(MIN_ZOOM, MAX_ZOOM + 1)
        for zoom, x, y in _tiles(level)
    }
    return write_archive(tiles, bounds=BOUNDS, metadata={"name": "Wesselbruck", "attribution": CREDIT})


def _shapes() -> Iterator[tuple[str, str, str, LineString | Polygon]]:
    """Layer, kind, name and shape of each line, in the world."""
    west, south, east, north = BOUNDS
    yield "earth", "earth", "", box(*_world(west, north), *_world(east, south))
    for line in town_lines():
        layer, kind = _LAYERS[line.kind]
        points = [_world(longitude, latitude) for longitude, latitude in line.points]
        is_area = line.kind in (MapLineKind.PARK, MapLineKind.WATER)
        yield layer, kind, line.name, Polygon(points) if is_area else LineString(points)


def _world(longitude: float, latitude: float) -> World:
    return (longitude + 180) / 360, (180 - mercator(latitude)) / 360


def _tiles(zoom: int) -> Iterator[Tile]:
    west, south, east, north = BOUNDS
    (left, top), (right, bottom) = _world(west, north), _world(east, south)
    side = 2**zoom
    for x in range(int(left * side), int(right * side) + 1):
        for y in range(int(top * side), int(bottom * side) + 1):
            yield zoom, x, y


def _cut(
    shapes: list[tuple[str, str, str, LineString | Polygon]], zoom: int, x: int, y: int
) -> dict[str, list[TileFeature]]:
    """The layers of a tile: what of each shape lies in it, in its units."""
    side = 2**zoom
    area = box((x - _BUFFER) / side, (y - _BUFFER) / side, (x + 1 + _BUFFER) / side, (y + 1 + _BUFFER) / side)
    layers: dict[str, list[TileFeature]] = defaultdict(list)
    for layer, kind, name, shape in shapes:
        inside = shape.intersection(area)
        units = side * EXTENT
        moved = affinity.affine_transform(inside, [units, 0, 0, units, -x * EXTENT, -y * EXTENT])
        features = [part for part in getattr(moved, "geoms", [moved]) if not part.is_empty]
        parts = [points for part in features if len(points := _points(part)) > 1]
        if parts:
            properties = {"kind": kind} | ({"name": name} if name else {})
            layers[layer].append(TileFeature(AREA if isinstance(shape, Polygon) else LINE, parts, properties))
    return layers


def _points(shape: LineString | Polygon) -> list[tuple[int, int]]:
    """Whole units, each once in a row; the outline of an area clockwise, as it is seen, and left open."""
    is_area = shape.geom_type == "Polygon"
    # North is at the top of a screen and low in its numbers, so that counter-clockwise there is clockwise here.
    coordinates = list(orient(shape).exterior.coords)[:-1] if is_area else shape.coords
    return list(dict.fromkeys((round(x), round(y)) for x, y in coordinates))
