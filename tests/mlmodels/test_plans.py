"""What restaurants plan for days, in the forecast: the same numbers without plans, better ones with them."""

from datetime import timedelta

import numpy as np
import pytest

from mlmodels.visitors import baselines, metrics, model, plans
from mlmodels.visitors.model import HORIZON, Forecasts
from mlmodels.visitors.panel import LOOK_AHEAD, Flags, Integers, Panel, Plan
from tests.mlmodels.visits import town

WILD = 40.0  # times as many guests as usual
NAMES = ("mean", "low", "high", "baseline", "open_share")


def with_plans(panel: Panel, planned: Integers) -> Panel:
    return Panel(panel.places, panel.first_day, panel.visitors, panel.holidays, planned)


def nothing_planned(panel: Panel) -> Integers:
    return np.zeros((len(panel.places), panel.days + LOOK_AHEAD), dtype=int)


def of_weekdays(panel: Panel) -> Forecasts:
    """The forecast of a young site, which needs no training."""
    return baselines.weekday_mean(panel, HORIZON)


def eventful_town(*, seed: int = 11) -> Panel:
    """A year of 24 restaurants with events, of which most bring sixteen guests for ten, and some take a third away.

    Each restaurant's events differ by a factor of its own. It closes for a fortnight, and once more near the end.
    """
    random = np.random.default_rng(seed)
    panel = town(24, 364)
    planned = nothing_planned(panel)
    days = np.arange(panel.days)
    for row in range(len(panel.places)):
        own = random.normal(0, 0.15)
        for kind, times, change in ((Plan.EVENT_MORE, 14, np.log(1.6)), (Plan.EVENT_LESS, 6, np.log(0.65))):
            chosen = random.choice(days, times, replace=False)
            planned[row, chosen] = kind
            panel.visitors[row, chosen] = np.round(panel.visitors[row, chosen] * np.exp(change + own))
        closed = [*range(200, 214), *range(panel.days - 20, panel.days - 14)]
        planned[row, closed] = Plan.CLOSED
        panel.visitors[row, closed] = np.nan
    return with_plans(panel, planned)


def errors(panel: Panel, said: Forecasts, kind: Plan | None) -> float:
    """RMSLE on the days after what was known; of one kind of plan, or of all counted days."""
    assert panel.plans is not None
    first = panel.column(said.days[0])
    actual = panel.visitors[:, first : first + len(said.days)]
    chosen = np.isfinite(actual)
    if kind is not None:
        chosen &= panel.plans[:, first : first + len(said.days)] == kind
    assert chosen.sum() > 10
    return metrics.rmsle(actual[chosen], said.mean[chosen])


def test_nothing_planned_leaves_every_number() -> None:
    panel = town(6, 200)
    said = of_weekdays(panel)
    assert plans.apply(panel, said) is said
    unplanned = with_plans(panel, nothing_planned(panel))
    assert plans.apply(unplanned, said) is said
    for name in NAMES:
        assert np.array_equal(getattr(of_weekdays(unplanned), name), getattr(said, name), equal_nan=True)


def test_plans_of_one_restaurant_leave_the_numbers_of_the_others() -> None:
    panel = town(6, 200)
    planned = nothing_planned(panel)
    planned[0, 100:] = Plan.CLOSED
    planned[0, 20] = Plan.EVENT_MORE
    said, changed = of_weekdays(panel), plans.apply(with_plans(panel, planned), of_weekdays(panel))
    for name in NAMES:
        assert np.array_equal(getattr(changed, name)[1:], getattr(said, name)[1:], equal_nan=True)


def test_a_closed_day_is_forecast_as_nobody_and_learned_from_by_nothing() -> None:
    panel = town(4, 200)
    planned = nothing_planned(panel)
    planned[:, panel.days + 3] = Plan.CLOSED
    planned[:, 150] = Plan.CLOSED
    quiet = with_plans(panel, planned)
    said = plans.apply(quiet, of_weekdays(quiet))
    assert not said.mean[:, 3].any() and not said.low[:, 3].any() and not said.high[:, 3].any()
    assert (said.mean[:, 2] > 0).all()
    before = of_weekdays(quiet)
    panel.visitors[:, 150] *= WILD
    assert np.array_equal(of_weekdays(with_plans(panel, planned)).mean, before.mean, equal_nan=True)


