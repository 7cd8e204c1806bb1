"""Writes the open data of a day, as the login `publisher`, which reads listings and ratings and nothing of a person."""

import csv
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, transaction

from restaurants.csv_cells import guard_cell
from restaurants.models import Dish, DishDay, RatingDay, Restaurant, RestaurantRating
from restaurants.models.popularity import (
    FIRST_DAY,
    HALF_LIFE_DAYS,
    MAX_WEIGHT_PER_DAY,
    MIN_POPULAR_REVIEWS,
    PRIOR_REVIEWS,
    PRIOR_STARS,
)
from restaurants.open_data.tables import (
    CHECKSUMS,
    DISH_DAYS,
    MANIFEST,
    RATING_DAYS,
    README,
    RESTAURANTS,
    TABLES,
    TERMS,
    Table,
    file_name,
    schema,
)
from restaurants.rules import rating_interval

DECIMALS = 6
# ZIP archives have no time zone; one date for all files keeps the archive of a day the same, byte by byte.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
Row = list[Any]
_Rated = TypeVar("_Rated", RestaurantRating, Dish)


def build(folder: Path, *, day: date, report: Callable[[str], None]) -> Path:
    """Write the archive of `day` into `folder`, in place of an older one of that day. All tables are of one moment.

    Raises:
        OSError: the folder can't be written; an older archive is left as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".open-data-")
    try:
        with os.fdopen(handle, "wb") as file, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _write(file, day, report)
        Path(temporary).chmod(0o644)
        target = folder / file_name(day)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return target


def _write(file: Any, day: date, report: Callable[[str], None]) -> None:
    sources = {
        **{"restaurants": _restaurants, "ratings": lambda: _ratings(day), "rating_days": _rating_days},
        **{"dishes": lambda: _dishes(day), "dish_days": _dish_days},
    }
    checksums: dict[str, str] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            rows = list(sources[table.name]())
            _add(archive, checksums, f"{table.name}.jsonl", _json_lines(table, rows))
            _add(archive, checksums, f"{table.name}.csv", _csv(table, rows))
            report(f"{table.name}: {len(rows)} rows")
        _add(archive, checksums, MANIFEST, json.dumps(_manifest(day), indent=1) + "\n")
        _add(archive, checksums, README, TERMS)
        lines = "".join(f"{digest}  {name}\n" for name, digest in checksums.items())
        archive.writestr(zipfile.ZipInfo(CHECKSUMS, _ZIP_DATE), lines)


def _add(archive: zipfile.ZipFile, checksums: dict[str, str], name: str, text: str) -> None:
    checksums[name] = hashlib.sha256(text.encode()).hexdigest()
    member = zipfile.ZipInfo(name, _ZIP_DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, text)


def _manifest(day: date) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "formula": {
            "half_life_days": HALF_LIFE_DAYS,
            "max_weight_per_day": MAX_WEIGHT_PER_DAY,
            "prior_reviews": PRIOR_REVIEWS,
            "prior_stars": PRIOR_STARS,
            "min_reviews": MIN_POPULAR_REVIEWS,
            "first_day": FIRST_DAY.isoformat(),
        },
        "schemas": {table.name: schema(table) for table in TABLES},
    }


def _restaurants() -> Iterator[Row]:
    yield from map(list, Restaurant.objects.order_by("slug").values_list(*RESTAURANTS.columns))


def _ratings(day: date) -> Iterator[Row]:
    """Ratings, the most popular first; from `MIN_POPULAR_REVIEWS` on they have a rank, as long as the place is open."""
    known = RestaurantRating.objects.select_related("restaurant").only("restaurant__slug", *_RATING_COLUMNS)
    for each, popularity, rank in _ranked(known, day, lambda rating: rating.restaurant.slug):
        low, high = rating_interval(each.stars) or (None, None)
        yield [
            *(each.restaurant_id, *each.stars, each.count, _rounded(each.average), _rounded(low), _rounded(high)),
            *(popularity, rank),
        ]


def _dishes(day: date) -> Iterator[Row]:
    """The dishes that a review names, as `_ratings`."""
    known = Dish.objects.filter(count__gt=0).only(*_DISH_COLUMNS)
    for each, popularity, rank in _ranked(known, day, lambda dish: str(dish.pk)):
        yield [
            *(each.pk, each.restaurant_id, each.name, each.price),
            *(each.count, each.total, _rounded(each.average), popularity, rank),
        ]


def _ranked(
    known: Iterable[_Rated], day: date, name: Callable[[_Rated], str]
) -> Iterator[tuple[_Rated, float, int | None]]:
    """Each with its popularity and rank, the most popular first, and those alike by name."""
    ordered = sorted(known, key=lambda each: (-round(each.popularity_on(day), DECIMALS), name(each)))
    closed = set(Restaurant.objects.exclude(closed_at=None).values_list("pk", flat=True))
    rank = 0
    for each in ordered:
        is_ranked = each.count >= MIN_POPULAR_REVIEWS and each.restaurant_id not in closed
        rank += is_ranked
        yield each, round(each.popularity_on(day), DECIMALS), rank if is_ranked else None


_RATING_COLUMNS = ("count", "total", *(f"stars_{stars}" for stars in range(1, 6)), "recent_weight", "recent_stars")
_DISH_COLUMNS = ("restaurant_id", "name", "price", "count", "total", "recent_weight", "recent_stars")


def _rating_days() -> Iterator[Row]:
    yield from map(list, RatingDay.objects.order_by("restaurant_id", "day").values_list(*RATING_DAYS.columns))


def _dish_days() -> Iterator[Row]:
    yield from map(list, DishDay.objects.order_by("dish_id", "day").values_list(*DISH_DAYS.columns))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def _json_lines(table: Table, rows: list[Row]) -> str:
    names = list(table.columns)
    return "".join(
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_text, separators=(",", ":")) + "\n"
        for row in rows
    )


def _csv(table: Table, rows: list[Row]) -> str:
    """Cells as spreadsheets read them; a text that a spreadsheet would run as a formula begins with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    text = ";".join(value) if isinstance(value, list) else value
    if isinstance(text, date):
        return _text(text)
    return guard_cell(text) if isinstance(text, str) else text


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
