"""What the relay makes of an outbox row: a typed fact, or a reason. It trusts nothing."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analytics.ingest.events import MAX_PAYLOAD_BYTES, Fact, OutboxRow, ReviewFact, parse_event
from reviews_site.ids import uuid7
from reviews_site.outbox.schemas import InvalidEvent
from tests.analytics.events import OTHER, RESTAURANT, person, review

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def row(payload: Any, topic: str = "restaurants.review_posted", version: int = 1) -> OutboxRow:
    text = payload if isinstance(payload, str) or payload is None else json.dumps(payload)
    return OutboxRow(uuid7(), topic, version, RESTAURANT, text, "eu")


def conformed(payload: Any, topic: str = "restaurants.review_posted") -> Fact:
    return parse_event(row(payload, topic), now=NOW, region="eu")


def test_a_valid_review_becomes_a_fact() -> None:
    fact = conformed(review(rating=5))
    assert isinstance(fact, ReviewFact)
    assert (fact.restaurant_id, fact.rating) == (RESTAURANT, 5)


@pytest.mark.parametrize(
    "changes",
    [
        {"rating": 6},
        {"rating": "5"},
        {"text": ""},
        {"text": "a\0b"},
        {"text": "x" * 5_001},
        {"reviewer": "somebody@example.org"},
        {"email": "somebody@example.org"},
        {"restaurant_id": str(OTHER)},
        {"visited_on": "2026-02-30"},
        {"visited_on": "2031-01-01"},
        {"visited_on": "0001-01-01"},
        {"posted_at": "2026-05-02T12:00:00"},
        {"posted_at": "9999-12-31T23:59:59+00:00"},
        {"posted_at": "0001-01-01T00:00:00+14:00"},
        {"posted_at": (NOW + timedelta(days=2)).isoformat()},
    ],
    ids=str,
)
def test_a_review_that_breaks_a_rule_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        conformed(review(**changes))
    assert "somebody@example.org" not in str(refusal.value)


@pytest.mark.parametrize(
    "payload",
    [None, "[]", "7", "null", "{", "[" * 60_000, "x" * (MAX_PAYLOAD_BYTES + 1), '{"a": ' + "9" * 6_000 + "}"],
    ids=["missing", "list", "number", "null", "cut off", "nested", "large", "long number"],
)
def test_what_is_no_object_of_a_sane_size_is_refused(payload: str | None) -> None:
    with pytest.raises(InvalidEvent):
        conformed(payload)


def test_unknown_topics_and_versions_are_refused() -> None:
    for topic, version in (("restaurants.review_posted", 2), ("accounts.password_changed", 1)):
        with pytest.raises(InvalidEvent):
            parse_event(row(review(), topic, version), now=NOW, region="eu")


def test_a_birth_year_to_come_is_refused() -> None:
    with pytest.raises(InvalidEvent):
        conformed(person(birth_year=2027), "accounts.demographics_changed")


@given(some.recursive(some.none() | some.booleans() | some.floats() | some.text(), some.lists, max_leaves=5))
def test_no_value_of_any_field_raises_anything_else(value: Any) -> None:
    for field in review():
        try:
            conformed(review(**{field: value}))
        except InvalidEvent:
            continue
