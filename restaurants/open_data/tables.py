"""The tables of the open data, and the archives that hold them: JSON Lines and CSV in a ZIP file a day."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

KEPT_DAYS = 30
MANIFEST, CHECKSUMS, README = "manifest.json", "SHA256SUMS", "README.txt"
TERMS = """Open data of Platemark.

restaurants: each row under the terms that its column "licence" names (odbl-osm: Open Database Licence, OpenStreetMap
contributors; cc-by-linz: Creative Commons BY 3.0, Stadt Linz; own: Creative Commons BY 4.0, Platemark).
ratings, rating_days, dishes, dish_days: Creative Commons BY 4.0, Platemark.

restaurants: "closed_at" says since when one counts as closed for good; it keeps its ratings, and has no rank.

dishes: those that a review names; "count" is how many do, "total" the sum of their stars. When a review names a dish is
said at /popular/dishes/ and in restaurants/models/dish.py.

Nothing in it is about a person: no text, no pen name, no review by itself. Ratings can be recomputed from rating_days
and stars, dishes from dish_days, and the orders from both: manage.py opendata verify FILE. SHA256SUMS has a line for
each other file, which `sha256sum --check SHA256SUMS` compares.
"""


@dataclass(frozen=True)
class Table:
    """A table: its columns with their JSON types, or `date-time`."""

    name: str
    columns: dict[str, str]


_INTEGER, _NUMBER, _TEXT = "integer", "number", "string"
_TIME = "date-time"
RESTAURANTS = Table(
    "restaurants",
    {
        **{"id": _TEXT, "slug": _TEXT, "name": _TEXT, "cuisines": "array", "street": _TEXT, "postcode": _TEXT},
        **{"town": _TEXT, "region": _TEXT, "country": _TEXT, "latitude": _NUMBER, "longitude": _NUMBER},
        **{"source": _TEXT, "licence": _TEXT, "closed_at": _TIME},
    },
)
RATINGS = Table(
    "ratings",
    {
        "restaurant_id": _TEXT,
        **{f"stars_{stars}": _INTEGER for stars in range(1, 6)},
        **{"count": _INTEGER, "mean": _NUMBER, "low": _NUMBER, "high": _NUMBER},
        **{"popularity": _NUMBER, "rank": _INTEGER},
    },
)
RATING_DAYS = Table("rating_days", {"restaurant_id": _TEXT, "day": _TEXT, "count": _INTEGER, "total": _INTEGER})
DISHES = Table(
    "dishes",
    {
        **{"id": _TEXT, "restaurant_id": _TEXT, "name": _TEXT, "price": _TEXT},
        **{"count": _INTEGER, "total": _INTEGER, "mean": _NUMBER, "popularity": _NUMBER, "rank": _INTEGER},
    },
)
DISH_DAYS = Table("dish_days", {"dish_id": _TEXT, "day": _TEXT, "count": _INTEGER, "total": _INTEGER})
TABLES = (RESTAURANTS, RATINGS, RATING_DAYS, DISHES, DISH_DAYS)


def file_name(day: date) -> str:
    """The name of a day's archive."""
    return f"open-data-{day.isoformat()}.zip"


def archives(folder: Path) -> dict[date, Path]:
    """The archives in a folder by their day, the newest first; none where the folder is not there."""
    found = {}
    for path in folder.glob("open-data-*.zip"):
        with suppress(ValueError):
            found[date.fromisoformat(path.stem.removeprefix("open-data-"))] = path
    return dict(sorted(found.items(), reverse=True))


def delete_old(folder: Path, *, day: date) -> None:
    """Delete archives that are older than `KEPT_DAYS`."""
    for written, path in archives(folder).items():
        if (day - written).days > KEPT_DAYS:
            path.unlink()


def schema(table: Table) -> dict[str, Any]:
    """The JSON Schema of a row. Numbers and times may be null: a restaurant without reviews has no mean."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "type": "object",
        "properties": {name: _property(kind) for name, kind in table.columns.items()},
        "required": list(table.columns),
        "additionalProperties": False,
    }


def _property(kind: str) -> dict[str, Any]:
    if kind == _TIME:
        return {"type": [_TEXT, "null"], "format": kind}
    return {"type": [kind, "null"] if kind in (_NUMBER, _INTEGER) else kind}
