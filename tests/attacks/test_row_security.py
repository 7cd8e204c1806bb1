"""Attack: a query of the dashboard forgot to name its restaurant. What it can read must be one restaurant or nothing.

It does not stop SQL that sets the setting itself; the columns and the suppression have to hold against that.
"""

from typing import Any

import pytest

from analytics.ingest import age_bands, cohorts, relay
from analytics.ingest.models import Review
from mlmodels.models import ReviewSentiment
from tests.analytics.conftest import score
from tests.analytics.events import OTHER, RESTAURANT, review_by_birth_years
from tests.analytics.test_visitors import count, foresee
from tests.conftest import AsProcess, Login

TABLES = (
    *("core.reviews", "derived.review_sentiment"),
    *("marts.restaurant_age_bands", "marts.restaurant_sentiment", "marts.restaurant_aspects"),
    "marts.restaurant_cohorts",
)
OF_VISITORS = ("visits", "forecast", "backtest", "forecast_status")


@pytest.mark.protection("row_security")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("named", [[], [RESTAURANT]], ids=["no restaurant named", "one named"])
def test_a_query_without_a_filter_reads_one_restaurant_or_nothing(
    table: str, named: list[Any], as_process: AsProcess, login: Login
) -> None:
    for restaurant in (RESTAURANT, OTHER):
        review_by_birth_years({1984: 10}, restaurant=restaurant)
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
    for row in Review.objects.all():
        score(str(row.review_id), row.event_id, row.restaurant_id, 0.8)
    said = {"aspect": "food", "polarity": "positive", "probability": 0.9, "sentence": "Good soup.", "words": []}
    ReviewSentiment.objects.update(aspects=[said], aspects_version=1)
    with as_process("relay"):
        cohorts.publish_due()
    connection = login("analytical", "dashboards")
    with connection.transaction():
        for restaurant in named:
            connection.execute(f"SET LOCAL platemark.restaurant_id = '{restaurant}'")
        seen = connection.execute(f"SELECT DISTINCT restaurant_id FROM {table}").fetchall()
    assert seen == [(restaurant,) for restaurant in named]


@pytest.mark.protection("row_security")
@pytest.mark.django_db(transaction=True, databases=["analytical"])
@pytest.mark.parametrize("view", OF_VISITORS)
def test_nobody_reads_how_many_guests_the_place_next_door_expects(view: str, login: Login) -> None:
    for restaurant in (RESTAURANT, OTHER):
        count(restaurant, 3)
        foresee(restaurant, expected=3, tested=3)
    connection = login("analytical", "dashboards")
    statement = f"SELECT DISTINCT restaurant_id FROM marts.restaurant_{view}"
    assert connection.execute(statement).fetchall() == []
    with connection.transaction():
        connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
        assert connection.execute(statement).fetchall() == [(RESTAURANT,)]
