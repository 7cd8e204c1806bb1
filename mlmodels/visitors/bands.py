"""How far from a forecast a day may come to lie: quantiles of errors on days that the model had not seen.

They are taken for each week of the horizon and each side by itself, in units of a predicted size of the error. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlmodels.visitors.panel import Floats, Integers

LEVEL = 0.8  # of the band: a tenth of the days below it, a tenth above it
WEEK = 7
# A week with fewer errors than these takes the quantiles of all weeks.
LEAST_ERRORS = 100


@dataclass(frozen=True)
class Errors:
    """What a first model got wrong on days that it had not seen, in logarithms, one entry a day of a restaurant.

    `origin` says from which origin, `step` how many days after it less one, and `row` of which restaurant.
    """

    error: Floats
    origin: Integers
    step: Integers
    row: Integers


def weeks_of(horizon: int) -> Integers:
    """(H,) to which week of the horizon each day belongs, from 0."""
    weeks: Integers = np.arange(horizon) // WEEK
    return weeks


def cross_fitted(found: Errors, sizes: Callable[[Integers, Integers], Floats]) -> Floats:
    """Errors in units of the size that is predicted for them by what was fitted on the other restaurants.

    `sizes(fitted, asked)` fits on the entries `fitted`, and predicts for the entries `asked`.
    """
    ratio = np.empty(len(found.error))
    for half in (0, 1):
        asked = np.flatnonzero(found.row % 2 == half)
        others = np.flatnonzero(found.row % 2 != half)
        if asked.size and others.size:
            ratio[asked] = found.error[asked] / sizes(others, asked)
        elif asked.size:  # of one restaurant alone
            ratio[asked] = found.error[asked] / sizes(asked, asked)
    return ratio


def quantiles(found: Errors, ratio: Floats, horizon: int) -> tuple[list[float], list[float]]:
    """For each week of the horizon how many sizes below and above a forecast the band ends.

    What all restaurants had in common in a week, as a season that came otherwise than expected, may come the other way
    next time: each error counts once as it was, and once with the common part turned round.
    """
    week = found.step // WEEK
    turned = ratio.copy()
    for group in np.unique(np.stack([found.origin, week]), axis=1).T:
        there = (found.origin == group[0]) & (week == group[1])
        turned[there] -= 2 * ratio[there].mean()
    both, weeks = np.concatenate([ratio, turned]), np.concatenate([week, week])
    lower, upper = [], []
    for number in range(weeks_of(horizon)[-1] + 1):
        of_week = both[weeks == number]
        chosen = of_week if len(of_week) >= 2 * LEAST_ERRORS else both
        low, high = np.quantile(chosen, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        lower.append(float(low))
        upper.append(float(high))
    return lower, upper
