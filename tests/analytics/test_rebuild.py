"""Empty the analytical store, replay the outbox, score again: every number of the dashboard is what it was."""

import re
import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections

from analytics.dashboards import selectors
from analytics.dashboards.selectors import Dashboard
from analytics.ingest import age_bands, relay
from mlmodels.sentiment.active_model import active_model
from mlmodels.sentiment.scoring import score_new
from tests.analytics.events import (
    OTHER,
    RESTAURANT,
    inject,
    let_wait_again,
    person,
    post,
    publish_demographics,
    review,
    review_by_birth_years,
)
from tests.conftest import AsProcess

TEXTS = (
    "The soup was wonderful and the staff were friendly. We waited ten minutes.",
    "A terrible evening. The fish was disgusting and the waiter was awful and rude.",
    "It was fine. The wine list is long.",
)
TABLES = (
    "landing.review_events",
    "landing.person_events",
    "landing.quarantine",
    "core.reviews",
    "core.user_demographics",
    "derived.review_sentiment",
    "marts.restaurant_age_bands",
)

READER = uuid.UUID(int=5)


def worked_through(as_process: AsProcess) -> None:
    """What the relay and the models worker do, each with its own logins."""
    with as_process("relay"):
        relay.drain(batch_size=20)
        age_bands.publish_due()
    with as_process("models"):
        score_new(active_model())


def shown(as_process: AsProcess) -> list[Dashboard]:
    """The dashboards of both restaurants, without the times at which they were computed."""
    with as_process("web"):
        dashboards = [selectors.dashboard(each, date(2026, 5, 6), reader=READER) for each in (RESTAURANT, OTHER)]
    return [replace(each, counted_at=None, scored_at=None) for each in dashboards]


def emptied() -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}")


def post_many() -> None:
    review_by_birth_years({1955: 4, 1984: 22, 1995: 14, None: 3})
    review_by_birth_years({1984: 11, 1995: 12}, restaurant=OTHER)
    for number in range(30):
        day = date(2026, 1, 5) + timedelta(days=9 * number)
        times: dict[str, Any] = {"visited_on": day.isoformat(), "posted_at": f"{day}T18:00:00+00:00"}
        post(review(text=TEXTS[number % 3], rating=number % 5 + 1, **times))
    changed = person(birth_year=1984)
    publish_demographics(changed)
    publish_demographics({**changed, "birth_year": None, "changed_at": "2026-06-02T12:00:00+00:00"})
    inject(review(rating=11))


def as_text(dashboards: list[Any]) -> str:
    """Every number to nine decimals: a sum of floats depends on the order in which rows lie."""
    return re.sub(r"(\.[0-9]{9})[0-9]+", r"\1", repr(dashboards))


@pytest.mark.django_db(databases=["default", "analytical"])
def test_every_number_comes_back(as_process: AsProcess) -> None:
    post_many()
    worked_through(as_process)
    before = shown(as_process)
    assert before[0].sums.scored + before[0].unsure == before[0].sums.reviews == 73
    assert before[0].most_negative is not None
    assert any(band.reviewers for band in before[0].age_bands)
    emptied()
    assert shown(as_process)[0].sums.reviews == 0
    let_wait_again()
    worked_through(as_process)
    assert as_text(shown(as_process)) == as_text(before)
