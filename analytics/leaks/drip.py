"""The model for a slow drip: somebody who reads a few more people every day, which no single day shows.

For each person and hour of the day, and for the day as a whole, it looks at 14 days: at how many of them the person
read (presence), and, where they did, how many people whom they had not read before (size). Both are compared with the
person's own 84 days before, less what the median of their role rose by, as at the end of a quarter. The three highest
hours are a day's score, or the day as a whole; the three highest days of the last 30 are pooled. It is not trained.
"""

import numpy as np

from analytics.leaks.reading import Floats, History
from analytics.leaks.robust import median, spread

WINDOW_DAYS = 14
PAST_DAYS = 84
POOL_DAYS = 30
TOP = 3
# The past that there has to be.
WARM_UP_DAYS = PAST_DAYS + WINDOW_DAYS
# Deviations of single days are at least this: of logarithms, and of shares of days.
_SIZE_FLOOR, _PRESENCE_FLOOR = 0.4, 0.25
_MIN_PAST_DAYS = 5


def drip_scores(history: History) -> Floats:
    """A score for each person and day; 0 while they have too little past."""
    present = np.concatenate([history.present, history.present.any(axis=2, keepdims=True)], axis=2)
    near = present | np.roll(present, 1, axis=2) | np.roll(present, -1, axis=2)
    new = np.concatenate([history.new, history.new.sum(axis=2, keepdims=True)], axis=2)
    sizes = np.where(present, np.log1p(new), np.nan)
    daily = np.zeros(history.in_day.shape)
    for day in range(WARM_UP_DAYS, history.days):
        window, past = slice(day - WINDOW_DAYS + 1, day + 1), slice(day - WARM_UP_DAYS + 1, day - WINDOW_DAYS + 1)
        size = _size_z(sizes[:, window], sizes[:, past])
        presence = _presence_z(near[:, window], near[:, past])
        known = history.present[:, past].any(axis=2).sum(axis=1) >= _MIN_PAST_DAYS
        daily[:, day] = known * _day_score(_less_than_role(size, history), _less_than_role(presence, history))
    return _pooled(daily)


def _size_z(window: Floats, past: Floats) -> Floats:
    """How far the median of the window lies above that of the past, by what a median of so many days varies."""
    count = np.isfinite(window).sum(axis=1)
    z = (median(window) - median(past)) / np.maximum(spread(past), _SIZE_FLOOR) * np.sqrt(count)
    return np.where(np.isfinite(past).sum(axis=1) >= _MIN_PAST_DAYS, np.nan_to_num(z), 0.0)


def _presence_z(window: Floats, past: Floats) -> Floats:
    """How far the share of days rose, by what the share of so many days varies."""
    share = past.mean(axis=1)
    deviation = np.maximum(np.sqrt(share * (1 - share)), _PRESENCE_FLOOR)
    result: Floats = (window.mean(axis=1) - share) / deviation * np.sqrt(WINDOW_DAYS)
    return result


def _day_score(size: Floats, presence: Floats) -> Floats:
    """The day as a whole, or its three highest hours."""
    by_hour = np.concatenate([size[:, :-1], presence[:, :-1]], axis=1)
    return np.maximum(_mean_of_highest(by_hour), size[:, -1])


def _less_than_role(z: Floats, history: History) -> Floats:
    result = z.copy()
    for role in set(history.roles):
        members = history.members(role)
        result[members] -= np.maximum(np.median(z[members], axis=0), 0)
    return result


def _pooled(daily: Floats) -> Floats:
    padded = np.pad(daily, ((0, 0), (POOL_DAYS - 1, 0)))
    return _mean_of_highest(np.lib.stride_tricks.sliding_window_view(padded, POOL_DAYS, axis=1))


def _mean_of_highest(values: Floats) -> Floats:
    result: Floats = np.sort(values, axis=-1)[..., -TOP:].mean(axis=-1)
    return result
