"""Attacks on the order of restaurants, and on the login that publishes its numbers."""

import psycopg
import pytest

from tests.conftest import Login

pytestmark = pytest.mark.django_db


@pytest.mark.protection("popularity_by_triggers")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE restaurants_restaurantrating SET recent_stars = 1e9, recent_weight = 1",
        "INSERT INTO restaurants_ratingday SELECT id, now(), 9, 45 FROM restaurants_restaurant",
        "UPDATE restaurants_ratingday SET total = 5 * count",
        "DELETE FROM restaurants_ratingday",
    ],
)
def test_injected_sql_makes_nobody_popular(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)


@pytest.mark.protection("open_data_reads_nobody")
@pytest.mark.parametrize("table", ["restaurants_review", "accounts_user", "accounts_profile", "outbox_event"])
def test_whoever_publishes_open_data_reads_nothing_of_people(login: Login, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "publisher").execute(f"SELECT 1 FROM {table}")
