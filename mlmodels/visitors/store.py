"""Reads visits from the analytical store and writes forecasts there, as the login `forecasts`. It decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from django.db import connections, transaction

from analytics.access import log
from mlmodels.enums import ForecastStatus
from mlmodels.visitors import calendar
from mlmodels.visitors.panel import LOOK_AHEAD, Panel, PanelRestaurant, Plan, from_counts

STORE = "analytical"
MAX_DAYS = 3 * 365
_AT_ONCE = 8_000  # rows a statement
# A load may be stamped and not yet seen when forecasts are made; looking back by this much finds it in the next poll.
MAX_LOAD_TIME = timedelta(minutes=1)
# What a model is trained on: what the queries below read. There is nobody in it.
TRAINED_ON = ("core.planned_days", "core.restaurants", "core.visits")
Row = TypeVar("Row")

_LAST_DAY = "SELECT max(day) FROM core.visits WHERE day <= %s"
_COUNTS = """
SELECT restaurant_id, day, visitors FROM core.visits WHERE day > %s AND day <= %s ORDER BY restaurant_id, day
"""
_PLACES = "SELECT restaurant_id, cuisine, region, country FROM core.restaurants WHERE restaurant_id = ANY(%s)"
_PLANS = """
SELECT restaurant_id, day, plan, effect FROM core.planned_days
WHERE day > %s AND plan IS NOT NULL AND restaurant_id = ANY(%s)
"""
_PLAN_OF = {("event", "more"): Plan.EVENT_MORE, ("event", "less"): Plan.EVENT_LESS, ("event", None): Plan.EVENT}
# Plans alone are nothing to forecast from.
_NEWS = """
SELECT CASE WHEN counted.at IS NOT NULL THEN greatest(counted.at, planned.at) END, forecast.at
FROM (SELECT max(loaded_at) AS at FROM core.visits) AS counted,
     (SELECT max(loaded_at) AS at FROM core.planned_days) AS planned,
     (SELECT max(made_at) AS at FROM derived.visitor_forecast_status) AS forecast
"""

_FORECAST = """
INSERT INTO derived.visitor_forecast AS current
    (restaurant_id, day, mean, low, high, baseline, model_version, trained_until, made_at)
SELECT new.restaurant_id, new.day, new.mean, new.low, new.high, new.baseline, %s, %s, %s
FROM unnest(%s::uuid[], %s::date[], %s::float8[], %s::float8[], %s::float8[], %s::float8[])
     AS new (restaurant_id, day, mean, low, high, baseline)
ON CONFLICT (restaurant_id, day) DO UPDATE
SET mean = EXCLUDED.mean, low = EXCLUDED.low, high = EXCLUDED.high, baseline = EXCLUDED.baseline,
    model_version = EXCLUDED.model_version, trained_until = EXCLUDED.trained_until, made_at = EXCLUDED.made_at
"""
_DELETE_OLD_FORECASTS = "DELETE FROM derived.visitor_forecast WHERE made_at < %s"
# Of tomorrow: what a day is compared with once it is counted.
_KEEP = """
INSERT INTO derived.visitor_kept_forecast AS current (restaurant_id, day, mean, low, high, made_at)
SELECT restaurant_id, day, mean, low, high, made_at FROM derived.visitor_forecast WHERE day = %s
ON CONFLICT (restaurant_id, day) DO UPDATE
SET mean = EXCLUDED.mean, low = EXCLUDED.low, high = EXCLUDED.high, made_at = EXCLUDED.made_at
"""
_DELETE_OLD_KEPT = "DELETE FROM derived.visitor_kept_forecast WHERE day < %s"
KEPT_FOR = timedelta(days=60)
_BACKTEST = """
INSERT INTO derived.visitor_backtest AS current
    (restaurant_id, day, predicted, low, high, baseline, actual, model_version)
SELECT new.restaurant_id, new.day, new.mean, new.low, new.high, new.baseline, new.actual, %s
FROM unnest(%s::uuid[], %s::date[], %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[])
     AS new (restaurant_id, day, mean, low, high, baseline, actual)
ON CONFLICT (restaurant_id, day) DO UPDATE
SET predicted = EXCLUDED.predicted, low = EXCLUDED.low, high = EXCLUDED.high, baseline = EXCLUDED.baseline,
    actual = EXCLUDED.actual, model_version = EXCLUDED.model_version
"""
_DELETE_OLD_BACKTESTS = "DELETE FROM derived.visitor_backtest WHERE model_version <> %s"
_OUTLOOK = """
INSERT INTO derived.visitor_forecast_status AS current
    (restaurant_id, status, days_known, last_day, model_version, rmsle, mase, coverage, made_at)
SELECT new.restaurant_id, new.status, new.days_known, new.last_day, %s, new.rmsle, new.mase, new.coverage, %s
FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::date[], %s::float8[], %s::float8[], %s::float8[])
     AS new (restaurant_id, status, days_known, last_day, rmsle, mase, coverage)
