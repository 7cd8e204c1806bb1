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
        "UPDATE restaurants_dish SET count = 900, total = 4500, recent_stars = 1e9, recent_weight = 1",
        "INSERT INTO restaurants_dishday SELECT id, now(), 9, 45 FROM restaurants_dish",
        "UPDATE restaurants_dishday SET total = 5 * count",
        "DELETE FROM restaurants_dish",
        "SELECT public.restaurants_change_dish_days("
        "ARRAY[uuidv7()], ARRAY['soup'], ARRAY[current_date], ARRAY[5], ARRAY[1])",
        "SELECT public.restaurants_list_dishes(ARRAY[uuidv7()])",
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
