"""What the model is measured against: as a week ago, the weekday's mean, and AutoETS. Each gives a band too."""

from datetime import timedelta

import numpy as np

from mlmodels.visitors.model import LEVEL, Forecasts
from mlmodels.visitors.panel import Floats, Panel

WEEKS = 8


def seasonal_naive(panel: Panel, horizon: int) -> Forecasts:
    """Each day as the last one of its weekday that has a count."""
    return _from_weekdays(panel, horizon, 1)


def weekday_mean(panel: Panel, horizon: int) -> Forecasts:
    """Each day as the mean of the last 8 of its weekday that have a count, in logarithms."""
    return _from_weekdays(panel, horizon, WEEKS)


def auto_ets(panel: Panel, horizon: int, *, processes: int = 2) -> Forecasts:
    """Exponential smoothing, its form chosen for each restaurant (statsforecast), in logarithms, weekly season.

    Days without a count are filled with the weekday's mean, because the method knows no gaps.
    """
    import pandas  # imported late: packages for measuring only
    from statsforecast import StatsForecast
    from statsforecast.models import AutoETS, SeasonalNaive

    logs = np.log1p(panel.ordinary)
    frames = []
    for index in range(len(panel.places)):
        known = np.flatnonzero(np.isfinite(logs[index]))
        if known.size:
            start = known[0]
            days = pandas.date_range(panel.first_day + timedelta(days=int(start)), panel.last_day)
            frames.append(pandas.DataFrame({"unique_id": index, "ds": days, "y": _filled(logs[index], int(start))}))
    series = pandas.concat(frames)
    # Where a restaurant has too few days for any form, it is as a week ago; where that fails too, the weekday's mean.
    fitted = StatsForecast([AutoETS(season_length=7)], "D", processes, fallback_model=SeasonalNaive(7))
    said = fitted.forecast(df=series, h=horizon, level=[round(100 * LEVEL)]).sort_values(["unique_id", "ds"])
    shape = (len(panel.places), horizon)
    rows = said["unique_id"].unique().astype(int)
    parts = []
    for column in ("AutoETS", f"AutoETS-lo-{round(100 * LEVEL)}", f"AutoETS-hi-{round(100 * LEVEL)}"):
        values = np.full(shape, np.nan)
        values[rows] = said[column].to_numpy().reshape(len(rows), horizon)
        parts.append(np.maximum(np.expm1(np.clip(values, None, 12)), 0))
    plain = weekday_mean(panel, horizon)
    mean, low, high = parts
    failed = ~(np.isfinite(mean) & np.isfinite(low) & np.isfinite(high))
    return _forecasts(
        panel,
        horizon,
        np.where(failed, plain.mean, mean),
        np.where(failed, plain.low, low),
        np.where(failed, plain.high, high),
    )


def _from_weekdays(panel: Panel, horizon: int, weeks: int) -> Forecasts:
    logs = np.log1p(panel.ordinary)
    shape = (len(panel.places), horizon)
    middle, low, high = (np.full(shape, np.nan) for _ in range(3))
    for weekday in range(7):
        steps = [n for n in range(horizon) if (panel.days + n) % 7 == weekday]
        past = logs[:, weekday::7]
        for index in range(len(panel.places)):
            known = past[index][np.isfinite(past[index])]
            if not known.size:
                known = logs[index][np.isfinite(logs[index])][-7 * weeks :]
            if known.size:
                errors = _past_errors(known, weeks)
                centre = known[-weeks:].mean()
                middle[index, steps] = centre
                low[index, steps], high[index, steps] = centre + np.quantile(errors, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return _forecasts(panel, horizon, *(np.maximum(np.expm1(part), 0) for part in (middle, low, high)))


def _past_errors(known: Floats, weeks: int) -> Floats:
    """What the same rule would have got wrong before."""
    errors = [known[n] - known[max(0, n - weeks) : n].mean() for n in range(1, len(known))]
    return np.array(errors[-52:] or [0.0])


def _filled(logs: Floats, start: int) -> Floats:
    filled = logs[start:].copy()
    whole = np.nanmean(filled)
    for weekday in range(7):
        part = filled[weekday::7]
        known = np.isfinite(part)
        part[~known] = part[known].mean() if known.any() else whole
    return filled


def _forecasts(panel: Panel, horizon: int, mean: Floats, low: Floats, high: Floats) -> Forecasts:
    days = [panel.last_day + timedelta(days=n + 1) for n in range(horizon)]
    return Forecasts(days, mean, low, high, baseline=mean, open_share=np.ones(mean.shape))
