"""Recomputes every rating, popularity and place in the order of an archive of open data. Pure: it needs no database."""

import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from restaurants.exceptions import InvalidOpenData
from restaurants.open_data.tables import (
    CHECKSUMS,
    DISH_DAYS,
    DISHES,
    MANIFEST,
    RATING_DAYS,
    RATINGS,
    RESTAURANTS,
    TABLES,
)
from restaurants.rules import rating_interval

# An archive may be anybody's: what unpacks to more is refused before it is read.
MAX_UNPACKED_BYTES = 2_000_000_000
_TOLERANCE = 2e-6


@dataclass
class Verification:
    """What an archive holds, and what in it is not as computed; empty when all is."""

    restaurants: int = 0
    reviews: int = 0
    dishes: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Formula:
    """The numbers of the formula, as the archive's manifest has them."""

    day: date
    half_life_days: float
    max_weight_per_day: float
    prior_reviews: float
    prior_stars: float
    min_reviews: int

    def popularity(self, days: list[dict[str, Any]]) -> float:
        """The mean of the stars of these days, each by its weight, together with the reviews that all are given."""
        weight, stars = self.prior_reviews, self.prior_reviews * self.prior_stars
        for row in days:
            age = (self.day - date.fromisoformat(row["day"])).days
            each = 0.5 ** (age / self.half_life_days) * min(1.0, self.max_weight_per_day / row["count"])
            weight += each * row["count"]
            stars += each * row["total"]
        return stars / weight


