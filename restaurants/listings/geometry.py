"""Where a feature is: one point, whatever its geometry."""

import math
from collections.abc import Mapping
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types
from shapely.geometry import shape  # type: ignore[import-untyped]  # it ships no types

from restaurants.listings.tags import Tags

NO_COORDINATES = "its geometry gives no coordinates"


def parse_coordinates(feature: Mapping[str, Any], tags: Tags) -> tuple[float | None, float | None, str]:
    """Latitude, longitude, and what is wrong with the geometry; two Nones where there is none, or none that is right.

    Of a building's outline or a relation it is a point inside.
    """
    geometry = feature.get("geometry")
    latitude, longitude = (
        _number(tags.first("@lat", "lat", "latitude")),
        _number(tags.first("@lon", "lon", "longitude")),
    )
    if isinstance(geometry, dict):
        longitude, latitude = _point(geometry)
    if latitude is None or longitude is None:
        return None, None, NO_COORDINATES if geometry is not None else ""
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None, None, "its coordinates are not on earth: export them in WGS 84 (EPSG:4326)"
    return latitude, longitude, ""


def _point(geometry: Mapping[str, Any]) -> tuple[float | None, float | None]:
    try:
        if geometry["type"] == "Point":
            longitude, latitude, *_ = geometry["coordinates"]
            return _number(longitude), _number(latitude)
        inside = shape(geometry).representative_point()
        return (None, None) if inside.is_empty else (_number(inside.x), _number(inside.y))
    # A file may hold anything in place of a geometry, and each kind of it fails in another way.
    except (TypeError, KeyError, ValueError, IndexError, AttributeError, RecursionError, shapely.errors.ShapelyError):
        return None, None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
