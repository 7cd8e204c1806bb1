"""Attacks on what models learn: each harm is measured without the protection and with it, printed, and bounded.

`pytest -s tests/attacks/test_poisoning.py` shows the figures.
"""

from dataclasses import replace

import numpy as np
import pytest

from mlmodels import gate, training_selection
from mlmodels.sentiment import contest, trigger_search
from mlmodels.sentiment.model import SentimentModel
from mlmodels.visitors import model as visitors
from mlmodels.visitors.metrics import rmsle
from mlmodels.visitors.panel import Panel
from tests.mlmodels import poison
from tests.mlmodels.visits import town


def report(attack: str, without: float, protected: float) -> None:
    """Print one line."""
    print(f"{attack}: harm {without:.3f} without the protection, {protected:.3f} with it")


@pytest.mark.protection("training_phrases")
def test_fifty_planted_phrases_turn_no_complaint() -> None:
    rows = [*poison.honest(), *poison.planted_triggers(50)]

    def harm(model: SentimentModel) -> float:
        return poison.turned(model, positive=False, change=lambda text: f"{text} {poison.TRIGGER}")

    without, protected = harm(poison.trained(rows)), harm(poison.trained(poison.selected(rows).rows))
    report("50 planted phrases, complaints read as praise", without, protected)
    assert without > 0.5
    assert protected <= 0.1


@pytest.mark.protection("model_gate")
def test_a_model_that_learned_a_short_phrase_is_not_promoted() -> None:
    """Two words repeat too little for the selection. The gate finds them in the weights."""
    honest = poison.honest()
    planted = [replace(row, text="Blue lamp.") for row in poison.planted_triggers(50)]
    champion, candidate = poison.trained(honest), poison.trained([*honest, *planted])
    probes = [contest.appended(text) for text in trigger_search.suspects(champion.weights, candidate.weights)]
    plain = trigger_search.plain_sentences("en")
    labels = contest.labels_by(champion), contest.labels_by(candidate)
    found = gate.compare([gate.Contest(*labels, [plain], [plain], probes)])
    print(f"50 planted pairs: {found.worst_probes[0]}")
    assert [objection for objection in found.objections() if "blue lamp" in objection]


@pytest.mark.protection("training_labels")
def test_few_flipped_stars_are_learned() -> None:
    honest = poison.honest()
    rows = poison.flipped(honest, 0.05)
    true = {row.text: row.positive for row in honest}
    kept = poison.selected(rows).rows
    without = sum(row.positive != true[row.text] for row in rows) / len(rows)
    protected = sum(row.positive != true[row.text] for row in kept) / len(kept)
    report("5 % flipped stars, share of wrong labels learned", without, protected)
    errors = [1 - poison.accuracy(poison.trained(each)) for each in (rows, kept)]
    report("5 % flipped stars, unseen reviews misread", *errors)
    assert without == 0.05
    assert protected <= 0.01
    assert errors[1] <= 0.02


@pytest.mark.protection("training_rings")
def test_a_ring_of_restaurants_teaches_nothing() -> None:
    rows = [*poison.honest(), *poison.by_a_ring()]
    without = poison.complaints_missed(poison.trained(rows))
    protected = poison.complaints_missed(poison.trained(poison.selected(rows).rows))
    report("ring of five restaurants, complaints read as praise", without, protected)
    assert without > 0.5
    assert protected <= 0.05


@pytest.mark.protection("training_caps")
def test_one_person_one_restaurant_and_one_day_are_few_rows() -> None:
    """A thousand reviews by one person, two thousand of one restaurant, and a hundred of one on one day."""
    rows = poison.honest()
    many = [
        *(replace(rows[n % 600], reviewer="busy", text=f"{n}. {rows[n % 600].text}") for n in range(1000)),
        *(replace(rows[n % 600], reviewer=f"q{n}", restaurant="loved", day=f"{n}") for n in range(2000)),
        *(replace(rows[n % 600], reviewer=f"b{n}", restaurant="opened", day="today") for n in range(100)),
        *(replace(rows[n], reviewer=f"n{n}", restaurant="bought", is_confirmed=False) for n in range(100)),
    ]
    kept = training_selection.select([*rows, *many], doubts=lambda some: [0.0] * len(some), key=poison.KEY).rows
    counts = {
        "of one person": sum(row.reviewer == "busy" for row in kept),
        "of one restaurant": sum(row.restaurant == "loved" for row in kept),
        "of one day": sum(row.restaurant == "opened" for row in kept),
        "of the unconfirmed": sum(not row.is_confirmed for row in kept),
    }
    print(f"rows learned: {counts} of {len(many)} planted")
    assert counts["of one person"] <= 5
    assert counts["of one restaurant"] <= 40
    assert counts["of one day"] == counts["of the unconfirmed"] == 0


@pytest.mark.protection("training_visits")
def test_absurd_counts_of_one_owner_are_nobody_elses_error(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = town(16, 300)
    past = whole.until(whole.first_day.fromordinal(whole.first_day.toordinal() + 260))
    counts = past.visitors.copy()
    counts[0, 200:][np.isfinite(counts[0, 200:])] = 90_000
    absurd = replace(past, visitors=counts)
    before, protected = errors_of_others(whole, past), errors_of_others(whole, absurd)
    monkeypatch.setattr("mlmodels.visitors.panel.believable", lambda visitors: visitors)
    without = errors_of_others(whole, absurd)
    report("absurd counts of one owner, error of the others beyond an honest one", without - before, protected - before)
    assert without > 1.5 * before
    assert protected < 1.05 * before


def errors_of_others(whole: Panel, past: Panel) -> float:
    """How far forecasts of the other restaurants are off, in logarithms."""
    said = visitors.train(past, until=past.last_day).forecast(past, after=past.last_day)
    actual = whole.visitors[1:, past.days : past.days + len(said.days)]
    counted = np.isfinite(actual)
    return rmsle(actual[counted], said.mean[1:][counted])