def test_a_note_counts_before_any_event_was_counted() -> None:
    panel = town(4, 200)
    planned = nothing_planned(panel)
    planned[0, panel.days], planned[1, panel.days], planned[2, panel.days] = (
        Plan.EVENT_MORE,
        Plan.EVENT_LESS,
        Plan.EVENT,
    )
    said = of_weekdays(panel)
    changed = plans.apply(with_plans(panel, planned), said)
    factor = (changed.mean[:, 0] + 1) / (said.mean[:, 0] + 1)
    assert factor.tolist() == pytest.approx([1.2, 1 / 1.2, 1.0, 1.0])
    width, width_before = changed.high - changed.low, said.high - said.low
    assert (width[:3, 0] > width_before[:3, 0]).all() and width[3, 0] == width_before[3, 0]


def test_one_wild_event_spoils_nothing() -> None:
    panel = town(12, 200)
    planned = nothing_planned(panel)
    planned[:, panel.days + 1] = Plan.EVENT_MORE
    calm, _ = plans.effects_of(with_plans(panel, planned))
    planned[0, 150] = Plan.EVENT_MORE
    panel.visitors[0, 150] *= WILD
    wild = with_plans(panel, planned)
    effects, _ = plans.effects_of(wild)
    own, others = effects[0, 1] - calm[0, 1], effects[1:, 1] - calm[1:, 1]
    assert 0.2 < own < 0.7 < plans.FURTHEST < np.log(WILD), "The restaurant itself is careful."
    assert (others < 0.16).all(), "Others hardly move."
    unplanned = of_weekdays(wild)
    assert np.array_equal(unplanned.mean[1:], of_weekdays(panel).mean[1:], equal_nan=True)


@pytest.mark.parametrize(("kind", "times"), [(Plan.EVENT_MORE, 0.3), (Plan.EVENT_LESS, 3.0)])
def test_the_forecast_never_goes_against_what_the_team_says(kind: Plan, times: float) -> None:
    panel = town(4, 200)
    planned = nothing_planned(panel)
    planned[:, 60:130:7] = kind
    panel.visitors[:, 60:130:7] *= times
    effects, _ = plans.effects_of(with_plans(panel, planned))
    assert not effects[:, plans.EVENTS.index(kind)].any()


@pytest.fixture(scope="module")
def simulated() -> Panel:
    return eventful_town()


@pytest.fixture(scope="module")
def _few_rounds() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "ROUNDS", 60)
        patch.setattr(model, "SCALE_ROUNDS", 20)
        yield


@pytest.fixture(scope="module")
def forecasts(simulated: Panel, _few_rounds: None) -> tuple[Forecasts, Forecasts]:
    """The days after the cut-off as a model that is told nothing forecasts them, and as one with plans does."""
    cutoff = simulated.last_day - timedelta(days=HORIZON)
    known = simulated.until(cutoff)
    blind = Panel(known.places, known.first_day, known.visitors, known.holidays)
    without = model.train(blind, until=cutoff).forecast(blind, after=cutoff)
    told = model.train(known, until=cutoff).forecast(known, after=cutoff)
    return without, plans.apply(known, told)


def test_with_plans_the_forecast_is_better(simulated: Panel, forecasts: tuple[Forecasts, Forecasts]) -> None:
    without, told = forecasts
    assert errors(simulated, told, Plan.EVENT_MORE) < 0.75 * errors(simulated, without, Plan.EVENT_MORE)
    assert errors(simulated, told, Plan.EVENT_LESS) < 0.75 * errors(simulated, without, Plan.EVENT_LESS)
    assert errors(simulated, told, Plan.NONE) <= 1.01 * errors(simulated, without, Plan.NONE)
    assert errors(simulated, told, None) < 0.97 * errors(simulated, without, None)


def test_the_band_holds_events_as_it_holds_other_days(simulated: Panel, forecasts: tuple[Forecasts, Forecasts]) -> None:
    _, told = forecasts
    assert simulated.plans is not None
    first = simulated.column(told.days[0])
    actual = simulated.visitors[:, first : first + HORIZON]
    event = np.isin(simulated.plans[:, first : first + HORIZON], plans.EVENTS) & np.isfinite(actual)
    within: Flags = ((told.low <= actual) & (actual <= told.high))[event]
    assert event.sum() > 30 and 0.7 < within.mean() < 0.95
