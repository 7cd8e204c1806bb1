"""Writes one vector tile: layers with lines and areas in whole units of the tile, each with names and kinds.

Source: https://github.com/mapbox/vector-tile-spec/tree/master/2.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo.vector_tiles.protobuf import bytes_field, number_field, packed_field, zigzag

EXTENT = 4096
LINE, AREA = 2, 3
_VERSION = 2
_MOVE_TO, _LINE_TO, _CLOSE = 1, 2, 7

Point = tuple[int, int]


@dataclass(frozen=True)
class TileFeature:
    """Parts of a line, or the rings of an area without their closing points: outer ones clockwise on the screen."""

    kind: int
    parts: Sequence[Sequence[Point]]
    properties: Mapping[str, str]


def write_tile(layers: Mapping[str, Sequence[TileFeature]]) -> bytes:
    """The tile with these layers, by name."""
    return b"".join(bytes_field(3, _layer(name, features)) for name, features in layers.items() if features)


def _layer(name: str, features: Sequence[TileFeature]) -> bytes:
    keys = list(dict.fromkeys(key for feature in features for key in feature.properties))
    values = list(dict.fromkeys(value for feature in features for value in feature.properties.values()))
    out = number_field(15, _VERSION) + bytes_field(1, name.encode())
    for feature in features:
        tags = [at for key, value in feature.properties.items() for at in (keys.index(key), values.index(value))]
        out += bytes_field(
            2, packed_field(2, tags) + number_field(3, feature.kind) + packed_field(4, _commands(feature))
        )
    out += b"".join(bytes_field(3, key.encode()) for key in keys)
    out += b"".join(bytes_field(4, bytes_field(1, value.encode())) for value in values)
    return out + number_field(5, EXTENT)


def _commands(feature: TileFeature) -> list[int]:
    """Where the pen goes, each time from where it is."""
    commands: list[int] = []
    x = y = 0
    for part in feature.parts:
        for number, (to_x, to_y) in enumerate(part):
            if number == 0:
                commands.append(_MOVE_TO | 1 << 3)
            elif number == 1:
                commands.append(_LINE_TO | (len(part) - 1) << 3)
            commands += [zigzag(to_x - x), zigzag(to_y - y)]
            x, y = to_x, to_y
        if feature.kind == AREA:
            commands.append(_CLOSE | 1 << 3)
    return commands
