"""What the forecasts worker writes: every restaurant that has enough, whole, and again only when there is news."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connections

from mlmodels.enums import ForecastStatus
from mlmodels.models import VisitorBacktest, VisitorForecast, VisitorForecastStatus, VisitorModel
from mlmodels.visitors import baselines, forecasting, release
from mlmodels.visitors.panel import Panel
from tests.conftest import AsProcess
from tests.mlmodels.visits import town

pytestmark = pytest.mark.django_db(databases=["analytical"])

_COUNT = """
INSERT INTO core.visits (restaurant_id, day, visitors, purchases, event_id, counted_at, loaded_at)
VALUES (%s, %s, %s, NULL, %s, %s, %s)
"""

_PLANNED = "(restaurant_id, day, plan, effect, event_id, planned_at, loaded_at)"


def load(panel: Panel, *, at: datetime) -> None:
    """Put the panel where the relay puts visits."""
    rows = [
        (place.key, panel.first_day + timedelta(days=int(day)), int(panel.visitors[row, day]), uuid.uuid4(), at, at)
        for row, place in enumerate(panel.places)
        for day in np.flatnonzero(np.isfinite(panel.visitors[row]))
    ]
    with connections["analytical"].cursor() as cursor:
        cursor.executemany(_COUNT, rows)


def evening_of(panel: Panel) -> datetime:
    return datetime.combine(panel.last_day, datetime.min.time(), UTC) + timedelta(hours=22)


@pytest.fixture
def as_forecasts(as_process: AsProcess) -> Iterator[None]:
    with as_process("forecasts"):
        yield


@pytest.fixture
def panel() -> Panel:
    """Six restaurants of a year; the fourth counts since five weeks, the fifth stopped long ago, the sixth is new."""
    found = town(6, 330)
    found.visitors[3, :-35] = np.nan
    found.visitors[4, -60:] = np.nan
    found.visitors[5, :-1] = np.nan
    return found


def test_those_with_eight_weeks_are_forecast_and_tested(panel: Panel, as_process: AsProcess) -> None:
    now = evening_of(panel)
    load(panel, at=now - timedelta(minutes=5))
    with as_process("forecasts"):
        done = forecasting.forecast_all(now=now)
    assert (done.forecast, done.waiting) == (3, 3)
    outlooks = {each.restaurant_id.int: each for each in VisitorForecastStatus.objects.all()}
    assert [outlooks[n].status for n in range(1, 7)] == [ForecastStatus.FORECAST] * 3 + [
        ForecastStatus.NOT_ENOUGH_DATA
    ] * 3
    one = VisitorForecast.objects.filter(restaurant_id=panel.places[0].key)
    assert {day.weekday() for day in one.values_list("day", flat=True)} == {1, 2, 3, 4, 5, 6}
    assert one.count() == sum((panel.last_day + timedelta(days=n)).weekday() != 0 for n in range(1, 40))
    assert not VisitorForecast.objects.filter(restaurant_id=panel.places[3].key).exists()
    tested = VisitorBacktest.objects.filter(restaurant_id=panel.places[0].key)
    assert tested.count() == 24
    assert outlooks[1].coverage is not None
    assert set(one.values_list("model_version", flat=True)) == {VisitorModel.objects.get().version}


def test_without_news_nothing_is_done_and_with_news_the_model_stays(
    panel: Panel, as_process: AsProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = evening_of(panel)
    load(panel, at=now - timedelta(minutes=5))
    with as_process("forecasts"):
        forecasting.forecast_all(now=now)
        assert forecasting.forecast_all(now=now + timedelta(minutes=1)) == forecasting.ForecastResult()
    before = VisitorModel.objects.get().version
    with connections["analytical"].cursor() as cursor:
        late = [now + timedelta(minutes=2), panel.places[0].key, panel.last_day]
        cursor.execute(
            "UPDATE core.visits SET visitors = 1, loaded_at = %s WHERE restaurant_id = %s AND day = %s", late
        )
    with as_process("forecasts"):
        assert forecasting.forecast_all(now=now + timedelta(minutes=3)).forecast == 3
    assert VisitorModel.objects.get().version == before
    assert set(VisitorForecast.objects.values_list("made_at", flat=True)) == {now + timedelta(minutes=3)}
    assert VisitorBacktest.objects.exists()


def test_each_night_the_model_is_trained_again(panel: Panel, as_process: AsProcess) -> None:
    now = evening_of(panel)
    load(panel, at=now - timedelta(minutes=5))
    with as_process("forecasts"):
        forecasting.forecast_all(now=now)
        assert forecasting.forecast_all(now=now + timedelta(hours=3)).forecast == 3
        made = VisitorModel.objects.latest("made_at").made_at
        assert made == now + timedelta(hours=3)
        assert forecasting.forecast_all(now=now + timedelta(hours=4)) == forecasting.ForecastResult()


def test_a_load_that_was_not_yet_to_be_seen_is_found_by_the_next_poll(as_process: AsProcess) -> None:
    young = town(2, 70)
    now = evening_of(young)
    load(young, at=now - timedelta(seconds=20))
    with as_process("forecasts"):
        assert forecasting.forecast_all(now=now).forecast == 2
        assert forecasting.forecast_all(now=now + timedelta(minutes=1)).forecast == 2
        assert forecasting.forecast_all(now=now + timedelta(minutes=2)) == forecasting.ForecastResult()


def test_a_young_site_shows_what_a_weekday_usually_brings(as_process: AsProcess) -> None:
    young = town(2, 70)
    load(young, at=evening_of(young))
    with as_process("forecasts"):
        assert forecasting.forecast_all(now=evening_of(young)).forecast == 2
    assert set(VisitorForecast.objects.values_list("model_version", flat=True)) == {forecasting.BASELINE_VERSION}
    said = VisitorForecast.objects.filter(restaurant_id=young.places[0].key).earliest("day")
    assert said.mean == pytest.approx(baselines.weekday_mean(young, 39).mean[0][(said.day - young.last_day).days - 1])


@pytest.mark.usefixtures("as_forecasts")
def test_a_site_without_visits_does_nothing() -> None:
    assert forecasting.forecast_all() == forecasting.ForecastResult()
    assert release.newest() is None


def test_plans_are_read_and_are_news(as_process: AsProcess) -> None:
    young = town(2, 70)
    now = evening_of(young)
    load(young, at=now - timedelta(minutes=5))
    with as_process("forecasts"):
        forecasting.forecast_all(now=now)
        assert forecasting.forecast_all(now=now + timedelta(minutes=2)) == forecasting.ForecastResult()
    days = [young.last_day + timedelta(days=n) for n in (2, 3, 4)]
    before = {each.day: each.mean for each in VisitorForecast.objects.filter(restaurant_id=young.places[0].key)}
    plans = (("closed", None), ("event", "more"), (None, None))
    with connections["analytical"].cursor() as cursor:
        for place in (young.places[0].key, uuid.uuid4()):
            for day, (plan, effect) in zip(days, plans, strict=True):
                row = [place, day, plan, effect, uuid.uuid4(), now, now + timedelta(minutes=3)]
                cursor.execute(f"INSERT INTO core.planned_days {_PLANNED} VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
    with as_process("forecasts"):
        assert forecasting.forecast_all(now=now + timedelta(minutes=4)).forecast == 2
    after = {each.day: each for each in VisitorForecast.objects.filter(restaurant_id=young.places[0].key)}
    assert (after[days[0]].mean, after[days[0]].high) == (0, 0)
    assert after[days[1]].mean + 1 == pytest.approx(1.2 * (before[days[1]] + 1))
    assert {day: each.mean for day, each in after.items() if day not in days[:2]} == {
        day: mean for day, mean in before.items() if day not in days[:2]
    }
