"""Which restaurants and days get a forecast: the same on the site's pages and where the model is measured. Pure."""

import numpy as np

from mlmodels.visitors.model import Forecasts
from mlmodels.visitors.panel import Flags, Panel

# Below eight weeks there is no weekday with a history; a restaurant that stopped counting has no today.
LEAST_SPAN, LEAST_DAYS, SILENT_AFTER = 56, 24, 28


def has_enough(panel: Panel) -> Flags:
    """(R,) whether a restaurant has eight weeks of counts, and counted lately."""
    known = np.isfinite(panel.visitors)
    first = known.argmax(axis=1)
    last = panel.days - 1 - known[:, ::-1].argmax(axis=1)
    span = last - first + 1
    enough: Flags = (span >= LEAST_SPAN) & (known.sum(axis=1) >= LEAST_DAYS)
    lately: Flags = panel.days - 1 - last <= SILENT_AFTER
    return np.logical_and(enough, lately)


def shown_days(said: Forecasts, enough: Flags) -> Flags:
    """(R, H) which forecasts are shown: of restaurants with enough counts, on weekdays on which they were open of late.

    A weekday on which the restaurant was never open of late has no forecast, as it has no count.
    """
    return np.logical_and(enough[:, None], (said.open_share > 0) & np.isfinite(said.mean))
