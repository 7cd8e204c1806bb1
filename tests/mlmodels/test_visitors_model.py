"""The visitors model on visits from a known rule: it looks at nothing to come, its band holds, it beats guessing."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from mlmodels.visitors import baselines, calendar, metrics, model
from mlmodels.visitors.exceptions import NotEnoughVisits, UnreadableForecaster
from mlmodels.visitors.model import Forecaster
from mlmodels.visitors.panel import LOOK_AHEAD, Panel, PanelRestaurant
from tests.mlmodels.visits import town


@pytest.fixture(scope="module", autouse=True)
def _few_rounds() -> Iterator[None]:
    """Of trees: what is shown here does not hang on them, and a site's own number takes a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "ROUNDS", 60)
        patch.setattr(model, "SCALE_ROUNDS", 20)
        yield


@pytest.fixture(scope="module")
def panel() -> Panel:
    return town()


@pytest.fixture(scope="module")
def cutoff(panel: Panel) -> date:
    return panel.last_day - timedelta(days=model.HORIZON)


@pytest.fixture(scope="module")
def trained(panel: Panel, cutoff: date) -> Forecaster:
    return model.train(panel, until=cutoff)


def actual(panel: Panel, cutoff: date) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    first = panel.column(cutoff) + 1
    return panel.visitors[:, first : first + model.HORIZON]


def test_it_beats_a_week_ago_and_its_band_holds_four_of_five_days(
    panel: Panel, cutoff: date, trained: Forecaster
) -> None:
    known = panel.until(cutoff)
    came = actual(panel, cutoff)
    said = trained.forecast(panel, after=cutoff)
    found = metrics.figures(came, said.mean, said.low, said.high, known.visitors)
    naive = baselines.seasonal_naive(known, model.HORIZON)
    assert found.rmsle < metrics.figures(came, naive.mean, naive.low, naive.high, known.visitors).rmsle
    assert found.rmsle < 0.32  # the noise of the rule is 0.25
    assert 0.7 < found.coverage < 0.9
    assert max(found.below, found.above) < 0.16


