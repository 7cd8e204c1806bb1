"""The rules of a review: what it must be, what analytics may see of it, how sure a rating is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants import rules

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
GOOD: dict[str, Any] = {"rating": 3, "text": "x" * rules.MIN_TEXT_LENGTH, "visited_on": date(2026, 11, 1)}


def test_a_review_within_all_bounds_has_no_problems() -> None:
    assert rules.review_problems(**GOOD, now=NOW) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rating", 0),
        ("rating", 6),
        ("text", "x" * (rules.MIN_TEXT_LENGTH - 1)),
        ("text", "x" * (rules.MAX_TEXT_LENGTH + 1)),
        ("text", "\u3164" * 40),
        ("text", "a \u2800" * 7),
        ("visited_on", date(2026, 11, 25)),
        ("visited_on", date(2025, 11, 22)),
    ],
)
def test_each_broken_rule_is_named_by_its_field(field: str, value: object) -> None:
    problems = rules.review_problems(**{**GOOD, field: value}, now=NOW)
    assert list(problems) == [field]
    assert problems[field].endswith(".")


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 23), date(2025, 11, 23)])
def test_a_visit_may_be_a_year_ago_or_today_in_the_easternmost_time_zone(day: date) -> None:
    assert rules.review_problems(**{**GOOD, "visited_on": day}, now=NOW) == {}


@given(st.text(max_size=300))
def test_tidying_leaves_no_carriage_returns_and_no_gaps(text: str) -> None:
    tidy = rules.normalize_text(text)
    assert "\r" not in tidy
    assert "\n\n\n" not in tidy
    assert tidy == rules.normalize_text(tidy)


def test_few_reviews_have_no_interval() -> None:
    assert rules.rating_interval([0, 0, 0, 0, 4]) is None


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(lambda stars: sum(stars) >= 5))
def test_the_interval_holds_the_mean_and_stays_within_the_stars(stars: list[int]) -> None:
    mean = sum(value * number for value, number in enumerate(stars, 1)) / sum(stars)
    low, high = rules.rating_interval(stars) or (9.0, 0.0)
    assert 1 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 5


def test_more_reviews_make_it_narrower() -> None:
    few, many = rules.rating_interval([1, 1, 1, 1, 1]), rules.rating_interval([100] * 5)
    assert few and many
    assert many[1] - many[0] < few[1] - few[0]


def test_a_year_is_as_long_as_the_rules_say() -> None:
    assert rules.latest_visit_day(NOW) - rules.earliest_visit_day(NOW) == timedelta(days=rules.MAX_VISIT_AGE_DAYS + 1)
