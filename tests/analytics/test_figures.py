"""The dashboard's arithmetic, and where the drawing puts it."""

import math
from datetime import date

import pytest

from analytics.dashboards.chart import BOTTOM, LEFT, RIGHT, TOP, trend
from analytics.dashboards.figures import AgeBand, Month, Sums, estimate, signed

SPRING = [Month(date(2026, month, 1), Sums(4, 4, 2.0, 1.5)) for month in (3, 4, 6)]


def test_nothing_scored_is_no_estimate() -> None:
    assert estimate(Sums(reviews=3)) is None


def test_one_review_has_no_interval() -> None:
    one = estimate(Sums(1, 1, 0.5, 0.25))
    assert one is not None
    assert (one.text, one.low_text, one.high_text) == ("+0.50", "", "")


def test_the_interval_is_that_of_a_mean() -> None:
    scores = [0.1, 0.5, 0.9, -0.3]
    found = estimate(Sums(4, 4, sum(scores), sum(score * score for score in scores)))
    deviation = math.sqrt(sum((score - 0.3) ** 2 for score in scores) / 3)
    assert found is not None
    assert found.mean == pytest.approx(0.3)
    assert found.high == pytest.approx(0.3 + 1.96 * deviation / 2)


def test_the_interval_stays_within_the_scale() -> None:
    found = estimate(Sums(2, 2, 1.0, 1.0))
    assert found is not None
    assert found.low == pytest.approx(-0.48)
    assert found.high == 1.0


@pytest.mark.parametrize(("value", "text"), [(0.456, "+0.46"), (-0.2, "−0.20"), (0.001, "0.00"), (-0.001, "0.00")])
def test_scores_carry_their_sign(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(
    ("band", "ages"),
    [
        ("1980-1989", "37 to 46"),
        ("before 1930", "97 and over"),
        ("2010 or later", "16 and under"),
        ("unknown", "Not said"),
    ],
)
def test_birth_years_are_shown_as_ages(band: str, ages: str) -> None:
    assert AgeBand(band, None).ages_in(2026) == ages


def test_one_month_is_no_trend() -> None:
    assert trend(SPRING[:1]) is None


def test_months_stand_where_they_lie_in_time() -> None:
    drawing = trend(SPRING)
    assert drawing is not None
    march, april, june = (float(point.x) for point in drawing.points)
    assert june - april == pytest.approx(2 * (april - march), abs=0.2)
    assert march > LEFT
    assert june < RIGHT
    assert all(TOP <= float(point.y) <= BOTTOM for point in drawing.points)


def test_a_month_without_scores_is_left_out() -> None:
    drawing = trend([*SPRING, Month(date(2026, 7, 1), Sums(reviews=2))])
    assert drawing is not None
    assert drawing.last.month == date(2026, 6, 1)