def test_nothing_after_the_cutoff_is_looked_at(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    changed = panel.visitors.copy()
    changed[:, panel.column(cutoff) + 1 :] = 999.0
    other = Panel(panel.places, panel.first_day, changed, panel.holidays)
    again = model.train(other, until=cutoff)
    before, after = trained.forecast(panel, after=cutoff), again.forecast(other, after=cutoff)
    assert again.to_text() == trained.to_text()
    for name in ("mean", "low", "high", "baseline", "open_share"):
        assert np.array_equal(getattr(before, name), getattr(after, name))


def test_the_band_holds_the_mean_and_nothing_is_negative(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    said = trained.forecast(panel, after=cutoff)
    assert (said.low <= said.mean).all()
    assert (said.mean <= said.high).all()
    assert (said.low >= 0).all()
    assert len(said.days) == model.HORIZON
    assert said.days[0] == cutoff + timedelta(days=1)


def test_a_weekday_that_was_never_open_gets_no_forecast(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    said = trained.forecast(panel, after=cutoff)
    mondays = np.array([day.weekday() == 0 for day in said.days])
    assert (said.open_share[:, mondays] == 0).all()
    assert (said.open_share[:, ~mondays] == 1).all()


def test_it_travels_as_text(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    again = Forecaster.from_text(trained.to_text())
    assert np.array_equal(again.forecast(panel, after=cutoff).mean, trained.forecast(panel, after=cutoff).mean)


def of_one(panel: Panel, row: int, counts: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Panel:
    """The panel, with other counts of one restaurant."""
    visitors = panel.visitors.copy()
    visitors[row] = counts
    return Panel(panel.places, panel.first_day, visitors, panel.holidays)


def test_one_count_after_eleven_weeks_is_not_the_new_usual(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    last = panel.column(cutoff)
    counts = panel.visitors[0].copy()
    mean = np.nanmean(counts[: last + 1])
    counts[last - 76 : last] = np.nan
    counts[last] = 16 * mean
    said = trained.forecast(of_one(panel, 0, counts), after=cutoff)
    shown = said.mean[0][[day.weekday() != 0 for day in said.days]]
    assert shown.max() < 4 * mean
    assert shown.mean() < 2 * mean


def test_a_lasting_change_is_followed(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    last = panel.column(cutoff)
    counts = panel.visitors[0].copy()
    counts[last - 55 : last + 1] *= 3
    before = trained.forecast(panel, after=cutoff).mean[0]
    after = trained.forecast(of_one(panel, 0, counts), after=cutoff).mean[0]
    assert np.median(after / before) > 2


def test_after_a_gap_the_long_run_is_usual(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    last = panel.column(cutoff)
    counts = panel.visitors[0].copy()
    counts[last - 69 : last + 1] = np.nan
    before = trained.forecast(panel, after=cutoff).baseline[0]
    after = trained.forecast(of_one(panel, 0, counts), after=cutoff).baseline[0]
    assert np.abs(np.log(after / before)).max() < 0.3


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"form": "platemark visitors 1"}', '{"form": "pickle"}'])
def test_text_that_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(UnreadableForecaster):
        Forecaster.from_text(text)


def test_too_few_days_to_train_on_are_refused_with_the_number_it_takes() -> None:
    small = town(4, 150)
    with pytest.raises(NotEnoughVisits, match="takes 175 days of visits; there are 150"):
        model.train(small, until=small.last_day)


def only(panel: Panel, *columns: int) -> Panel:
    """The panel with counts on these days alone."""
    visitors = np.full(panel.visitors.shape, np.nan)
    visitors[:, columns] = panel.visitors[:, columns]
    return Panel(panel.places, panel.first_day, visitors, panel.holidays)


@pytest.mark.parametrize("late", [1, 10])
def test_few_counts_of_long_ago_and_few_of_today_are_refused(late: int) -> None:
    few = only(town(2, 400), *range(6), *range(400 - late, 400))
    with pytest.raises(NotEnoughVisits, match="takes 50 counts"):
        model.train(few, until=few.last_day)


@pytest.mark.parametrize("gap", [range(200, 260), range(10, 60), range(330, 360)])
def test_weeks_on_which_nobody_counted_break_nothing(gap: range) -> None:
    gone = only(town(4, 400), *(day for day in range(400) if day not in gap))
    said = model.train(gone, until=gone.last_day).forecast(gone, after=gone.last_day)
    assert np.isfinite(said.mean).all()
    assert (said.low <= said.high).all()


def test_a_longer_horizon_than_it_learned_is_refused(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    with pytest.raises(ValueError, match="1 to 39 days"):
        trained.forecast(panel, after=cutoff, horizon=40)


def test_a_restaurant_without_a_count_breaks_nothing(panel: Panel, cutoff: date, trained: Forecaster) -> None:
    visitors = panel.visitors.copy()
    visitors[0] = np.nan
    said = trained.forecast(Panel(panel.places, panel.first_day, visitors, panel.holidays), after=cutoff)
    assert np.isfinite(said.mean).all()
    assert (said.open_share[0] == 0).all()


def test_holidays_are_those_of_the_country() -> None:
    places = [
        PanelRestaurant("a", country="AT"),
        PanelRestaurant("b", country="JP"),
        PanelRestaurant("c"),
        PanelRestaurant("d", country="XX"),
    ]
    flags = calendar.holidays_of(places, date(2026, 10, 26), 9)
    assert flags[:, 0].tolist() == [True, False, False, False]  # Austria's national day
    assert flags[:, 8].tolist() == [False, True, False, False]  # Bunka no hi


def test_a_holiday_feels_like_a_sunday_and_its_eve_like_a_friday() -> None:
    monday = date(2026, 3, 2)
    holidays = np.zeros((1, 7 + LOOK_AHEAD), dtype=bool)
    holidays[0, 2] = True  # Wednesday
    assert calendar.kinds(monday, holidays)[0, :7].tolist() == [0, 4, 6, 3, 4, 5, 6]


def test_metrics_on_numbers_one_can_check_by_hand() -> None:
    past = np.array([[10.0] * 7 + [14.0] * 7])
    came, said = np.array([[10.0, np.nan]]), np.array([[18.0, 5.0]])
    found = metrics.figures(came, said, said - 10, said + 1, past)
    assert found.days == 1
    assert found.mase == pytest.approx(8 / 4)
    assert found.rmsle == pytest.approx(np.log(19 / 11))
    assert (found.coverage, found.width) == (1.0, 11.0)
