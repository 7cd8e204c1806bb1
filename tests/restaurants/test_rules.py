"""The rules of a review: what it must be, what analytics may see of it, how sure a rating is."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants import rules

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
GOOD: dict[str, Any] = {"rating": 3, "text": "x" * rules.TEXT_MINIMUM, "visited_on": date(2026, 11, 1)}


def test_a_review_within_all_bounds_has_no_problems() -> None:
    assert rules.problems_of_review(**GOOD, now=NOW) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rating", 0),
        ("rating", 6),
        ("text", "x" * (rules.TEXT_MINIMUM - 1)),
        ("text", "x" * (rules.TEXT_MAXIMUM + 1)),
        ("text", "with a nul \x00 in the middle of it"),
        ("visited_on", date(2026, 11, 25)),
        ("visited_on", date(2025, 11, 22)),
    ],
)
def test_each_broken_rule_is_named_by_its_field(field: str, value: object) -> None:
    problems = rules.problems_of_review(**{**GOOD, field: value}, now=NOW)
    assert list(problems) == [field]
    assert problems[field].endswith(".")


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 23), date(2025, 11, 23)])
def test_today_is_wherever_it_is_latest_and_a_year_back_counts(day: date) -> None:
    assert rules.visit_is_recent(day, now=NOW)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Write to maria.huber+food@gmx.at for the recipe", "Write to [email] for the recipe"),
        ("Ask anna (at) example.co.uk!", "Ask [email]!"),
        ("See https://evil.example/x?y=1 now", "See [link] now"),
        ("See www.my-blog.example.", "See [link]"),
        ("I blog at huber-isst.at/linz about it", "I blog at [link] about it"),
        ("Call +43 660 123 45 67 after six", "Call [phone] after six"),
        ("Call 0732/77 88 99", "Call [phone]"),
        ("Call (0732) 778899 please", "Call [phone] please"),
        ("Call 00436601234567.", "Call [phone]."),
    ],
)
def test_ways_to_reach_someone_are_redacted(text: str, redacted: str) -> None:
    assert rules.redact_contact_details(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "We paid 24.90 for two, 1,250 calories each",
        "Visited on 12.11.2026 and again on 2026-11-20",
        "Table 12 at 19:30, 4 people, 3 courses",
        "10/10 would eat 1000 more",
        "Fresh.Delicious.Cheap and very good.It was cold, though.it did not matter",
        "The postcode is 4020 and the year was 2019",
    ],
)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert rules.redact_contact_details(text) == text


@given(st.emails())
def test_no_address_survives(address: str) -> None:
    assert address not in rules.redact_contact_details(f"write to {address} today")


@given(st.from_regex(r"\+[1-9][0-9]{1,2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3,6}", fullmatch=True))
def test_no_international_number_survives(number: str) -> None:
    assert number not in rules.redact_contact_details(f"ring {number} today")


@given(st.text(max_size=300))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = rules.redact_contact_details(text)
    assert rules.redact_contact_details(once) == once


def test_no_text_makes_redacting_slow() -> None:
    for tail in ("a", "a.", "a@", "1 ", "www."):
        began = time.perf_counter()
        rules.redact_contact_details((tail * rules.TEXT_MAXIMUM)[: rules.TEXT_MAXIMUM])
        assert time.perf_counter() - began < 1


@given(st.text(max_size=80).map(lambda text: (text + " a@b.co") * 400))
def test_a_redacted_text_is_never_longer_than_a_review_may_be(text: str) -> None:
    assert len(rules.redact_contact_details(text[: rules.TEXT_MAXIMUM])) <= rules.TEXT_MAXIMUM


@given(st.text(max_size=300))
def test_tidying_leaves_no_carriage_returns_and_no_gaps(text: str) -> None:
    tidy = rules.tidy_text(text)
    assert "\r" not in tidy
    assert "\n\n\n" not in tidy
    assert tidy == rules.tidy_text(tidy)


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
    assert rules.latest_visit(NOW) - rules.earliest_visit(NOW) == timedelta(days=rules.VISIT_WITHIN_DAYS + 1)
