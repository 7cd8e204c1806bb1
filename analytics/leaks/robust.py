"""Median and spread of days, some of which have no value (NaN). Single extremes hardly move them."""

import numpy as np

from analytics.leaks.reading import Floats

# The median absolute deviation of normal values, times this, is their standard deviation.
_TO_DEVIATION = 1.4826


def median(values: Floats) -> Floats:
    """Along the axis of days, which is the second; NaN where there is no value."""
    ordered, count = np.sort(values, axis=1), np.isfinite(values).sum(axis=1)  # NaN is sorted last
    middle = (np.maximum(count - 1, 0) // 2, count // 2)
    low, high = (
        np.take_along_axis(ordered, np.minimum(place, values.shape[1] - 1)[:, None], axis=1)[:, 0] for place in middle
    )
    result: Floats = np.where(count > 0, (low + high) / 2, np.nan)
    return result


def spread(values: Floats) -> Floats:
    """The median absolute deviation, scaled to a standard deviation."""
    result: Floats = median(np.abs(values - median(values)[:, None])) * _TO_DEVIATION
    return result
