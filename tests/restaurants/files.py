"""Listings made for tests, and where the shared ones lie."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def shared(*parts: str) -> Path:
    """A file of the shared data; a test that wants one and can't have it is skipped, and says so."""
    folder = Path(os.environ.get("PLATEMARK_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    path = folder.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"shared data is missing: {Path(*parts)}. Set PLATEMARK_SHARED_DATA to its folder.")
    return path


def flat(number: int, name: str | None, **properties: Any) -> dict[str, Any]:
    """A feature whose tags stand flat among its properties."""
    geometry = {"type": "Point", "coordinates": [13.05, 47.8]}
    tags = {"OBJECTID": number, "amenity": "restaurant", "name": name, **properties}
    return {"type": "Feature", "id": number, "geometry": geometry, "properties": tags}


def nested(ref: str, **tags: Any) -> dict[str, Any]:
    """A feature whose tags stand in a dictionary of their own."""
    properties = {"type": "node", "tags": {"amenity": "restaurant", **tags}}
    return {"type": "Feature", "id": ref, "geometry": None, "properties": properties}


def geojson(path: Path, *features: Any) -> Path:
    """Write a FeatureCollection."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


HEADING = "Name;Street;City;Country;Cuisine Type;Service Style;Website\r\n"
