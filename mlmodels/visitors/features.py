"""What a forecast looks at: for an origin (the last day known) and a day after it, numbers from up to the origin only.

Everything is in logarithms, `log1p(visitors)`, in which the model is fitted and measured.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from mlmodels.visitors import calendar
from mlmodels.visitors.panel import Flags, Floats, Integers, Panel, median
from mlmodels.visitors.usual import Usual, usual_of

WINDOWS = (14, 28, 56, 112, 364)  # days
WEEKDAY_WINDOWS = (4, 8, 16, 52)  # occurrences of the weekday
YEAR = 364  # 52 weeks: the same weekday
_HALF_LIFE = 30.0  # days
FEW_COUNTS = 3.0


@dataclass(frozen=True)
class History:
    """A panel in logarithms, with sums up to each day, from which the mean of any window is a subtraction.

    Attributes:
        logs: (R, D), NaN where there is no count, or something was planned.
        sums, counts: (R, D + 1) running sums of `logs` and of days with a count.
    """

    panel: Panel
    logs: Floats
    sums: Floats
    counts: Floats
    squares: Floats
    felt: Floats
    weekdays: Floats
    index: Floats
    cuisines: Floats
    areas: Floats


def history_of(panel: Panel) -> History:
    """Everything that features are computed from."""
    logs = np.log1p(panel.ordinary)
    known = np.isfinite(logs)
    filled = np.where(known, logs, 0.0)
    weekdays = np.array([(panel.first_day + timedelta(days=n)).weekday() for n in range(panel.days)], dtype=float)
    return History(
        panel=panel,
        logs=logs,
        sums=_running(filled),
        counts=_running(known.astype(float)),
        squares=_running(filled**2),
        felt=calendar.kinds(panel.first_day, panel.holidays),
        weekdays=weekdays,
        index=_index(logs),
        cuisines=_codes([place.cuisine for place in panel.places]),
        areas=_codes([place.area for place in panel.places]),
    )


def rows(history: History, origin: int, horizon: int) -> tuple[Floats, Floats]:
    """Features of `horizon` days after the column `origin`, for every restaurant.

    Returns:
        (R, horizon, F) features, NaN where there is nothing to compute one from; and (R, horizon) the base: what the
        weekday usually brings, in logarithms, from which the model learns the departure.
    """
    columns = np.arange(origin + 1, origin + 1 + horizon)
    restaurants = len(history.panel.places)
    usual = usual_of(history.logs[:, : origin + 1], history.felt[:, : origin + 1], history.cuisines, history.areas)
    by_restaurant = _of_restaurants(history, origin, usual)
    by_weekday = _of_weekdays(history, origin, usual)
    kind = history.felt[:, columns].astype(int)
    plain = np.array([(history.panel.first_day + timedelta(days=int(c))).weekday() for c in columns])
    who = np.arange(restaurants)[:, None]
    steps = np.broadcast_to((columns - origin).astype(float), (restaurants, horizon))
    whole = np.broadcast_to(by_restaurant[:, None, :], (restaurants, horizon, by_restaurant.shape[1]))
    parts = [
        calendar.of_days(history.panel.first_day, history.panel.holidays, columns.tolist()),
        steps[..., None],
        whole,
        by_weekday[who, kind],
        by_weekday[:, plain][..., :3],
        _year_ago(history, origin, columns, usual),
        kind[..., None].astype(float),
        np.broadcast_to(np.stack([history.cuisines, history.areas], 1)[:, None, :], (restaurants, horizon, 2)),
    ]
    return np.concatenate(parts, axis=2), usual.weekdays[who, kind]


def open_share(history: History, origin: int, horizon: int, weeks: int = 8) -> Floats:
    """(R, horizon) share of the last `weeks` same weekdays on which the restaurant counted anybody."""
    columns = np.arange(origin + 1, origin + 1 + horizon)
    shares = np.zeros((len(history.panel.places), horizon))
    for step, column in enumerate(columns):
        back = column - 7 * np.arange(1, weeks + horizon // 7 + 2)
        back = back[(back <= origin) & (back >= 0)][:weeks]
        if back.size:
            shares[:, step] = np.isfinite(history.logs[:, back]).mean(axis=1)
    return shares


def _of_restaurants(history: History, origin: int, usual: Usual) -> Floats:
    """(R, ...) level, departures from it and spread over windows, how long it has been open, everybody's trend.

    A window's departure is drawn to nothing where the window holds few counts.
    """
    found: list[Floats] = []
    for window in WINDOWS:
        start = max(0, origin + 1 - window)
        counted = history.counts[:, origin + 1] - history.counts[:, start]
        mean = _divide(history.sums[:, origin + 1] - history.sums[:, start], counted)
        square = _divide(history.squares[:, origin + 1] - history.squares[:, start], counted)
        departure = (mean - usual.level) * counted / (counted + FEW_COUNTS)
        found += [departure, np.sqrt(np.maximum(square - mean**2, 0)), counted / window]
    seen = np.isfinite(history.logs[:, : origin + 1])
    age = np.where(seen.any(axis=1), origin - seen.argmax(axis=1), np.nan)
    last = np.where(seen.any(axis=1), seen[:, ::-1].argmax(axis=1), np.nan)
    market = history.index[: origin + 1]
    moved = _mean_known(market[-28:]) - _mean_known(market[-112:])
    trend = found[3] - found[9]
    return np.stack([usual.level, *found, trend, age, last, np.full(len(age), moved)], axis=1)


def _of_weekdays(history: History, origin: int, usual: Usual) -> Floats:
    """(R, 7, ...) by felt weekday, as departures from what it usually brings: means over its last occurrences, a
    decaying mean, median, and the last; and its spread and how often it was counted.
    """
    restaurants = len(history.panel.places)
    width = len(WEEKDAY_WINDOWS) + 5
    found = np.full((restaurants, 7, width), np.nan)
    start = max(0, origin + 1 - 7 * max(WEEKDAY_WINDOWS) - 14)
    logs, felt = history.logs[:, start : origin + 1], history.felt[:, start : origin + 1]
    decay = 0.5 ** ((origin - np.arange(start, origin + 1)) / _HALF_LIFE)
    for kind in range(7):
        chosen = np.where(felt == kind, logs - usual.weekdays[:, kind, None], np.nan)
        known = np.isfinite(chosen)
        # How manieth known day of this kind it is, counted from the last one.
        rank = np.cumsum(known[:, ::-1], axis=1)[:, ::-1]
        for place, window in enumerate(WEEKDAY_WINDOWS):
            found[:, kind, place] = _mean(chosen, known & (rank <= window))
        found[:, kind, -5] = _divide((np.where(known, chosen, 0) * decay).sum(axis=1), (known * decay).sum(axis=1))
        recent = np.where(known & (rank <= 8), chosen, np.nan)
        found[:, kind, -4] = median(recent)
        found[:, kind, -3] = _spread(recent)
        found[:, kind, -2] = _mean(chosen, known & (rank <= 1))
        found[:, kind, -1] = known[:, -56:].sum(axis=1)
    return found


def _year_ago(history: History, origin: int, columns: Integers, usual: Usual) -> Floats:
    """(R, H, 3) the same weekday a year ago, the weeks around it, and what everybody's level did there."""
    restaurants = len(history.panel.places)
    found = np.full((restaurants, len(columns), 3), np.nan)
    for step, column in enumerate(columns):
        there = column - YEAR
        if there < 0:
            continue
        found[:, step, 0] = history.logs[:, there] - usual.level
        low, high = max(0, there - 14), min(origin, there + 14)
        counted = history.counts[:, high + 1] - history.counts[:, low]
        found[:, step, 1] = _divide(history.sums[:, high + 1] - history.sums[:, low], counted) - usual.level
        around = history.index[max(0, there - 3) : there + 4]
        before = history.index[max(0, there - 56) : max(1, there - 28)]
        found[:, step, 2] = _mean_known(around) - _mean_known(before)
    return found


