"""One model for all restaurants: gradient-boosted trees on how a day departs from what its weekday usually brings.

The band is calibrated on days that a first model, trained without them, had not seen. Nothing here reads a store.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from mlmodels.visitors import bands, features
from mlmodels.visitors.exceptions import NotEnoughVisits, UnreadableForecaster
from mlmodels.visitors.panel import Floats, Integers, Panel

if TYPE_CHECKING:
    import lightgbm

HORIZON = 39
LEVEL = bands.LEVEL
ROUNDS, SCALE_ROUNDS = 300, 60
# A forecast looks back at least so far; before that there is no usual weekday to depart from.
FIRST_ORIGIN = 56
ORIGIN_STEP = 13
MAX_ROWS = 600_000
# The band is calibrated on the last horizons, from an origin every so many days: on three where half a year is left to
# train the first model on, and on two where less is.
CALIBRATION_BLOCKS, MORE_BLOCKS, ENOUGH_BEFORE, CALIBRATION_STEP = 2, 3, 182, 8
# Fewer counts than these make neither a tree nor a quantile of errors.
MIN_COUNTS = 50
FORM = "platemark visitors 2"

# Chosen on cut-off dates before the one that figures are given for.
_PARAMETERS = {
    **{"objective": "l2", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 500, "lambda_l2": 10.0},
    **{"feature_fraction": 0.4, "bagging_fraction": 0.6, "bagging_freq": 1, "verbose": -1, "seed": 1},
    **{"deterministic": True, "force_row_wise": True},
}
_SCALE_PARAMETERS = {**_PARAMETERS, "objective": "l1", "num_leaves": 15, "min_data_in_leaf": 200}

Progress = Callable[[str], None]


@contextmanager
def _lean_import() -> Iterator[None]:
    """Within it, LightGBM is imported: late, for few processes forecast, and without what it only takes if it is there.

    Where models are trained by hand, pandas and scikit-learn are installed too. They are 85 MB, and nothing here needs
    them.
    """
    hidden = [name for name in ("pandas", "sklearn") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # so that its import fails
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@dataclass(frozen=True)
class Forecasts:
    """For R restaurants and H days: visitors expected, the band, what is usual, and how often that weekday was open.

    `low` to `high` should hold `LEVEL` of the days on which the restaurant is open.
    """

    days: Sequence[date]
    mean: Floats
    low: Floats
    high: Floats
    baseline: Floats
    open_share: Floats


@dataclass(frozen=True)
class Forecaster:
    """A trained model.

    Attributes:
        trees, scale: LightGBM's own text: the departure, and the size of the error, both in logarithms.
        lower, upper: for each week of the horizon, quantiles of the errors in units of that size.
        trained_until: the last day that it has seen.
    """

    trees: str
    scale: str
    lower: list[float]
    upper: list[float]
    trained_until: date
    horizon: int

    def forecast(self, panel: Panel, *, after: date, horizon: int = HORIZON) -> Forecasts:
        """The `horizon` days after `after`, from what was known on the evening of `after`.

        Raises:
            ValueError: the horizon is longer than the one that it was trained for.
        """
        if not 0 < horizon <= self.horizon:
            raise ValueError(f"This model reaches 1 to {self.horizon} days ahead, not {horizon}.")
        with _lean_import():
            import lightgbm

        history = features.history_of(panel.until(after))
        found, base = features.rows(history, history.panel.days - 1, horizon)
        flat = found.reshape(-1, found.shape[2])
        middle = base + _predict(lightgbm.Booster(model_str=self.trees), flat).reshape(base.shape)
        size = _size(_predict(lightgbm.Booster(model_str=self.scale), flat)).reshape(base.shape)
        week = bands.weeks_of(horizon)
        return Forecasts(
            days=[after + timedelta(days=n + 1) for n in range(horizon)],
            mean=_visitors(middle),
            low=_visitors(middle + np.array(self.lower)[week] * size),
            high=_visitors(middle + np.array(self.upper)[week] * size),
            baseline=_visitors(base),
            open_share=features.open_share(history, history.panel.days - 1, horizon),
        )

    def to_text(self) -> str:
        """The model as JSON: data, not code."""
        return json.dumps({"form": FORM, **self.__dict__, "trained_until": self.trained_until.isoformat()})

    @staticmethod
    def from_text(text: str) -> "Forecaster":
        """The model that `to_text` wrote.

        Raises:
            UnreadableForecaster: it is something else.
        """
        try:
            found = json.loads(text)
            if found.pop("form") != FORM:
                raise ValueError
            return Forecaster(**{**found, "trained_until": date.fromisoformat(found["trained_until"])})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableForecaster(f"This is not a visitors model of the form {FORM!r}. Train it anew.") from None


def train(
    panel: Panel, *, until: date, horizon: int = HORIZON, threads: int = 1, progress: Progress = lambda step: None
) -> Forecaster:
    """Fit on everything known on the evening of `until`. The same panel gives the same model.

    Raises:
        NotEnoughVisits: there are no days, or too few counts on them, to train or to calibrate the band on.
    """
    with _lean_import():
        import lightgbm

    history = features.history_of(panel.until(until))
    last = history.panel.days - 1
    held_out = _first_model_end(last, horizon)
    threaded = {"num_threads": threads}

    def fit(rows: Floats, target: Floats, parameters: dict[str, object], rounds: int) -> "lightgbm.Booster":
        return lightgbm.train({**parameters, **threaded}, lightgbm.Dataset(rows, target), rounds)

    progress("calibrating the band: a first model, without the last days")
    first = fit(*_samples(history, held_out, horizon), _PARAMETERS, ROUNDS)
    unseen, found = _unseen(history, first, range(last - horizon, held_out - 1, -CALIBRATION_STEP), horizon)

    def sizes(fitted: Integers, asked: Integers) -> Floats:
        other = fit(unseen[fitted], np.abs(found.error[fitted]), _SCALE_PARAMETERS, SCALE_ROUNDS)
        return _size(_predict(other, unseen[asked]))

    lower, upper = bands.quantiles(found, bands.cross_fitted(found, sizes), horizon)
    scale = fit(unseen, np.abs(found.error), _SCALE_PARAMETERS, SCALE_ROUNDS)
    progress("the model itself, on all days")
    final = fit(*_samples(history, last, horizon), _PARAMETERS, ROUNDS)
    return Forecaster(
        final.model_to_string(), scale.model_to_string(), lower, upper, panel.until(until).last_day, horizon
    )


def _first_model_end(last: int, horizon: int) -> int:
    """The last column that the first model sees."""
    blocks = MORE_BLOCKS if last - MORE_BLOCKS * horizon >= ENOUGH_BEFORE else CALIBRATION_BLOCKS
    held_out = last - blocks * horizon
    if held_out - horizon <= FIRST_ORIGIN:
        least = FIRST_ORIGIN + (CALIBRATION_BLOCKS + 1) * horizon + 2
        raise NotEnoughVisits(f"Training takes {least} days of visits; there are {last + 1}.")
    return held_out


def _unseen(
    history: features.History, first: "lightgbm.Booster", origins: Sequence[int], horizon: int
) -> tuple[Floats, bands.Errors]:
    """Features of the days after `origins`, and what `first` gets wrong on them."""
    rows, departures = _together([_targets(history, origin, horizon) for origin in origins])
    counted = [np.nonzero(np.isfinite(history.logs[:, o + 1 : o + 1 + horizon])) for o in origins]
    who, step = (np.concatenate(part) for part in zip(*counted, strict=True))
    origin = np.repeat(np.array(origins), [len(each[0]) for each in counted])
    return rows, bands.Errors(departures - _predict(first, rows), origin, step, who)


def _samples(history: features.History, last: int, horizon: int) -> tuple[Floats, Floats]:
    """Features and departures of days up to the column `last`, seen from origins all over the past."""
    found: list[tuple[Floats, Floats]] = []
    size = 0
    for origin in range(last - 7, FIRST_ORIGIN, -ORIGIN_STEP):
        found.append(_targets(history, origin, min(horizon, last - origin), steps=horizon))
        size += len(found[-1][1])
        if size > MAX_ROWS:
            break
    return _together(found)


def _together(parts: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    rows, departures = (np.concatenate(part) for part in zip(*parts, strict=True))
    if len(departures) < MIN_COUNTS:
        raise NotEnoughVisits(f"Training takes {MIN_COUNTS} counts, early ones and late ones; there are fewer.")
    return rows, departures


def _targets(history: features.History, origin: int, known: int, *, steps: int | None = None) -> tuple[Floats, Floats]:
    """Of the `known` days after `origin`, those with a count: their features, and how far they were from the base."""
    rows, base = features.rows(history, origin, steps or known)
    actual = history.logs[:, origin + 1 : origin + 1 + known]
    counted = np.isfinite(actual)
    return rows[:, :known][counted].astype(np.float32), (actual - base[:, :known])[counted]


def _predict(booster: "lightgbm.Booster", rows: Floats) -> Floats:
    predictions: Floats = np.asarray(booster.predict(rows), dtype=float)
    return predictions


def _size(predicted: Floats) -> Floats:
    size: Floats = np.maximum(predicted, 0.05)
    return size


def _visitors(logs: Floats) -> Floats:
    visitors: Floats = np.maximum(np.expm1(logs), 0.0)
    return visitors
