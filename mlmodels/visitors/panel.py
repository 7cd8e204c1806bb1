"""Visitors of many restaurants as one array, with where they are and which days are holidays. It computes nothing."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

# Days after the last count of which it is known whether they are holidays: how far a forecast can reach.
LOOK_AHEAD = 60


@dataclass(frozen=True)
class PanelRestaurant:
    """What is known of a restaurant besides its visits."""

    key: str | uuid.UUID
    cuisine: str = ""
    area: str = ""
    country: str = ""
    region: str = ""


@dataclass(frozen=True)
class Panel:
    """Counts by restaurant and day.

    Attributes:
        places: R restaurants.
        first_day: the day of the first column.
        visitors: (R, D) counts; NaN where the restaurant was closed or nobody counted.
        holidays: (R, D + LOOK_AHEAD) whether the day is a public holiday where the restaurant is.
    """

    places: Sequence[PanelRestaurant]
    first_day: date
    visitors: Floats
    holidays: Flags

    @property
    def days(self) -> int:
        """D, the days from the first to the last count of anybody."""
        return int(self.visitors.shape[1])

    @property
    def last_day(self) -> date:
        """The day of the last column."""
        return self.first_day + timedelta(days=self.days - 1)

    def column(self, day: date) -> int:
        """The column of a day; past the last one for days to come."""
        return (day - self.first_day).days

    def until(self, day: date) -> "Panel":
        """The panel as it was known on the evening of `day`. Nothing after it is left to look at but holidays."""
        kept = self.column(day) + 1
        if not 0 < kept <= self.days:
            raise ValueError(f"{day} is outside of what is known, {self.first_day} to {self.last_day}.")
        return Panel(self.places, self.first_day, self.visitors[:, :kept], self.holidays[:, : kept + LOOK_AHEAD])

    def known_days(self) -> Integers:
        """(R,) how many days have a count."""
        known: Integers = np.isfinite(self.visitors).sum(axis=1)
        return known


def from_counts(
    places: Sequence[PanelRestaurant],
    counts: Iterable[tuple[int, date, float]],
    first_day: date,
    last_day: date,
    holidays: Flags,
) -> Panel:
    """The panel of counts `(index of the restaurant, day, visitors)`, each day from `first_day` to `last_day`."""
    visitors = np.full((len(places), (last_day - first_day).days + 1), np.nan)
    for index, day, count in counts:
        visitors[index, (day - first_day).days] = count
    return Panel(places, first_day, visitors, holidays)
