"""Figures for days that were held out: the model beside three other methods, all measured in this run.

All are measured on every day that was counted. Beside it the model is measured on what a site would show of it, by the
same rules, and week by week.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from mlmodels.visitors import bands, baselines, model
from mlmodels.visitors.eligibility import has_enough, shown_days
from mlmodels.visitors.exceptions import NotEnoughVisits
from mlmodels.visitors.metrics import Figures, figures, rmsle
from mlmodels.visitors.model import Forecasts, Progress
from mlmodels.visitors.panel import Flags, Panel

OTHERS: dict[str, Callable[[Panel, int], Forecasts]] = {
    "seasonal naive": baselines.seasonal_naive,
    "weekday mean": baselines.weekday_mean,
}


@dataclass(frozen=True)
class Measured:
    """How good a method was, and how long it took: seconds of fitting, and of forecasting all restaurants."""

    name: str
    figures: Figures
    fit_seconds: float
    forecast_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The figures in one flat dictionary."""
        seconds = {"fit_seconds": round(self.fit_seconds, 1), "forecast_seconds": round(self.forecast_seconds, 2)}
        return {**_rounded(self.figures), **seconds}


@dataclass(frozen=True)
class Newcomers:
    """RMSLE for restaurants whose past was hidden, and that of one number for all of them: the mean of the others.

    A page shows them no forecast: it says that there is not enough data yet.
    """

    rmsle: float
    constant: float
    days: int


@dataclass(frozen=True)
class Evaluation:
    """Every method on the same days."""

    cutoff: date
    horizon: int
    restaurants: int
    methods: list[Measured]
    shown_restaurants: int
    shown: Figures
    weeks: list[Figures]
    newcomers: Newcomers

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "cutoff": self.cutoff.isoformat(),
            "horizon": self.horizon,
            "restaurants": self.restaurants,
            "interval": model.LEVEL,
            "methods": {each.name: each.as_dict() for each in self.methods},
            "shown": {"restaurants": self.shown_restaurants, **_rounded(self.shown)},
            "weeks": [_rounded(week) for week in self.weeks],
            "newcomers": _rounded(self.newcomers),
        }


def evaluate(
    panel: Panel, *, cutoff: date | None, horizon: int, progress: Progress, with_ets: bool = True, threads: int = 1
) -> Evaluation:
    """Hide every day after `cutoff` (by default the last `horizon` days), forecast them, and compare.

    Raises:
        NotEnoughVisits: too few days lie before or after the cut-off.
    """
    cutoff = cutoff or panel.last_day - timedelta(days=horizon)
    if cutoff + timedelta(days=horizon) > panel.last_day or cutoff < panel.first_day:
        raise NotEnoughVisits(
            f"Counts go from {panel.first_day} to {panel.last_day}: choose a cut-off with {horizon} days after it."
        )
    known = panel.until(cutoff)
    progress("training the model")
    begun = time.perf_counter()
    trained = model.train(known, until=cutoff, horizon=horizon, threads=threads, progress=progress)
    fitted = time.perf_counter() - begun
    said, seconds = _timed(lambda: trained.forecast(known, after=cutoff, horizon=horizon))
    methods = [Measured("model", _figures(panel, known, said), fitted, seconds)]
    for name, method in {**OTHERS, **({"AutoETS": baselines.auto_ets} if with_ets else {})}.items():
        progress(name)
        other, seconds = _timed(lambda method=method: method(known, horizon))  # type: ignore[misc]  # a default binds it
        methods.append(Measured(name, _figures(panel, known, other), 0.0, seconds))
    enough, week_of = has_enough(known), bands.weeks_of(horizon)
    return Evaluation(
        cutoff,
        horizon,
        len(panel.places),
        methods,
        shown_restaurants=int(enough.sum()),
        shown=_figures(panel, known, said, shown_days(said, enough)),
        weeks=[_figures(panel, known, said, (week_of == week)[None, :]) for week in np.unique(week_of)],
        newcomers=_newcomers(panel, known, trained, horizon),
    )


def _timed(forecast: Callable[[], Forecasts]) -> tuple[Forecasts, float]:
    begun = time.perf_counter()
    return forecast(), time.perf_counter() - begun


def _figures(panel: Panel, known: Panel, said: Forecasts, chosen: Flags | None = None) -> Figures:
    actual = panel.visitors[:, known.days : known.days + len(said.days)]
    if chosen is not None:
        actual = np.where(chosen, actual, np.nan)
    return figures(actual, said.mean, said.low, said.high, known.visitors)


def _newcomers(panel: Panel, known: Panel, trained: model.Forecaster, horizon: int) -> Newcomers:
    """Every third restaurant as if it had just begun."""
    past = known.visitors.copy()
    past[::3] = np.nan
    hidden = Panel(known.places, known.first_day, past, known.holidays)
    said = trained.forecast(hidden, after=known.last_day, horizon=horizon).mean[::3]
    actual = panel.visitors[::3, known.days : known.days + horizon]
    counted = np.isfinite(actual)
    constant = np.full(actual.shape, np.expm1(np.nanmean(np.log1p(past))))
    return Newcomers(
        rmsle(actual[counted], said[counted]), rmsle(actual[counted], constant[counted]), int(counted.sum())
    )


def _rounded(found: Figures | Newcomers) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(found).items()}
