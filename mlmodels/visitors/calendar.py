"""What a day is: weekday, season, holidays and the days beside them. The same for every restaurant of a country."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import holidays as public_holidays
import numpy as np

from mlmodels.visitors.panel import Flags, Floats, PanelRestaurant

NAMES = ("weekday", "month", "day_of_month", "day_of_year", "holiday", "before_holiday", "after_holiday", "days_off")


def holidays_of(places: Sequence[PanelRestaurant], first_day: date, days: int) -> Flags:
    """(R, days) whether each day is a public holiday where the restaurant is; False where the country is not known."""
    flags = np.zeros((len(places), days), dtype=bool)
    for index, place in enumerate(places):
        flags[index] = _of_country(place.country, place.region, first_day, days)
    return flags


@lru_cache(maxsize=512)
def _of_country(country: str, region: str, first_day: date, days: int) -> tuple[bool, ...]:
    supported = public_holidays.list_supported_countries()
    if country not in supported:
        return (False,) * days
    years = range(first_day.year, (first_day + timedelta(days=days)).year + 1)
    subdivision = region if region in supported[country] else None
    known = public_holidays.country_holidays(country, subdiv=subdivision, years=years)
    return tuple(first_day + timedelta(days=n) in known for n in range(days))


def of_days(first_day: date, holidays: Flags, columns: Sequence[int]) -> Floats:
    """(R, len(columns), len(NAMES)) what each column's day is for each restaurant."""
    dates = [first_day + timedelta(days=int(column)) for column in columns]
    fixed = np.array([(d.weekday(), d.month, d.day, d.timetuple().tm_yday) for d in dates], dtype=float)
    weekend = np.array([(first_day + timedelta(days=n)).weekday() >= 5 for n in range(holidays.shape[1])])
    off = holidays | weekend
    run = _runs(off)
    here = np.asarray(columns, dtype=int)
    before = off[:, np.minimum(here + 1, off.shape[1] - 1)]
    after = off[:, np.maximum(here - 1, 0)]
    moving = np.stack([holidays[:, here], before, after, run[:, here]], axis=2).astype(float)
    return np.concatenate([np.broadcast_to(fixed, (holidays.shape[0], *fixed.shape)), moving], axis=2)


def kinds(first_day: date, holidays: Flags) -> Floats:
    """(R, days) the weekday as guests feel it, 0 to 6: a holiday in the week is a Sunday, the day before it a Saturday.

    The day before a holiday counts as Saturday from Monday to Thursday only; a Friday or a Saturday stays what it is.
    """
    weekday = np.array([(first_day + timedelta(days=n)).weekday() for n in range(holidays.shape[1])])
    felt = np.broadcast_to(weekday, holidays.shape).astype(float).copy()
    eve = np.zeros_like(holidays)
    eve[:, :-1] = holidays[:, 1:]
    felt[eve & ~holidays & (weekday < 4)] = 4
    felt[holidays] = 6
    return felt


def _runs(off: Flags) -> Floats:
    """(R, days) how long the run of days off is that a day belongs to; 0 for a working day."""
    length = np.zeros(off.shape)
    for column in range(off.shape[1]):
        length[:, column] = np.where(off[:, column], 1 + (length[:, column - 1] if column else 0), 0)
    for column in range(off.shape[1] - 2, -1, -1):
        longer = off[:, column] & off[:, column + 1]
        length[:, column] = np.where(longer, length[:, column + 1], length[:, column])
    return length