ON CONFLICT (restaurant_id) DO UPDATE
SET status = EXCLUDED.status, days_known = EXCLUDED.days_known, last_day = EXCLUDED.last_day,
    model_version = EXCLUDED.model_version, rmsle = COALESCE(EXCLUDED.rmsle, current.rmsle),
    mase = COALESCE(EXCLUDED.mase, current.mase), coverage = COALESCE(EXCLUDED.coverage, current.coverage),
    made_at = EXCLUDED.made_at
"""


# What the access log says of a reading of visits. There is nobody in them.
_READ: dict[str, Any] = {
    "reader_id": "forecasts",
    "role": "process",
    "relation": "core.visits",
    "columns": ("restaurant_id", "day", "visitors"),
    "subjects": 0,
    "purpose": "forecast of visitors",
}


@dataclass(frozen=True)
class DayForecast:
    """One day of one restaurant, to come or, with `actual`, over."""

    restaurant_id: UUID
    day: date
    mean: float
    low: float
    high: float
    baseline: float
    actual: float | None = None


@dataclass(frozen=True)
class RestaurantStatus:
    """Whether a restaurant could be forecast, and how the last weeks went; None where there was nothing to measure."""

    restaurant_id: UUID
    status: ForecastStatus
    days_known: int
    last_day: date
    rmsle: float | None = None
    mase: float | None = None
    coverage: float | None = None


def forecasts_are_due(now: datetime) -> bool:
    """Whether there are visits, and news (visits, plans, or a new day) since the last forecasts."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_NEWS)
        loaded, made = cursor.fetchone()
    if loaded is None or made is None:
        return loaded is not None
    return bool(loaded > made - MAX_LOAD_TIME or made.date() < now.date())


def read_panel(today: date) -> Panel | None:
    """Every count up to `today`, of the last three years; None when there is none."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_LAST_DAY, [today])
        last_day: date | None = cursor.fetchone()[0]
        if last_day is None:
            return None
        cursor.execute(_COUNTS, [last_day - timedelta(days=MAX_DAYS), last_day])
        rows = cursor.fetchall()
        log.record_read(**_READ, rows=len(rows))
        keys = list(dict.fromkeys(row[0] for row in rows))
        cursor.execute(_PLANS, [last_day - timedelta(days=MAX_DAYS), keys])
        planned = cursor.fetchall()
        cursor.execute(_PLACES, [keys])
        known = {
            row[0]: PanelRestaurant(row[0], cuisine=row[1], area=row[2], region=row[2], country=row[3])
            for row in cursor
        }
    places = [known.get(key, PanelRestaurant(key)) for key in keys]
    first_day = min(row[1] for row in rows)
    holidays = calendar.holidays_of(places, first_day, (last_day - first_day).days + 1 + LOOK_AHEAD)
    index = {key: number for number, key in enumerate(keys)}
    counts = ((index[key], day, count) for key, day, count in rows)
    plans = ((index[key], day, _PLAN_OF.get((plan, effect), Plan.CLOSED)) for key, day, plan, effect in planned)
    return from_counts(places, counts, first_day, last_day, holidays, plans)


@transaction.atomic(using=STORE)
def write(
    *,
    forecasts: Sequence[DayForecast],
    backtests: Sequence[DayForecast] | None,
    outlooks: Sequence[RestaurantStatus],
    version: str,
    trained_until: date,
    at: datetime,
) -> None:
    """Replace every forecast by these, whole or not at all. `backtests` None: those that stand stay."""
    with connections[STORE].cursor() as cursor:
        for part in _parts(forecasts):
            cursor.execute(_FORECAST, [version, trained_until, at, *_columns(part, with_actual=False)])
        cursor.execute(_DELETE_OLD_FORECASTS, [at])
        cursor.execute(_KEEP, [at.date() + timedelta(days=1)])
        cursor.execute(_DELETE_OLD_KEPT, [at.date() - KEPT_FOR])
        if backtests is not None:
            for part in _parts(backtests):
                cursor.execute(_BACKTEST, [version, *_columns(part, with_actual=True)])
            cursor.execute(_DELETE_OLD_BACKTESTS, [version])
        for outlook in _parts(outlooks):
            names = ("restaurant_id", "status", "days_known", "last_day", "rmsle", "mase", "coverage")
            values = [[_plain(getattr(each, name)) for each in outlook] for name in names]
            cursor.execute(_OUTLOOK, [version, at, *values])


def _columns(rows: Sequence[DayForecast], *, with_actual: bool) -> Iterator[list[Any]]:
    names: Iterable[str] = ("restaurant_id", "day", "mean", "low", "high", "baseline")
    for name in [*names, "actual"] if with_actual else names:
        yield [_plain(getattr(row, name)) for row in rows]


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _plain(value: Any) -> Any:
    if isinstance(value, ForecastStatus):
        return value.value
    return value.item() if isinstance(value, np.generic) else value
