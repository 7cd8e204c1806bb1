"""`models evaluate visitors`: a folder is read as it is, hidden days stay hidden, and errors say what to do."""

import csv
import gzip
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from mlmodels.visitors import datasets, evaluate, model
from mlmodels.visitors.exceptions import NotEnoughVisits, UnreadableVisits
from mlmodels.visitors.panel import Panel
from tests.mlmodels.visits import town


def write(folder: Path, panel: Panel) -> None:
    """The three files, as the command reads them."""
    days = [panel.first_day + timedelta(days=n) for n in range(panel.days)]
    with gzip.open(folder / datasets.VISITS, "wt", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["restaurant", "date", "visitors"])
        for row, place in enumerate(panel.places):
            known = np.flatnonzero(np.isfinite(panel.visitors[row]))
            lines.writerows([place.key, days[n], int(panel.visitors[row, n])] for n in known)
    with (folder / datasets.PLACES).open("w", newline="") as file:
        csv.writer(file).writerows(
            [("restaurant", "cuisine", "area"), *((p.key, p.cuisine, p.area) for p in panel.places)]
        )
    with (folder / datasets.CALENDAR).open("w", newline="") as file:
        csv.writer(file).writerows([("date", "holiday"), *((day, int(day.day == 1)) for day in days)])


def test_a_folder_is_read_with_its_gaps_and_holidays(tmp_path: Path) -> None:
    panel = town(3, 60)
    write(tmp_path, panel)
    found = datasets.read(tmp_path)
    shift = (found.first_day - panel.first_day).days  # the first and last day of a folder have a count
    assert np.array_equal(found.visitors, panel.visitors[:, shift : shift + found.days], equal_nan=True)
    assert [place.cuisine for place in found.places] == ["sushi", "pizza", "sushi"]
    firsts = [(found.first_day + timedelta(days=n)).day == 1 for n in range(found.days)]
    assert found.holidays[0, : found.days].tolist() == firsts


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "ROUNDS", 40)


def test_every_method_is_measured_on_the_same_days() -> None:
    panel, steps = town(8, 300), list[str]()
    found = evaluate.evaluate(panel, cutoff=None, horizon=39, progress=steps.append, with_ets=False).as_dict()
    assert found["cutoff"] == (panel.last_day - timedelta(days=39)).isoformat()
    assert list(found["methods"]) == ["model", "seasonal naive", "weekday mean"]
    assert len({figures["days"] for figures in found["methods"].values()}) == 1
    assert found["methods"]["model"]["rmsle"] < found["methods"]["seasonal naive"]["rmsle"]
    assert steps[0] == "training the model"


def test_what_a_site_would_show_is_measured_by_its_rules() -> None:
    panel = town(8, 300)
    panel.visitors[0, : 300 - 39] = np.nan  # begins after the cut-off
    panel.visitors[1, 200 : 300 - 39] = np.nan  # stopped counting two months before it, and comes again
    panel.visitors[2, 300 - 39 - 20 : 300 - 39] = np.nan  # is silent for three weeks: still forecast
    found = evaluate.evaluate(panel, cutoff=None, horizon=39, progress=list[str]().append, with_ets=False).as_dict()
    assert found["shown"]["restaurants"] == 6
    counted = np.isfinite(panel.visitors[:, -39:])
    assert found["methods"]["model"]["days"] == counted[1:].sum()
    assert found["shown"]["days"] == counted[2:].sum()
    assert len(found["weeks"]) == 6
    assert sum(week["days"] for week in found["weeks"]) == counted[1:].sum()
    for figures in (*found["weeks"], found["shown"]):
        assert figures["below"] + figures["coverage"] + figures["above"] == pytest.approx(1, abs=0.001)


def test_restaurants_without_a_past_are_measured_beside_one_number() -> None:
    panel = town(30, 300)
    panel.visitors[1::2] *= 4  # those with pizza
    found = evaluate.evaluate(panel, cutoff=None, horizon=39, progress=list[str]().append, with_ets=False).as_dict()
    assert found["newcomers"]["rmsle"] < found["newcomers"]["constant"]


def test_a_cutoff_with_too_few_days_after_it_is_refused() -> None:
    panel = town(2, 300)
    with pytest.raises(NotEnoughVisits, match="choose a cut-off with 39 days after it"):
        evaluate.evaluate(panel, cutoff=panel.last_day, horizon=39, progress=print, with_ets=False)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="It should hold daily_visits"):
        call_command("models", "evaluate", "visitors", "--data", str(tmp_path))


@pytest.mark.parametrize("line", ["a,yesterday,3", "a,2026-05-01,many", "a,2026-05-01", "a"])
def test_a_broken_line_is_refused(tmp_path: Path, line: str) -> None:
    write(tmp_path, town(2, 60))
    with gzip.open(tmp_path / datasets.VISITS, "wt") as file:
        file.write(f"restaurant,date,visitors\n{line}\n")
    with pytest.raises(UnreadableVisits, match="A line in"):
        datasets.read(tmp_path)
