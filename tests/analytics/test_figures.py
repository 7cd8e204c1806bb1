"""The dashboard's arithmetic."""

import math

import pytest

from analytics.dashboards.figures import AgeBand, Sums, age_rows, estimate, signed


def test_nothing_scored_is_no_estimate() -> None:
    assert estimate(Sums(reviews=3)) is None


def test_one_review_has_no_interval() -> None:
    one = estimate(Sums(1, 1, 0.5, 0.25))
    assert one is not None
    assert (one.text, one.low_text, one.high_text) == ("+0.50", "", "")


def test_the_interval_is_that_of_a_mean() -> None:
    scores = [0.1, 0.5, 0.9, -0.3, 0.3]
    found = estimate(Sums(5, 5, sum(scores), sum(score * score for score in scores)))
    deviation = math.sqrt(sum((score - 0.3) ** 2 for score in scores) / 4)
    assert found is not None
    assert found.mean == pytest.approx(0.3)
    assert found.high == pytest.approx(0.3 + 1.96 * deviation / math.sqrt(5))


def test_the_interval_stays_within_the_scale() -> None:
    found = estimate(Sums(5, 5, 3.0, 5.0))
    assert found is not None
    assert found.low == pytest.approx(-0.18, abs=0.01)
    assert found.high == 1.0


@pytest.mark.parametrize("reviews", [1, 2, 4])
def test_fewer_than_five_reviews_have_no_interval(reviews: int) -> None:
    found = estimate(Sums(reviews, reviews, 0.5 * reviews, 0.5 * reviews))
    assert found is not None
    assert (found.mean, found.low, found.high) == (0.5, None, None)


@pytest.mark.parametrize(("value", "text"), [(0.456, "+0.46"), (-0.2, "−0.20"), (0.001, "0.00"), (-0.001, "0.00")])
def test_scores_carry_their_sign(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(
    ("band", "ages"),
    [
        ("1980-1989", "37 to 46"),
        ("before 1930", "97 and over"),
        ("2010 or later", "16 and under"),
        ("unknown", "Not stated"),
    ],
)
def test_birth_years_are_shown_as_ages(band: str, ages: str) -> None:
    assert AgeBand(band, None).ages_in(2026) == ages


def test_bands_that_say_little_are_folded_away() -> None:
    bands = [AgeBand("before 1930", 20), AgeBand("1980-1989", 30), AgeBand("1990-1999", None)]
    shown, folded = age_rows(bands, 2026)
    assert shown == [("37 to 46", AgeBand("1980-1989", 30))]
    assert folded == ["97 and over (20 people say so, which is hard to believe)", "27 to 36 (too few to show)"]
