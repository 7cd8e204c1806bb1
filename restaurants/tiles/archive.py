"""Reads what a PMTiles archive says of itself: its area, zooms and credit. Tiles are read by browsers alone.

Source: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
"""

import gzip
import json
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

HEADER = struct.Struct("<7sBQQQQQQQQQQQBBBBBBiiiiBii")
MAGIC, VERSION, VECTOR_TILES = b"PMTiles", 3, 1
GZIP = 2
DEGREES = 10_000_000
_MAX_METADATA_BYTES = 4_000_000
_MAX_CREDIT = 200
_HOW = "Give MAP_BASE the path of a PMTiles file with vector tiles, or unset it for the drawn map alone."


class InvalidTileArchive(Exception):
    """The file can't be a base map; the message says why, and what to do."""


@dataclass(frozen=True)
class TileArchive:
    """A file of vector tiles: what it covers (west, south, east, north in degrees), and whom its map credits."""

    path: Path
    size: int
    etag: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    credit: str


def open_archive(path: Path) -> TileArchive:
    """The archive at `path`; its header is read anew once the file changes.

    Raises:
        InvalidTileArchive: it is missing, can't be read, or is no archive of vector tiles.
    """
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    except OSError as problem:
        reason = problem.strerror or problem
        raise InvalidTileArchive(f"MAP_BASE is {path}, which can't be read: {reason}. {_HOW}") from None


def base_map_archive() -> TileArchive | None:
    """The archive that the setting MAP_BASE names, if one is set.

    Raises:
        InvalidTileArchive: as `open_archive`; it may have been replaced since the process started.
    """
    return open_archive(settings.MAP_BASE) if settings.MAP_BASE else None


@lru_cache(maxsize=4)
def _read(path: Path, changed_ns: int, size: int) -> TileArchive:
    with path.open("rb") as file:
        head = file.read(HEADER.size)
        if len(head) < HEADER.size or head[:7] != MAGIC:
            raise InvalidTileArchive(f"MAP_BASE is {path}, which is no PMTiles file. {_HOW}")
        fields = HEADER.unpack(head)
        version, at, length, compression = fields[1], fields[4], fields[5], fields[14]
        kind, min_zoom, max_zoom, edges = fields[16], fields[17], fields[18], fields[19:23]
        if (version, kind) != (VERSION, VECTOR_TILES):
            raise InvalidTileArchive(
                f"MAP_BASE is {path}, which is PMTiles version {version} with tiles of type {kind}; version {VERSION} "
                f"with vector tiles (type {VECTOR_TILES}) is needed. {_HOW}"
            )
        if at + length > size or fields[8] + fields[9] > size:
            raise InvalidTileArchive(f"MAP_BASE is {path}, of which the end is missing: copy it again. {_HOW}")
        file.seek(at)
        metadata = file.read(min(length, _MAX_METADATA_BYTES))
    west, south, east, north = (edge / DEGREES for edge in edges)
    etag = '"' + sha256(f"{size} {changed_ns}".encode() + head).hexdigest()[:24] + '"'
    return TileArchive(
        path, size, etag, min_zoom, max_zoom, (west, south, east, north), _credit(metadata, compression, path)
    )


def _credit(metadata: bytes, compression: int, path: Path) -> str:
    """Whom the metadata says to credit, as plain text: archives write it as HTML."""
    try:
        text = gzip.decompress(metadata) if compression == GZIP else metadata
        found: Any = json.loads(text or b"{}")
        attribution = str(found.get("attribution", ""))
    except (OSError, EOFError, zlib.error, ValueError, AttributeError):
        raise InvalidTileArchive(f"MAP_BASE is {path}, whose metadata can't be read. {_HOW}") from None
    return " ".join(re.sub(r"<[^>]*>", " ", attribution).replace("&copy;", "©").split())[:_MAX_CREDIT]
