"""What a day usually brings a restaurant: medians, which no single count moves much, shrunk towards the long run.

The fewer counts there are of late, the more the long run decides; after a gap it decides alone. The fewer there are at
all, the more the restaurants of the same cuisine and area decide. Everything is in logarithms, and from up to the
origin only.
"""

from dataclasses import dataclass

import numpy as np

from mlmodels.visitors.panel import Floats, Integers, median

RECENT, LONG = 56, 364  # days
# How many counts weigh as much as what they are drawn to.
RECENT_COUNTS, WEEKDAY_COUNTS, OWN_COUNTS, GROUP_RESTAURANTS = 7.0, 12.0, 5.0, 5.0


@dataclass(frozen=True)
class Usual:
    """Of each restaurant, (R,) the level of the long run, and (R, 7) what each felt weekday brings of late."""

    level: Floats
    weekdays: Floats


def usual_of(logs: Floats, felt: Floats, cuisines: Floats, areas: Floats) -> Usual:
    """What is usual after the last column of (R, D) `logs`, whose days feel like the weekdays `felt`."""
    logs, felt = logs[:, -LONG:], felt[:, -LONG:].astype(int)
    own, counted = median(logs), np.isfinite(logs).sum(axis=1)
    level = _shrunk(own, counted, _of_groups(own, counted, cuisines, areas), OWN_COUNTS)
    profile = np.zeros((len(logs), 7))
    for kind in range(7):
        chosen = np.where(felt == kind, logs - level[:, None], np.nan)
        departure, times = median(chosen), np.isfinite(chosen).sum(axis=1)
        known = times > 0
        everybody = np.median(departure[known]) if known.any() else 0.0
        profile[:, kind] = _shrunk(departure, times, np.full(len(logs), everybody), WEEKDAY_COUNTS)
    long_run = level[:, None] + profile
    who = np.arange(len(logs))[:, None]
    recent = logs[:, -RECENT:] - long_run[who, felt[:, -RECENT:]]
    moved = _shrunk(median(recent), np.isfinite(recent).sum(axis=1), np.zeros(len(logs)), RECENT_COUNTS)
    weekdays = long_run + moved[:, None]
    for kind in range(7):
        chosen = np.where(felt[:, -RECENT:] == kind, recent - moved[:, None], np.nan)
        weekdays[:, kind] += _shrunk(
            median(chosen), np.isfinite(chosen).sum(axis=1), np.zeros(len(logs)), WEEKDAY_COUNTS
        )
    return Usual(level, weekdays)


def _shrunk(own: Floats, counted: Integers, to: Floats, weight: float) -> Floats:
    """`own`, shrunk towards `to` as if that had been counted `weight` times; `to` where there is no own."""
    return np.where(counted > 0, (np.nan_to_num(own) * counted + to * weight) / (counted + weight), to)


def _of_groups(own: Floats, counted: Integers, cuisines: Floats, areas: Floats) -> Floats:
    """(R,) the level of the restaurants of the same cuisine, and how those of the same area depart from theirs."""
    known = counted >= OWN_COUNTS
    whole = float(own[known].mean()) if known.any() else 0.0
    found = np.full(len(own), whole)
    for names in (cuisines, areas):
        departure = own - found
        for name in np.unique(names[np.isfinite(names)]):
            member = names == name
            of_group = member & known
            if of_group.any():
                found[member] += departure[of_group].sum() / (of_group.sum() + GROUP_RESTAURANTS)
    return found
