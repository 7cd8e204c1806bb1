"""What restaurants planned for days, in a forecast: nobody on closed days, and what events of a kind usually change.

The model itself never learns from a planned day (`Panel.ordinary`), so that a festival or a closed week moves nothing
else. How much an event changes is a mean of logarithms over past events: first of all restaurants, shrunk towards
`PRIORS`, then of the restaurant itself, shrunk towards that of all. Pure.
"""

from dataclasses import replace

import numpy as np

from mlmodels.visitors.model import Forecasts
from mlmodels.visitors.panel import Flags, Floats, Integers, Panel, Plan

EVENTS = (Plan.EVENT, Plan.EVENT_MORE, Plan.EVENT_LESS)
# Before any event was counted, one with "more guests" is forecast a fifth above usual.
PRIORS = {Plan.EVENT: 0.0, Plan.EVENT_MORE: float(np.log(1.2)), Plan.EVENT_LESS: float(-np.log(1.2))}
# How many past events weigh as much as what they are drawn to: the restaurant's own, and everybody's.
OWN_EVENTS, ALL_EVENTS = 2.0, 8.0
# What usually happens on the weekday is the median of so many weeks before and after; one day moves nothing further.
WEEKS_AROUND, LEAST_WEEKS, FURTHEST = 6, 3, 1.5
# How far events of one kind lie apart, beside what any day does, before any was counted; how many events that weighs.
SPREAD, SPREAD_EVENTS = 0.25, 8.0
# Normal quantile of a band that holds four of five.
QUANTILE = 1.2816


def apply(panel: Panel, forecasts: Forecasts) -> Forecasts:
    """The forecasts with the plans for their days; the same numbers where nothing is planned.

    Args:
        panel: what was known on the evening before the first of the days.
    """
    if panel.plans is None:
        return forecasts
    first = panel.column(forecasts.days[0])
    planned = panel.plans[:, first : first + len(forecasts.days)]
    if not planned.any():
        return forecasts
    effects, spread = effects_of(panel)
    change = np.zeros(planned.shape)
    for place, kind in enumerate(EVENTS):
        change = np.where(planned == kind, effects[:, place, None], change)
    is_event = np.isin(planned, EVENTS)
    closed = planned == Plan.CLOSED
    middle = np.log1p(forecasts.mean) + change
    below = np.hypot(np.log1p(forecasts.mean) - np.log1p(forecasts.low), QUANTILE * spread * is_event)
    above = np.hypot(np.log1p(forecasts.high) - np.log1p(forecasts.mean), QUANTILE * spread * is_event)

    def shown(changed: Floats, unchanged: Floats) -> Floats:
        expected = np.where(is_event, np.maximum(np.expm1(changed), 0.0), unchanged)
        return np.where(closed, 0.0, expected)

    return replace(
        forecasts,
        mean=shown(middle, forecasts.mean),
        low=shown(middle - below, forecasts.low),
        high=shown(middle + above, forecasts.high),
    )


def effects_of(panel: Panel) -> tuple[Floats, float]:
    """(R, 3) what an event of each of `EVENTS` changes, in logarithms, and how far events of one kind lie apart.

    What the weekday's other days lie apart is taken off that: the band of any day holds it.
    """
    effects = np.zeros((len(panel.places), len(EVENTS)))
    squares, counted = SPREAD**2 * SPREAD_EVENTS, SPREAD_EVENTS
    for place, kind in enumerate(EVENTS):
        rows, departures, variances = _departures(panel, kind)
        of_all = (departures.sum() + PRIORS[kind] * ALL_EVENTS) / (len(departures) + ALL_EVENTS)
        own = np.bincount(rows, weights=departures, minlength=len(panel.places))
        times = np.bincount(rows, minlength=len(panel.places))
        effects[:, place] = _signed((own + of_all * OWN_EVENTS) / (times + OWN_EVENTS), kind)
        squares += float(((departures - effects[rows, place]) ** 2 - variances).sum())
        counted += len(departures)
    return effects, float(np.sqrt(max(squares, 0.0) / counted))


def _signed(effects: Floats, kind: Plan) -> Floats:
    """Where the team says which way, the forecast does not go the other way."""
    if kind is Plan.EVENT_MORE:
        return np.maximum(effects, 0.0)
    return np.minimum(effects, 0.0) if kind is Plan.EVENT_LESS else effects


def _departures(panel: Panel, kind: Plan) -> tuple[Integers, Floats, Floats]:
    """Of each counted event whose restaurant it was, how far from its weekday's days around it, and their variance."""
    if panel.plans is None:
        return np.zeros(0, dtype=int), np.zeros(0), np.zeros(0)
    logs, ordinary = np.log1p(panel.visitors), np.log1p(panel.ordinary)
    there: Flags = (panel.plans[:, : panel.days] == kind) & np.isfinite(logs)
    rows, found, variances = [], [], []
    steps = 7 * np.array([*range(-WEEKS_AROUND, 0), *range(1, WEEKS_AROUND + 1)])
    for row, column in np.argwhere(there):
        around = (column + steps)[(column + steps >= 0) & (column + steps < panel.days)]
        known = ordinary[row, around][np.isfinite(ordinary[row, around])]
        if len(known) >= LEAST_WEEKS:
            rows.append(int(row))
            found.append(float(np.clip(logs[row, column] - np.median(known), -FURTHEST, FURTHEST)))
            variances.append(float(np.var(known, ddof=1)))
    return np.array(rows, dtype=int), np.array(found, dtype=float), np.array(variances, dtype=float)
