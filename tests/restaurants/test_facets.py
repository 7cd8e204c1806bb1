"""The numbers beside cuisines: kept by triggers for all restaurants, read with the rows where filters narrow them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from restaurants.models import CuisineCount, Restaurant
from restaurants.selectors.facets import Wanted, read_all, read_matching
from restaurants.selectors.filters import ListFilters
from restaurants.selectors.listing import list_restaurants
from restaurants.selectors.orders import ORDERS
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> None:
    for name, *cuisines in (("Amsel", "pizza", "italian"), ("Bussard", "pizza"), ("Kranich", "regional"), ("Zeisig",)):
        place = factories.restaurant(name, *cuisines)
        Restaurant.objects.filter(pk=place.pk).update(cuisines=cuisines)


def kept() -> dict[str, int]:
    return dict(CuisineCount.objects.values_list("cuisine", "restaurants"))


def test_triggers_count_each_change_of_a_listing(town: None) -> None:
    assert kept() == {"": 4, "pizza": 2, "italian": 1, "regional": 1}
    Restaurant.objects.filter(name="Kranich").update(cuisines=["pizza", "sushi"])
    assert kept() == {"": 4, "pizza": 3, "italian": 1, "sushi": 1}
    Restaurant.objects.filter(cuisines__contains=["sushi"]).delete()
    assert kept() == {"": 3, "pizza": 2, "italian": 1}


@pytest.mark.parametrize("cuisine", ["", "pizza", "sushi"])
@pytest.mark.parametrize("sort", [key for key in ORDERS if key not in ("relevance", "distance")])
def test_both_ways_of_reading_say_the_same(town: None, cuisine: str, sort: str) -> None:
    """Whether numbers and rows come from what triggers keep or from one pass, they are the same."""
    wanted = Wanted(cuisine, ORDERS[sort], 0, 3)
    alike = read_matching(Restaurant.objects.all(), wanted=wanted)
    found = read_all(wanted)
    assert (list(found.ids), list(found.cuisines), found.total) == (list(alike.ids), list(alike.cuisines), alike.total)


def test_the_list_takes_few_queries(client: Client, town: None) -> None:
    """What was counted, the ids, the rows and their covers; filtered, numbers and ids are one."""
    assert queries(client, "/restaurants/") == queries(client, "/restaurants/?cuisine=pizza") == 5  # one is the version
    assert queries(client, "/restaurants/?wheelchair=1&price=2&q=amsel") <= 4


def test_filters_read_the_narrow_index(town: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        list_restaurants(filters=ListFilters(wheelchair=True), sort="newest", now=timezone.now())
    (statement,) = [query["sql"] for query in captured.captured_queries if "matching" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for way in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan using restaurants_filtered" in plan
