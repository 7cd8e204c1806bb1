"""Attack: a query of the dashboard forgot to name its restaurant. What it can read must be one restaurant or nothing.

It does not stop SQL that sets the setting itself; the columns and the suppression have to hold against that.
"""

import pytest

from analytics.ingest import age_bands, relay
from tests.analytics.events import OTHER, RESTAURANT, crowd
from tests.analytics.test_visitors import count, foresee
from tests.conftest import AsProcess, Login

TABLES = ("core.reviews", "marts.restaurant_age_bands", "marts.restaurant_sentiment")
OF_VISITORS = ("visits", "forecast", "backtest", "forecast_status")


@pytest.mark.protection("row_security")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_a_forgotten_filter_shows_one_restaurant_or_nothing(as_process: AsProcess, login: Login) -> None:
    for restaurant in (RESTAURANT, OTHER):
        crowd({1984: 2}, restaurant=restaurant)
    with as_process("relay"):
        relay.drain()
        age_bands.publish_stale()
    connection = login("analytical", "dashboards")
    for table in TABLES:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    with connection.transaction():
        connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
        for table in TABLES:
            seen = connection.execute(f"SELECT DISTINCT restaurant_id FROM {table}").fetchall()
            assert seen == [(RESTAURANT,)], table
    assert connection.execute("SELECT count(*) FROM core.reviews").fetchone() == (0,)


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