def verify(path: Path) -> Verification:
    """Compare an archive with its checksums, and its numbers with what they are computed from.

    Raises:
        InvalidOpenData: it is no such archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise InvalidOpenData(f"{path} unpacks to more than {MAX_UNPACKED_BYTES // 10**9} GB.")
            files = {member.filename: archive.read(member) for member in archive.infolist()}
        found = Verification(problems=list(_wrong_checksums(files)))
        formula = _read_formula(files)
        tables = {
            table.name: [json.loads(line) for line in files[f"{table.name}.jsonl"].splitlines()] for table in TABLES
        }
        found.problems += [*_wrong_numbers(tables, formula), *_wrong_dishes(tables, formula)]
        found.dishes = len(tables[DISHES.name])
        found.restaurants = len(tables[RESTAURANTS.name])
        found.reviews = sum(row["count"] for row in tables[RATINGS.name])
    except OSError as problem:
        raise InvalidOpenData(f"{path} can't be read: {problem.strerror or problem}.") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, ZeroDivisionError, NotImplementedError) as problem:
        raise InvalidOpenData(f"{path} is no archive of open data, or an incomplete one: {problem}.") from None
    return found


def _wrong_checksums(files: dict[str, bytes]) -> Iterator[str]:
    stated = {}
    for line in files[CHECKSUMS].decode().splitlines():
        digest, _, name = line.partition("  ")
        stated[name] = digest
    for name in sorted({*stated, *files} - {CHECKSUMS}):
        if name not in stated:
            yield f"{name}: it has no checksum"
        elif name not in files or hashlib.sha256(files[name]).hexdigest() != stated[name]:
            yield f"{name}: its checksum differs"


def _read_formula(files: dict[str, bytes]) -> Formula:
    manifest = json.loads(files[MANIFEST])
    numbers = manifest["formula"]
    return Formula(
        day=date.fromisoformat(manifest["day"]),
        half_life_days=numbers["half_life_days"],
        max_weight_per_day=numbers["max_weight_per_day"],
        prior_reviews=numbers["prior_reviews"],
        prior_stars=numbers["prior_stars"],
        min_reviews=numbers["min_reviews"],
    )


def _wrong_numbers(tables: dict[str, list[dict[str, Any]]], formula: Formula) -> Iterator[str]:
    slugs = {row["id"]: row["slug"] for row in tables[RESTAURANTS.name]}
    days = _by(tables[RATING_DAYS.name], "restaurant_id")
    computed: dict[str, float] = {}
    for row in tables[RATINGS.name]:
        name = slugs[row["restaurant_id"]]
        theirs = days.pop(row["restaurant_id"], [])
        computed[row["restaurant_id"]] = round(formula.popularity(theirs), 6)
        yield from (f"{name}: {problem}" for problem in _wrong_rating(row, theirs, computed[row["restaurant_id"]]))
    yield from (f"{slugs.get(place, place)}: it has days and no rating" for place in days)
    yield from _wrong_order(tables[RATINGS.name], "restaurant_id", slugs, computed, _ranks(tables, formula))


def _wrong_dishes(tables: dict[str, list[dict[str, Any]]], formula: Formula) -> Iterator[str]:
    places = {row["id"]: row["slug"] for row in tables[RESTAURANTS.name]}
    names = {row["id"]: f"{row['name']} at {places[row['restaurant_id']]}" for row in tables[DISHES.name]}
    days = _by(tables[DISH_DAYS.name], "dish_id")
    computed: dict[str, float] = {}
    for row in tables[DISHES.name]:
        theirs = days.pop(row["id"], [])
        computed[row["id"]] = round(formula.popularity(theirs), 6)
        count, total = sum(day["count"] for day in theirs), sum(day["total"] for day in theirs)
        mean = total / count if count else None
        expected = {"count": count, "total": total, "mean": mean, "popularity": computed[row["id"]]}
        yield from (f"{names[row['id']]}: {problem}" for problem in _differing(row, expected))
    yield from (f"{names.get(dish, dish)}: it has days and is no dish" for dish in days)
    yield from _wrong_order(tables[DISHES.name], "id", {pk: pk for pk in names}, computed, _ranks(tables, formula))


def _ranks(tables: dict[str, list[dict[str, Any]]], formula: Formula) -> Callable[[dict[str, Any]], bool]:
    """Whether a rating or a dish has a rank: with enough reviews, of a place that is open."""
    closed = {row["id"] for row in tables[RESTAURANTS.name] if row["closed_at"]}
    return lambda row: row["count"] >= formula.min_reviews and row["restaurant_id"] not in closed


def _by(rows: list[dict[str, Any]], column: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _differing(row: dict[str, Any], expected: dict[str, float | None]) -> Iterator[str]:
    for name, value in expected.items():
        if (value is None) != (row[name] is None) or (value is not None and abs(row[name] - value) > _TOLERANCE):
            yield f"{name} is {row[name]}, computed {value}"


def _wrong_rating(row: dict[str, Any], days: list[dict[str, Any]], popularity: float) -> Iterator[str]:
    stars = [row[f"stars_{number}"] for number in range(1, 6)]
    count, total = sum(stars), sum(number * many for number, many in enumerate(stars, 1))
    low, high = rating_interval(stars) or (None, None)
    expected = {
        "count": count,
        "mean": total / count if count else None,
        "low": low,
        "high": high,
        "popularity": popularity,
    }
    yield from _differing(row, expected)
    by_day = sum(day["count"] for day in days), sum(day["total"] for day in days)
    if by_day != (count, total):
        yield f"its days have {by_day[0]} reviews with {by_day[1]} stars, its rating {count} with {total}"


def _wrong_order(
    rows: list[dict[str, Any]],
    key: str,
    names: dict[str, str],
    computed: dict[str, float],
    has_rank: Callable[[dict[str, Any]], bool],
) -> Iterator[str]:
    ranked = [row for row in rows if has_rank(row)]
    ordered = sorted(ranked, key=lambda row: (-computed[row[key]], names[row[key]]))
    for rank, row in enumerate(ordered, 1):
        # Computed from other sums, two that are alike in all decimals may stand in either order.
        neighbour = ordered[row["rank"] - 1] if row["rank"] and 1 <= row["rank"] <= len(ordered) else None
        is_alike = neighbour is not None and abs(computed[neighbour[key]] - computed[row[key]]) <= _TOLERANCE
        if row["rank"] != rank and not is_alike:
            yield f"{names[row[key]]}: its rank is {row['rank']}, computed {rank}"
    for row in rows:
        if not has_rank(row) and row["rank"] is not None:
            yield f"{names[row[key]]}: it has a rank, and too few reviews, or is closed for good"
