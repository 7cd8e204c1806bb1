"""Visitors of many restaurants as one array, with where they are and which days are holidays. It computes nothing."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

# Days after the last count of which it is known whether they are holidays: how far a forecast can reach.
LOOK_AHEAD = 60
# A count above so many times a restaurant's median, and some more, is not believed.
MAX_TIMES_USUAL, MORE_THAN_USUAL = 10.0, 50.0


class Plan(IntEnum):
    """What a restaurant planned for a day."""

    NONE = 0
    CLOSED = 1
    EVENT = 2
    EVENT_MORE = 3
    EVENT_LESS = 4


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
        plans: (R, D + LOOK_AHEAD) values of `Plan`; None where nobody plans.
    """

    places: Sequence[PanelRestaurant]
    first_day: date
    visitors: Floats
    holidays: Flags
    plans: Integers | None = None

    @property
    def ordinary(self) -> Floats:
        """(R, D) the believable counts of days for which nothing was planned; NaN on the others too."""
        known = believable(self.visitors)
        return known if self.plans is None else np.where(self.plans[:, : self.days] > 0, np.nan, known)

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
        reach = kept + LOOK_AHEAD
        plans = None if self.plans is None else self.plans[:, :reach]
        return Panel(self.places, self.first_day, self.visitors[:, :kept], self.holidays[:, :reach], plans)


def believable(visitors: Floats) -> Floats:
    """The same counts without those that no restaurant of that size has: an error, or meant to lead a model astray.

    All restaurants train one model, so that one owner's absurd counts would be everybody's error.
    """
    usual = median(visitors)
    return np.where(visitors > (MAX_TIMES_USUAL * usual + MORE_THAN_USUAL)[:, None], np.nan, visitors)


def median(values: Floats) -> Floats:
    """(R,) the median of what is known in each row of (R, D); NaN in an empty one.

    The same as numpy's `nanmedian`, in a fifth of its time: training calls it hundreds of times.
    """
    ordered = np.sort(values, axis=1)  # NaN last
    counted = np.isfinite(values).sum(axis=1)
    rows = np.arange(len(values))
    low, high = np.maximum((counted - 1) // 2, 0), np.minimum(counted // 2, np.maximum(counted - 1, 0))
    return np.where(counted > 0, (ordered[rows, low] + ordered[rows, high]) / 2, np.nan)


def from_counts(
    places: Sequence[PanelRestaurant],
    counts: Iterable[tuple[int, date, float]],
    first_day: date,
    last_day: date,
    holidays: Flags,
    plans: Iterable[tuple[int, date, Plan]] = (),
) -> Panel:
    """The panel of counts `(index of the restaurant, day, visitors)`, each day from `first_day` to `last_day`.

    Args:
        plans: what was planned, as `(index of the restaurant, day, plan)`; days out of reach are left out.
    """
    visitors = np.full((len(places), (last_day - first_day).days + 1), np.nan)
    for index, day, count in counts:
        visitors[index, (day - first_day).days] = count
    planned: Integers = np.zeros(holidays.shape, dtype=np.int64)
    for index, day, plan in plans:
        if 0 <= (column := (day - first_day).days) < planned.shape[1]:
            planned[index, column] = plan
    return Panel(places, first_day, visitors, holidays, planned if planned.any() else None)