def _index(logs: Floats) -> Floats:
    """(D,) how busy everybody was on a day, beside each restaurant's own mean."""
    known = np.isfinite(logs)
    own = _divide(np.where(known, logs, 0).sum(axis=1), known.sum(axis=1).astype(float))
    departure = np.where(known, logs - own[:, None], 0)
    return _divide(departure.sum(axis=0), known.sum(axis=0).astype(float))


def _codes(names: list[str]) -> Floats:
    """Numbers for names, in alphabetical order; NaN for an empty one."""
    order = {name: number for number, name in enumerate(sorted({name for name in names if name}))}
    return np.array([order.get(name, np.nan) for name in names], dtype=float)


def _running(values: Floats) -> Floats:
    return np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(values, axis=1)], axis=1)


def _divide(total: Floats, counted: Floats) -> Floats:
    quotient: Floats = np.divide(total, counted, out=np.full(total.shape, np.nan), where=counted > 0)
    return quotient


def _mean(values: Floats, chosen: Flags) -> Floats:
    return _divide(np.where(chosen, values, 0).sum(axis=1), chosen.sum(axis=1).astype(float))


def _mean_known(values: Floats) -> float:
    """The mean of what is known; NaN, without a warning, when nobody counted on any of the days."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _spread(values: Floats) -> Floats:
    known = np.isfinite(values)
    mean = _mean(values, known)
    square = _mean(values**2, known)
    spread: Floats = np.sqrt(np.maximum(square - mean**2, 0))
    return spread
