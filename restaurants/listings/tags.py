"""Reads the tags of a feature, whichever program exported it: nested or flat, with colons, underscores or cut names."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# Shapefiles cut the names of columns.
_SHAPEFILE_NAME_LENGTH = 10
_HSTORE_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_TYPES = {"n": "node", "w": "way", "r": "relation"}
_OSM_REFERENCE = re.compile(r"(?:https?://(?:www\.)?openstreetmap\.org/)?(n|w|r|node|way|relation)[/ ]?(\d+)", re.ASCII)


class Tags:
    """The tags of one feature, by OpenStreetMap's names."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self._values = dict(_flatten(properties))

    def first(self, *names: str) -> Any:
        """The first of these tags that is there and not empty; None without any."""
        for name in names:
            key = _key(name)
            for written in (key, key[:_SHAPEFILE_NAME_LENGTH]):
                if (value := self._values.get(written)) not in (None, ""):
                    return value
        return None


def _key(name: str) -> str:
    return re.sub(r"[:.\s]", "_", name.strip().lower())


def _flatten(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    # What stands in a dictionary of tags comes last, so that it wins.
    for name, value in properties.items():
        if not isinstance(value, dict | list):
            yield _key(name), value
    for name in ("other_tags", "all_tags", "tags"):
        for key, value in _nested(properties.get(name)).items():
            yield _key(key), value


def _nested(value: Any) -> dict[str, Any]:
    """Tags in a dictionary, as its JSON, or in PostgreSQL's form `"name"=>"value"`, which GDAL writes."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        return {}
    if value.lstrip().startswith("{"):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
    return {re.sub(r"\\(.)", r"\1", name): re.sub(r"\\(.)", r"\1", text) for name, text in _HSTORE_PAIR.findall(value)}


def parse_reference(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    """The id of a feature, such as `node/123`; empty where no program wrote one."""
    kind = _text(properties, "osm_type", "@type") or _text(properties, "type")
    candidates = [
        _text(feature, "id"),
        _text(properties, "@id", "full_id"),
        _text(properties, "osm_id", "id", "osm_way_id"),
        _text(properties, "OBJECTID", "objectid", "cartodb_id", "fid", "gid", "ogc_fid"),
    ]
    for found in filter(None, candidates):
        if match := _OSM_REFERENCE.fullmatch(found):
            return f"{_TYPES[match[1][0]]}/{match[2]}"
        if kind.lower() in _TYPES.values() and found.isdecimal():
            return f"{kind.lower()}/{found}"
    return next(filter(None, candidates), "")


def _text(values: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = values.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""
