"""The visitors model behind the gateway: counts come with the question, and a day without any says so."""

from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from mlmodels.gateway import loaded
from mlmodels.gateway.visitors_model import load_visitors
from mlmodels.visitors import model, release
from mlmodels.visitors.panel import Panel
from mlmodels.visitors.store import TRAINED_ON
from tests.conftest import playing
from tests.gateway.programs import GatewayClient, text_input
from tests.mlmodels.visits import town

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.fixture(scope="module")
def small() -> Panel:
    """A town whose restaurants are closed on Mondays."""
    return town(8, 220)


@pytest.fixture(scope="module")
def trained(small: Panel) -> model.Forecaster:
    """A model of that town."""
    return model.train(small, until=small.last_day)


@pytest.fixture
def served(trained: model.Forecaster, program: GatewayClient, monkeypatch: pytest.MonkeyPatch) -> GatewayClient:
    """A program that asks a gateway which has that model."""
    with playing("forecasts"):
        release.store(trained, at=timezone.now())
    monkeypatch.setitem(loaded.MODELS, "visitors", loaded.Slot(load_visitors))
    return program


def asked(panel: Panel, rows: int = 2, days: int = 120) -> tuple[dict[str, Any], dict[str, Any]]:
    """The last days of some restaurants."""
    counts = panel.visitors[:rows, -days:]
    data = np.where(np.isfinite(counts), counts, -1).reshape(-1).tolist()
    visitors = {"name": "visitors", "shape": [rows, days], "datatype": "FP64", "data": data}
    return visitors, text_input(panel.last_day.isoformat(), name="last_day")


def test_days_to_come_are_forecast(served: GatewayClient, small: Panel) -> None:
    answer = served.infer("visitors", *asked(small))
    assert answer.status_code == 200, answer.content
    outputs = {each["name"]: each for each in answer.json()["outputs"]}
    assert len(outputs["day"]["data"]) == 39 and outputs["mean"]["shape"] == [2, 39]
    mean, low, high = (np.array(outputs[name]["data"]).reshape(2, 39) for name in ("mean", "low", "high"))
    mondays = np.array([np.datetime64(day).astype(int) % 7 == 4 for day in outputs["day"]["data"]])
    assert (mean[:, mondays] == -1).all()
    opened = ~mondays
    assert ((low <= mean) & (mean <= high))[:, opened].all() and (mean[:, opened] > 0).all()
    assert (mean == np.round(mean)).all()
    expected = np.nanmean(small.visitors[:2, -120:], axis=1)
    assert np.abs(mean[:, opened].mean(axis=1) / expected - 1).max() < 0.25


def test_metadata_name_the_tables_and_the_day(served: GatewayClient, small: Panel) -> None:
    said = served.get("/v2/models/visitors").json()
    assert said["properties"]["trained_on"] == "; ".join(sorted(TRAINED_ON))
    assert said["properties"]["trained_until"] == small.last_day.isoformat()
    (version,) = said["versions"]
    assert served.get(f"/v2/models/visitors/versions/{version}/ready").status_code == 200


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"shape": [1, 60, 1], "data": [1.0] * 60}, "must have the shape"),
        ({"shape": [1, 1096], "data": [1.0] * 1096}, "at most 1095 days"),
        ({"shape": [9, 60], "data": [1.0] * 540}, "at most 8 rows"),
        ({"shape": [1, 60], "data": [-2.0] * 60}, "A count must be"),
        ({"shape": [1, 60], "data": [1e6] * 60}, "A count must be"),
        ({"shape": [1, 20], "data": [5.0] * 20}, "eight weeks"),
        ({"shape": [1, 60], "data": [-1.0] * 60}, "eight weeks"),
    ],
)
def test_counts_that_make_no_forecast_are_refused(
    served: GatewayClient, small: Panel, change: dict[str, Any], says: str
) -> None:
    visitors, last_day = asked(small)
    answer = served.infer("visitors", {**visitors, **change}, last_day)
    assert (answer.status_code, says in answer.json()["error"]) == (400, True), answer.content


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_there_is_not_is_refused(served: GatewayClient, small: Panel, day: str) -> None:
    answer = served.infer("visitors", asked(small)[0], text_input(day, name="last_day"))
    assert (answer.status_code, "last_day must be" in answer.json()["error"]) == (400, True)
