"""Attack: a review whose text takes so long to redact that others wait for it, or that hides how to reach somebody."""

import sys
from typing import Any

import pytest
from django.db import connection

from restaurants.actions import reviews
from restaurants.models import RestaurantRating
from reviews_site.redaction import redact
from tests.conftest import Login
from tests.restaurants import factories

BAITS = (
    *('"Yi,"', "Yi,", "Anna, ", "Anna ", "Anna and ", "waiter Anna ", "Mr.", "was our very ", "Anna also ", "O'A-"),
    *("a", "a.", "a@", "a@b.", "a at ", "a dot ", "(at)", "www.", "a/", "1 ", "0 1", "+1(", "0732 77 20 61 "),
    *(
        "12345678 ",
        "1.1.",
        "one ",
        "one, two ",
        "null",
        "2025-01-01 ",
        "1.1.20",
        "\uff20",
        "ﷺ",
        "a\u0301",
        "\u200b",
        "\n",
    ),
)


def count_steps(text: str) -> int:
    """How many calls the redaction of a text makes, of functions in Python and in C."""
    steps = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        redact(text)
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.protection("redaction_steps")
def test_no_text_costs_more_than_its_length() -> None:
    """Four times the text costs at most about four times the calls. Seconds would tell of the machine."""
    costs = {bait: [count_steps((bait * 2000)[:length]) for length in (500, 2000)] for bait in BAITS}
    assert {bait: cost for bait, cost in costs.items() if cost[1] > 5 * cost[0] + 10_000} == {}


@pytest.mark.protection("redaction_outside_of_locks")
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_text_that_is_read(monkeypatch: pytest.MonkeyPatch, login: Login) -> None:
    place, dora = factories.restaurant(), factories.confirmed("dora")
    seen: list[bool] = []

    def look_for_locks(text: str) -> str:
        rows = login("default", "migrator").execute("SELECT 1 FROM restaurants_restaurantrating FOR UPDATE SKIP LOCKED")
        seen.append(bool(rows.fetchone()) and not connection.in_atomic_block)
        return text

    monkeypatch.setattr(reviews, "redact", look_for_locks)
    factories.review(place, dora)
    assert seen == [True]
    assert RestaurantRating.objects.get().count == 1
