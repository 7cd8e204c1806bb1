"""Numbers with noise: which questions there are, that answers stay, what they cost, and the page."""

from datetime import date

import pytest
from django.db import connections

from analytics.access.models import AccessEvent, NoisyCell, PrivacySpent
from analytics.access.query.noisy_counts import name_of
from analytics.access.query.noisy_questions import MONTHS, NoisyQuery, values_of
from analytics.access.query.questions import InvalidQuery
from analytics.console.views.estimates import USUALLY_WITHIN, bars_of_estimates
from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import holds
from tests.analytics.dataset_documents import COMMITTED
from tests.analytics.estimates import SOMEBODY, asked, asked_by_hand, values, write_people
from tests.analytics.staffing import at_the_console
from tests.analytics.statements import service_in_reach

DAY = date(2026, 3, 31)


def question(**given: object) -> NoisyQuery:
    return NoisyQuery(**{"role": "executive", "reader_id": SOMEBODY, "measure": "people", **given})  # type: ignore[arg-type]  # also wrong ones


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "migrator"},
        {"measure": "text"},
        {"dimensions": ("reviewer",)},
        {"dimensions": ("age", "region", "rating")},
        {"dimensions": ("age", "age")},
        {"dimensions": ("age",), "chosen": (("age", "1980-1989"),)},
        {"measure": "mean", "dimensions": ("rating",)},
        {"reader_id": ""},
    ],
)
def test_a_question_that_nobody_may_ask_is_not_even_made(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidQuery):
        question(**wrong)


def test_one_cell_has_one_name_however_it_is_asked_for() -> None:
    pair = {("age", "1980-1989"), ("region", "AT-4")}
    asked_for = [
        question(dimensions=("age", "region")),
        question(dimensions=("region", "age")),
        question(dimensions=("age",), chosen=(("region", "AT-4"),)),
        question(chosen=(("region", "AT-4"), ("age", "1980-1989"))),
    ]
    names = [{name_of(cell) for cell in each.cells(DAY) if set(cell) == pair} for each in asked_for]
    assert names == [{"age=1980-1989;region=AT-4"}] * 4
    with pytest.raises(InvalidQuery, match="from the list"):
        question(chosen=(("region", "AT-4' OR true"),)).cells(DAY)


def test_months_are_the_last_twelve() -> None:
    months = values_of("month", DAY)
    assert (months[0], months[-1], len(months)) == ("2025-04", "2026-03", MONTHS)


@COMMITTED
def test_an_answer_is_near_the_truth_stays_and_is_paid_once() -> None:
    write_people({(1985, "AT-4"): 300, (1995, "AT-9"): 100})
    first = asked(dimensions=("region",))
    assert first["cost"] == 17 and len(first["cells"]) == 11
    # Laplace noise of scale 60 is further off once in a hundred million.
    assert abs(values(first)[3] - 300) < 1200
    again = asked(dimensions=("region",), role="executive")
    assert (again["values"], again["cost"]) == (first["values"], 0)
    assert asked(chosen=(("region", "AT-4"),))["values"] == [values(first)[3]]
    assert [(each.role, each.spent) for each in PrivacySpent.objects.all()] == [("product_manager", 17)]
    noted = AccessEvent.objects.order_by("id").first()
    assert noted and (noted.relation, noted.columns, noted.rows) == ("governance.noisy_cell", ["region"], 11)


@COMMITTED
def test_a_mean_is_shown_of_many_people_alone_and_costs_what_one_number_does() -> None:
    write_people({(1985, "AT-4"): 5})
    answer = asked("mean", dimensions=("region",))
    assert answer["cost"] == 18
    NoisyCell.objects.update(value=499)
    assert set(values(asked("mean", dimensions=("region",)))) == {None}
    NoisyCell.objects.filter(measure="people of mean", cell="region=AT-4").update(value=1000)
    NoisyCell.objects.filter(measure="stars of mean", cell="region=AT-4").update(value=700)
    assert values(asked("mean", dimensions=("region",)))[3] == 3.7


@COMMITTED
def test_the_page_shows_numbers_and_the_budget_and_other_roles_have_none() -> None:
    client = at_the_console("pia", "product_manager")
    given = {"measure": "people", "first": "age", "only_region": "AT-4"}
    with service_in_reach():
        shown = client.post("/estimates/", given).content.decode()
        wrong = client.post("/estimates/", {**given, "second": "age"}).content.decode()
    assert "1980-1989" in shown and "This spent 17 thousandths" in shown and "spent 1 %" in shown
    assert "each once" in wrong
    assert "does not answer now" in client.post("/estimates/", given).content.decode()
    assert at_the_console("sofia", "data_scientist").get("/estimates/").status_code == 403


def test_only_what_stands_out_of_the_noise_is_drawn() -> None:
    by_age = question(dimensions=("age",))
    assert bars_of_estimates(by_age, "title", [("1980-1989", USUALLY_WITHIN), ("unknown", 0)]) is None
    bars = bars_of_estimates(by_age, "title", [("1980-1989", USUALLY_WITHIN + 10), ("unknown", None)])
    assert bars is not None and [bar.percent for bar in bars.rows] == [100, 0]
    assert bars_of_estimates(question(dimensions=("age", "region")), "title", [("1980-1989", 5000)]) is None


@COMMITTED
def test_each_role_that_asks_has_a_budget() -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT role FROM governance.privacy_budgets()")
        found = {role for (role,) in cursor.fetchall()}
    assert found == {str(role) for role in Role if holds([role], Permission.NOISY_ASK)}
    assert asked_by_hand(role="data_scientist")["error"].startswith("Your role has asked for as many")
    assert asked_by_hand(measure="x").keys() == {"error"} and asked_by_hand(dimensions=5).keys() == {"error"}
