"""Writes a PMTiles archive with one directory, which is room enough for some hundred tiles.

Source: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
"""

import gzip
import json
from collections.abc import Mapping

from demo.vector_tiles.protobuf import varint
from restaurants.tiles.archive import DEGREES, GZIP, HEADER, MAGIC, VECTOR_TILES, VERSION

Tile = tuple[int, int, int]  # zoom, x from the west, y from the north
_MAX_ROOT_BYTES = 16_384 - 127


def write_archive(
    tiles: Mapping[Tile, bytes], *, bounds: tuple[float, float, float, float], metadata: Mapping[str, object]
) -> bytes:
    """The archive of these tiles; `bounds` are west, south, east and north in degrees."""
    packed = {tile_id(*tile): gzip.compress(data, mtime=0) for tile, data in sorted(tiles.items())}
    ids = sorted(packed)
    root = gzip.compress(_directory(ids, [len(packed[each]) for each in ids]), mtime=0)
    if len(root) > _MAX_ROOT_BYTES:
        raise ValueError("More tiles than one directory holds.")
    description = gzip.compress(json.dumps(metadata).encode(), mtime=0)
    data = b"".join(packed[each] for each in ids)
    zooms = [zoom for zoom, _, _ in tiles]
    west, south, east, north = (round(edge * DEGREES) for edge in bounds)
    at = HEADER.size + len(root)
    head = HEADER.pack(
        *(MAGIC, VERSION, HEADER.size, len(root), at, len(description)),
        *(at + len(description), 0, at + len(description), len(data), len(ids), len(ids), len(ids)),
        *(1, GZIP, GZIP, VECTOR_TILES, min(zooms), max(zooms), west, south, east, north),
        *(max(zooms), (west + east) // 2, (south + north) // 2),
    )
    return head + root + description + data


def tile_id(zoom: int, x: int, y: int) -> int:
    """The place of a tile among all, along a Hilbert curve in each zoom."""
    found = ((1 << 2 * zoom) - 1) // 3
    side = 1 << zoom
    half = side >> 1
    while half:
        right, down = int(x & half > 0), int(y & half > 0)
        found += half * half * (3 * right ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return found


def _directory(ids: list[int], lengths: list[int]) -> bytes:
    """Ids as steps, a run of one each, lengths, and that each lies behind the one before."""
    steps = [each - before for before, each in zip([0, *ids], ids, strict=False)]
    columns = ([len(ids)], steps, [1] * len(ids), lengths, [1, *[0] * (len(ids) - 1)])
    return b"".join(varint(value) for column in columns for value in column)
