"""How good a forecast of visitors is. Only days with a count are measured; closed days are nobody's error."""

from dataclasses import dataclass

import numpy as np

from mlmodels.visitors.panel import Floats


@dataclass(frozen=True)
class Figures:
    """Figures over all restaurants and days of a horizon.

    Attributes:
        rmsle: root of the mean squared difference of `log1p`; no unit.
        mase: mean absolute error in units of the error of "as a week ago" in the past (Hyndman and Koehler 2006).
        coverage, below, above: share of days within the band, and on each side of it.
        width: mean width of the band in visitors.
        days: how many days were measured.
    """

    rmsle: float
    mase: float
    coverage: float
    below: float
    above: float
    width: float
    days: int


def figures(actual: Floats, mean: Floats, low: Floats, high: Floats, past: Floats) -> Figures:
    """Measure (R, H) forecasts against what came. `past` is (R, D), from before: it gives MASE its unit."""
    # Only restaurants that were known before, so that every method is measured on the same days.
    counted = np.isfinite(actual) & np.isfinite(past).any(axis=1, keepdims=True)
    below, above = (actual < low)[counted], (actual > high)[counted]
    return Figures(
        rmsle=rmsle(actual[counted], mean[counted]),
        mase=_mase(actual, mean, past),
        coverage=float(1 - below.mean() - above.mean()),
        below=float(below.mean()),
        above=float(above.mean()),
        width=float((high - low)[counted].mean()),
        days=int(counted.sum()),
    )


def rmsle(actual: Floats, predicted: Floats) -> float:
    """Root mean squared logarithmic error."""
    return float(np.sqrt(np.mean((np.log1p(predicted) - np.log1p(actual)) ** 2)))


def _mase(actual: Floats, mean: Floats, past: Floats) -> float:
    a_week = np.abs(past[:, 7:] - past[:, :-7])
    known = np.isfinite(a_week)
    unit = np.divide(
        np.where(known, a_week, 0).sum(axis=1),
        known.sum(axis=1),
        out=np.full(len(past), np.nan),
        where=known.any(axis=1),
    )
    scaled = np.abs(actual - mean) / np.where(unit > 0, unit, np.nan)[:, None]
    return float(np.nanmean(scaled))
