"""The band of a forecast: each side and each week of the horizon holds by itself."""

import numpy as np
import pytest

from mlmodels.visitors import bands
from mlmodels.visitors.bands import Errors
from mlmodels.visitors.panel import Integers

HORIZON = 39
RANDOM = np.random.default_rng(5)


def errors(growth: float = 0.0, common: float = 0.0) -> Errors:
    """Of 300 restaurants from eight origins: skewed, wider day by day by `growth`, and moved by `common` in turns."""
    origin, row, step = (
        part.ravel() for part in np.meshgrid(np.arange(8), np.arange(300), np.arange(HORIZON), indexing="ij")
    )
    noise = RANDOM.exponential(1.0, len(step)) - 1
    return Errors(noise * (1 + growth * step) + common * (origin % 3 == 0), origin, step, row)


def outside(found: Errors, lower: list[float], upper: list[float], week: int) -> tuple[float, float]:
    there = found.step // bands.WEEK == week
    return float((found.error[there] < lower[week]).mean()), float((found.error[there] > upper[week]).mean())


def test_each_week_and_each_side_holds_a_tenth_outside() -> None:
    lower, upper = bands.quantiles(*_alone(errors(growth=0.05)), HORIZON)
    fresh = errors(growth=0.05)
    assert len(lower) == len(upper) == 6
    for week in range(6):
        assert outside(fresh, lower, upper, week) == pytest.approx((0.1, 0.1), abs=0.02)
    assert upper[5] > 1.5 * upper[0]


def test_what_all_had_in_common_may_come_the_other_way() -> None:
    still, moved = (bands.quantiles(*_alone(errors(common=common)), HORIZON) for common in (0.0, 0.8))
    assert min(still[0]) > max(moved[0])
    assert max(still[1]) < min(moved[1])


def test_a_week_with_few_errors_takes_those_of_all() -> None:
    found = errors(growth=0.05)
    few = Errors(*(part[(found.step < 35) | (found.row == 0)] for part in vars(found).values()))
    lower, upper = bands.quantiles(*_alone(few), HORIZON)
    assert upper[0] < upper[5] < upper[4]
    assert lower[4] < lower[5] < lower[0]


def test_sizes_come_from_other_restaurants() -> None:
    found, asked_for = errors(), []

    def sizes(fitted: Integers, asked: Integers) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        asked_for.append(set(found.row[fitted]) & set(found.row[asked]))
        return np.full(len(asked), 2.0)

    assert np.allclose(bands.cross_fitted(found, sizes), found.error / 2)
    assert asked_for == [set(), set()]


def _alone(found: Errors) -> "tuple[Errors, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]":
    return found, found.error
