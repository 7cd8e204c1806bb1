"""Figures for days that were held out: the model beside three other methods, all measured in this run."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from mlmodels.visitors import baselines, model
from mlmodels.visitors.exceptions import NotEnoughVisits
from mlmodels.visitors.metrics import Figures, figures
from mlmodels.visitors.model import Forecasts, Progress
from mlmodels.visitors.panel import Panel


@dataclass(frozen=True)
class Measured:
    """How good a method was, and how long it took: seconds of fitting, and of forecasting all restaurants."""

    name: str
    figures: Figures
    fit_seconds: float
    forecast_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The figures in one flat dictionary."""
        rounded = {name: round(value, 4) for name, value in asdict(self.figures).items()}
        seconds = {"fit_seconds": round(self.fit_seconds, 1), "forecast_seconds": round(self.forecast_seconds, 2)}
        return {**rounded, **seconds}


@dataclass(frozen=True)
class Evaluation:
    """Every method on the same days."""

    cutoff: date
    horizon: int
    restaurants: int
    methods: list[Measured]

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "cutoff": self.cutoff.isoformat(),
            "horizon": self.horizon,
            "restaurants": self.restaurants,
            "interval": model.LEVEL,
            "methods": {each.name: each.as_dict() for each in self.methods},
        }


def evaluate(
    panel: Panel, *, cutoff: date | None, horizon: int, progress: Progress, with_ets: bool = True
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
    trained = model.train(known, until=cutoff, horizon=horizon, progress=progress)
    fitted = time.perf_counter() - begun
    methods = [_measure("model", panel, known, horizon, lambda: trained.forecast(known, after=cutoff, horizon=horizon))]
    methods[0] = Measured(methods[0].name, methods[0].figures, fitted, methods[0].forecast_seconds)
    others: dict[str, Callable[[Panel, int], Forecasts]] = {
        "seasonal naive": baselines.seasonal_naive,
        "weekday mean": baselines.weekday_mean,
        **({"AutoETS": baselines.auto_ets} if with_ets else {}),
    }
    for name, method in others.items():
        progress(name)
        methods.append(_measure(name, panel, known, horizon, lambda method=method: method(known, horizon)))  # type: ignore[misc]  # a default binds it
    return Evaluation(cutoff, horizon, len(panel.places), methods)


def _measure(name: str, panel: Panel, known: Panel, horizon: int, forecast: Callable[[], Forecasts]) -> Measured:
    begun = time.perf_counter()
    said = forecast()
    seconds = time.perf_counter() - begun
    actual = panel.visitors[:, known.days : known.days + horizon]
    return Measured(name, figures(actual, said.mean, said.low, said.high, known.visitors), 0.0, seconds)
