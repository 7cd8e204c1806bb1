"""Attacks on the orders of restaurants and dishes, and on the login that publishes their numbers."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from restaurants.actions import reviews
from restaurants.models import Dish, DishDay, Restaurant
from tests.conftest import AsProcess, Login
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own
from tests.restaurants import factories
from tests.restaurants.test_popular_dishes import serve

__all__ = ["ledger_of_its_own"]

pytestmark = pytest.mark.django_db
VISITED_ON = timezone.now().date() - timedelta(days=1)


def mentions() -> dict[str, tuple[int, int]]:
    """How many reviews name each dish that one names, and the sum of their stars."""
    rows = Dish.objects.filter(count__gt=0).values_list("name", "count", "total")
    return {name: (count, total) for name, count, total in rows}


@pytest.fixture
def served() -> Restaurant:
    """A restaurant with a menu of two dishes."""
    place = factories.restaurant()
    serve(place, ("Green tea", "Zander"))
    return place


@pytest.mark.protection("dish_mentions_follow_reviews")
def test_one_account_pushes_no_dish_by_editing(served: Restaurant) -> None:
    """Twenty edits, each with the dish many times, and back again; then withdrawn and posted anew."""
    pusher = factories.confirmed("dora")
    factories.review(served, pusher, rating=5, text="Green tea. " * 5)
    for number in range(20):
        text = f"Green tea number {number}, green tea, and once more green tea."
        reviews.edit(restaurant=served, rating=5, text=text, visited_on=VISITED_ON, by=pusher)
    assert mentions() == {"Green tea": (1, 5)}
    reviews.withdraw(restaurant=served, by=pusher)
    factories.review(served, pusher, rating=5, text="Green tea. " * 5)
    assert mentions() == {"Green tea": (1, 5)}
    assert list(DishDay.objects.values_list("count", "total")) == [(1, 5)]


@pytest.mark.protection("dish_mentions_follow_reviews")
@pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
def test_a_mention_leaves_with_the_review_of_somebody_who_is_erased(
    served: Restaurant, as_process: AsProcess, ledger_of_its_own: Path
) -> None:
    mia = confirmed("mia")
    factories.review(served, mia, rating=5, text="The zander was fresh, and so was the green tea.")
    factories.review(served, factories.confirmed("emil"), rating=2, text="They had no zander left, sadly.")
    assert mentions() == {"Green tea": (1, 5), "Zander": (2, 7)}
    erased(mia, as_process)
    assert mentions() == {"Zander": (1, 2)}
    assert list(DishDay.objects.values_list("count", "total")) == [(1, 2)]


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
