"""Reads visits from a folder of files: one of counts, one of restaurants, one of the days of the calendar."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import numpy as np

from mlmodels.visitors.exceptions import UnreadableVisits
from mlmodels.visitors.panel import LOOK_AHEAD, Panel, PanelRestaurant, from_counts

VISITS, PLACES, CALENDAR = "daily_visits.csv.gz", "restaurants.csv", "calendar.csv"


def read(folder: Path) -> Panel:
    """The panel of a folder.

    Raises:
        UnreadableVisits: a file is missing, or a line of it is not what its head says.
    """
    try:
        return _panel_of(folder)
    except (KeyError, ValueError, TypeError) as problem:
        raise UnreadableVisits(f"A line in {folder} has no such value as it should have: {problem}.") from None


def _panel_of(folder: Path) -> Panel:
    counts = [
        (row["restaurant"], date.fromisoformat(row["date"]), float(row["visitors"])) for row in _rows(folder, VISITS)
    ]
    if not counts:
        raise UnreadableVisits(f"{VISITS} has no rows.")
    listed = {row["restaurant"]: row for row in _rows(folder, PLACES)}
    keys = sorted({key for key, _, _ in counts})
    places = [
        PanelRestaurant(key, listed[key]["cuisine"], listed[key]["area"]) if key in listed else PanelRestaurant(key)
        for key in keys
    ]
    first_day, last_day = min(day for _, day, _ in counts), max(day for _, day, _ in counts)
    known = {date.fromisoformat(row["date"]) for row in _rows(folder, CALENDAR) if row["holiday"] == "1"}
    days = (last_day - first_day).days + 1 + LOOK_AHEAD
    flags = np.array([date.fromordinal(first_day.toordinal() + n) in known for n in range(days)])
    index = {key: number for number, key in enumerate(keys)}
    return from_counts(
        places,
        ((index[key], day, count) for key, day, count in counts),
        first_day,
        last_day,
        np.broadcast_to(flags, (len(keys), days)),
    )


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    try:
        with _opened(folder / name) as file:
            yield from csv.DictReader(file)
    except FileNotFoundError:
        raise UnreadableVisits(f"{folder} has no {name}. It should hold {VISITS}, {PLACES} and {CALENDAR}.") from None
    except (OSError, EOFError) as problem:
        raise UnreadableVisits(f"{folder / name} can't be read: {problem}.") from None


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8", newline="") as file:
            yield file
