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


@dataclass(frozen=True)
class ListingProblem:
    """A row that was skipped: its place (`feature 34`, `line 7`) and the reason."""

    where: str
    reason: str


@dataclass(frozen=True)
class Listing:
    """An opened file: the number of its rows, and the rows."""

    count: int
    rows: Iterator[ListingRow | ListingProblem]


def default_source(path: Path) -> str:
    """The default name of a listing: that of its file, so that two files never share ids."""
    return slugify(path.stem)[:60]


def open_listing(path: Path) -> Listing:
    """Read `path` as GeoJSON or as CSV with semicolons.

    Raises:
        UnreadableListing: there is no such file, or it has another format.
    """
    text = _read_text(path)
    if text.lstrip()[:1] in ("{", "["):
        features = _parse_features(text)
        numbered = ((f"feature {number}", raw) for number, raw in enumerate(features, 1))
        return Listing(len(features), _parse_rows(numbered, formats.parse_feature))
    rows = _parse_csv(text)
    return Listing(len(rows), _parse_rows(iter(rows), formats.parse_linz_row))


def _read_text(path: Path) -> str:
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


def _parse_features(text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        where = f"line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else "its nesting"
        raise UnreadableListing(f"The file is no valid JSON: see {where}.") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableListing("The file is JSON, but no GeoJSON FeatureCollection: it has no list of features.")
    return features


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
    rows: Iterator[tuple[str, Any]], read: Callable[[Any], ListingRow]
) -> Iterator[ListingRow | ListingProblem]:
    seen: dict[str, str] = {}
    for where, raw in rows:
        try:
            row = read(raw)
            if row.ref in seen:
                raise InvalidRow(f"it repeats {seen[row.ref]}")
            seen[row.ref] = where
            yield row
        except InvalidRow as problem:
            yield ListingProblem(where, str(problem))
