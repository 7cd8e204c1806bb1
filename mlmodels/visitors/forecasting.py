"""Forecasts every restaurant: nightly with a new model, and with the last one whenever visits arrive."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.utils import timezone

from mlmodels.enums import ForecastStatus
from mlmodels.visitors import baselines, metrics, model, plans, release, store
from mlmodels.visitors.eligibility import has_enough, shown_days
from mlmodels.visitors.exceptions import NotEnoughVisits
from mlmodels.visitors.model import HORIZON, Forecasts, Progress
from mlmodels.visitors.panel import Flags, Panel
from mlmodels.visitors.store import DayForecast, RestaurantStatus

BACKTEST_DAYS = 28
BASELINE_VERSION = "weekday mean"


@dataclass(frozen=True)
class ForecastResult:
    """How many restaurants were forecast, and how many have too little data yet."""

    forecast: int = 0
    waiting: int = 0


def forecast_all(
    *,
    now: datetime | None = None,
    retrain: bool = False,
    threads: int = 1,
    progress: Progress = lambda step: None,
) -> ForecastResult:
    """Forecast `HORIZON` days of every restaurant that has counts, if there is anything new to say.

    There is when visits arrived since the last time, when a night has passed since then, or when one wants the model
    trained anew. A model that is younger than a night is used again.
    """
    now = now or timezone.now()
    if not (retrain or store.forecasts_are_due(now)):
        return ForecastResult()
    panel = store.read_panel(now.date())
    if panel is None:
        return ForecastResult()
    newest = None if retrain else release.newest()
    tested = None
    try:
        if newest is None or release.is_stale(newest, today=now.date()):
            newest = release.store(model.train(panel, until=panel.last_day, threads=threads, progress=progress), at=now)
            tested = _backtest(panel, threads, progress)
        said, version = newest.forecaster.forecast(panel, after=panel.last_day), newest.version
        trained_until = newest.forecaster.trained_until
    except NotEnoughVisits:
        # A young site: nothing to train on, and eight weeks are enough for what a weekday usually brings.
        said, version, trained_until = baselines.weekday_mean(panel, HORIZON), BASELINE_VERSION, panel.last_day
    said = plans.apply(panel, said)
    return _write(panel, said, tested, version=version, trained_until=trained_until, at=now)


def _backtest(panel: Panel, threads: int, progress: Progress) -> Forecasts | None:
    """The last days, forecast by a model that was trained without them; None where too little is left to train on."""
    cutoff = panel.last_day - timedelta(days=BACKTEST_DAYS)
    try:
        trained = model.train(panel, until=cutoff, threads=threads, progress=progress)
    except NotEnoughVisits:
        return None
    said = trained.forecast(panel, after=cutoff, horizon=BACKTEST_DAYS)
    return plans.apply(panel.until(cutoff), said)


def _write(
    panel: Panel, said: Forecasts, tested: Forecasts | None, *, version: str, trained_until: date, at: datetime
) -> ForecastResult:
    enough = has_enough(panel)
    forecasts = _days_to_come(panel, said, enough)
    backtests = _days_over(panel, tested, enough) if tested else None
    outlooks = [_outlook(panel, row, bool(enough[row]), tested) for row in range(len(panel.places))]
    store.write(
        forecasts=forecasts,
        backtests=backtests,
        outlooks=outlooks,
        version=version,
        trained_until=trained_until,
        at=at,
    )
    return ForecastResult(int(enough.sum()), int((~enough).sum()))


def _days_to_come(panel: Panel, said: Forecasts, enough: Flags) -> list[DayForecast]:
    return [_day(panel, said, int(row), int(step)) for row, step in np.argwhere(shown_days(said, enough))]


def _days_over(panel: Panel, said: Forecasts, enough: Flags) -> list[DayForecast]:
    first = panel.column(said.days[0])
    actual = panel.visitors[:, first : first + len(said.days)]
    return [
        _day(panel, said, int(row), step, float(actual[row, step]))
        for row in np.flatnonzero(enough)
        for step in range(len(said.days))
        if np.isfinite(actual[row, step]) and np.isfinite(said.mean[row, step])
    ]


def _day(panel: Panel, said: Forecasts, row: int, step: int, actual: float | None = None) -> DayForecast:
    mean = float(said.mean[row, step])
    low, high = min(mean, float(said.low[row, step])), max(mean, float(said.high[row, step]))
    return DayForecast(_key(panel, row), said.days[step], mean, low, high, float(said.baseline[row, step]), actual)


def _outlook(panel: Panel, row: int, enough: bool, tested: Forecasts | None) -> RestaurantStatus:
    known = np.flatnonzero(np.isfinite(panel.visitors[row]))
    last_day = panel.first_day + timedelta(days=int(known[-1]))
    status = ForecastStatus.FORECAST if enough else ForecastStatus.NOT_ENOUGH_DATA
    plain = RestaurantStatus(_key(panel, row), status, len(known), last_day)
    if not enough or tested is None:
        return plain
    first = panel.column(tested.days[0])
    actual = panel.visitors[row : row + 1, first : first + len(tested.days)]
    if not np.isfinite(actual).any() or not np.isfinite(panel.visitors[row, :first]).any():
        return plain
    one = slice(row, row + 1)
    found = metrics.figures(actual, tested.mean[one], tested.low[one], tested.high[one], panel.visitors[one, :first])
    mase = found.mase if np.isfinite(found.mase) else None
    return RestaurantStatus(plain.restaurant_id, status, len(known), last_day, found.rmsle, mase, found.coverage)


def _key(panel: Panel, row: int) -> UUID:
    key = panel.places[row].key
    return key if isinstance(key, UUID) else UUID(key)
