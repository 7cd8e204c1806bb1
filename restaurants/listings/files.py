"""Opens a listing, detects its format, and yields each row or the reason why it is none."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restaurants.exceptions import InvalidRow, UnreadableListing
from restaurants.listings import formats
from restaurants.listings.rows import ListingRow
from restaurants.text_folding import slugify

MAX_BYTES = 200 * 1024 * 1024
# White space, and the sign that begins each text of a sequence.
_SEPARATORS = " \t\r\n\x1e\ufeff"


@dataclass(frozen=True)
class ListingProblem:
    """What is wrong with a row: its place (`feature 34`, `line 7`), the reason, and whether the row was skipped."""

    where: str
    reason: str
    is_skipped: bool = True


@dataclass(frozen=True)
class Listing:
    """An opened file: the number of its rows, and the rows, each after its problems; a skipped row is None."""

    count: int
    rows: Iterator[tuple[ListingRow | None, list[ListingProblem]]]


def default_source(path: Path) -> str:
    """The default name of a listing: that of its file, so that two files never share ids."""
    return slugify(path.stem)[:60]


def open_listing(path: Path) -> Listing:
    """Read `path` as GeoJSON, a sequence of GeoJSON features, Overpass JSON, or CSV with semicolons.

    Raises:
        UnreadableListing: there is no such file, or it has another format.
    """
    text = read_text(path)
    if text.lstrip(_SEPARATORS)[:1] in ("{", "["):
        features = parse_features(text)
        numbered = ((f"feature {number}", raw) for number, raw in enumerate(features, 1))
        return Listing(len(features), _parse_rows(numbered, formats.parse_feature))
    rows = _parse_csv(text)
    return Listing(len(rows), _parse_rows(iter(rows), formats.parse_linz_row))


def read_text(path: Path) -> str:
    """The whole file, in whichever encoding it is.

    Raises:
        UnreadableListing: there is no such file, or it is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableListing(f"{path} is larger than {MAX_BYTES // 2**20} MiB.")
        raw = path.read_bytes()
    except OSError as problem:
        raise UnreadableListing(f"{path} can't be read: {problem.strerror}.") from None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The usual encoding of spreadsheets in western Europe, if not UTF-8.
        return raw.decode("cp1252", errors="replace")


def parse_features(text: str) -> list[Any]:
    """The features of a GeoJSON document, a sequence of features, or Overpass JSON, as they stand there.

    Raises:
        UnreadableListing: it is none of these.
    """
    try:
        document = json.loads(text.strip(_SEPARATORS))
    except (ValueError, RecursionError) as problem:
        if features := _parse_sequence(text):
            return features
        where = f"line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else "its nesting"
        raise UnreadableListing(f"The file is no valid JSON: see {where}.") from None
    if isinstance(document, dict) and document.get("type") == "Feature":
        return [document]
    if isinstance(document, dict) and isinstance(document.get("elements"), list):
        return [_feature_of(element) for element in document["elements"] if _has_tags(element)]
    found = document.get("features") if isinstance(document, dict) else document
    if not isinstance(found, list):
        raise UnreadableListing("The file is JSON, but no GeoJSON FeatureCollection: it has no list of features.")
    return found


def _parse_sequence(text: str) -> list[Any]:
    """Features that stand one on a line, as osmium and GDAL write them; a line that is none stays as text.

    Source: RFC 8142, whose separator many programs leave out.
    """
    lines = [line.strip(_SEPARATORS) for line in text.splitlines()]
    features = [_loads(line) for line in lines if line]
    return features if any(isinstance(each, dict) and each.get("type") == "Feature" for each in features) else []


def _loads(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _has_tags(element: Any) -> bool:
    return not isinstance(element, dict) or bool(element.get("tags"))


def _feature_of(element: Any) -> Any:
    """An element of Overpass's own JSON as a feature. Source: https://wiki.openstreetmap.org/wiki/Overpass_API."""
    if not isinstance(element, dict):
        return element
    center = element.get("center")
    place: dict[str, Any] = center if isinstance(center, dict) else element
    identity = {"type": element.get("type"), "id": element.get("id")}
    point = {"lat": place.get("lat"), "lon": place.get("lon")}
    geometry = None if "lat" in place else _line_of(element.get("geometry"))
    return {"properties": {**identity, **point, "tags": element["tags"]}, "geometry": geometry}


def _line_of(points: Any) -> dict[str, Any] | None:
    """What Overpass's `out geom` says of a way, as GeoJSON."""
    if not isinstance(points, list) or not all(isinstance(each, dict) for each in points):
        return None
    return {"type": "LineString", "coordinates": [[each.get("lon"), each.get("lat")] for each in points]}


def _parse_csv(text: str) -> list[tuple[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    try:
        missing = formats.CSV_COLUMNS - set(reader.fieldnames or ())
        if missing:
            raise UnreadableListing(f"The file is no listing: its heading lacks {', '.join(sorted(missing))}.")
        return [(f"line {reader.line_num}", raw) for raw in reader]
    except csv.Error as problem:
        raise UnreadableListing(f"The file is no valid CSV: line {reader.line_num}: {problem}.") from None


def _parse_rows(
    rows: Iterator[tuple[str, Any]], read: Callable[[Any], tuple[ListingRow, list[str]]]
) -> Iterator[tuple[ListingRow | None, list[ListingProblem]]]:
    seen: dict[str, str] = {}
    for where, raw in rows:
        try:
            row, left_out = read(raw)
            if row.ref in seen:
                raise InvalidRow(f"it repeats {seen[row.ref]}")
        except InvalidRow as problem:
            yield None, [ListingProblem(where, str(problem))]
            continue
        seen[row.ref] = where
        yield row, [ListingProblem(where, reason, is_skipped=False) for reason in left_out]
