"""The list around a place: sorted by distance, narrowed by it, with minutes on foot on each card."""

import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from restaurants.actions import listings
from restaurants.listings.rows import ListingRow
from restaurants.maps.frame import Position, distance_m
from restaurants.models import Restaurant
from restaurants.page_cache import PAGES
from restaurants.selectors import listing
from restaurants.selectors.nearby import Area, globe_distance
from restaurants.selectors.orders import DISTANCE, ORDERS
from tests.restaurants.test_maps import HERE, place_at
from tests.restaurants.test_public_pages import names, queries

pytestmark = pytest.mark.django_db
NEAR = "near=48.31,14.29&sort=distance"


@pytest.fixture
def town(db: None) -> None:
    """Restaurants whose names say how far they are, one that is too far, and one that nobody knows where it is."""
    for name, latitude, longitude in (
        ("D 4 km", 48.346, 14.29),
        ("A 110 m", 48.311, 14.29),
        ("C 2 km", 48.31, 14.317),
        ("B 900 m", 48.3181, 14.29),
    ):
        place_at(name, latitude, longitude)
    place_at("Far", 48.9, 14.29, street="Weit 1")
    place_at("Unknown", 48.31, 14.29, street="Graben 1")
    Restaurant.objects.filter(name="Unknown").update(latitude=None, longitude=None)


def test_the_nearest_come_first_with_minutes_on_each_card_and_the_reason(client: Client, town: None) -> None:
    page = client.get(f"/restaurants/?{NEAR}")
    body = page.content.decode()
    assert names(page) == ["A 110 m", "B 900 m", "C 2 km", "D 4 km"]
    assert body.count("min on foot") == 4 and "110 m · about 2 min on foot" in body
    assert html.escape(ORDERS[DISTANCE].sentence) in body
    assert "Restaurants near you" in body and 'content="noindex' in body
    assert '<option value="distance" selected>' in body and 'name="near" value="48.31,14.29"' in body


def test_a_typed_place_stands_in_the_heading(client: Client, town: None) -> None:
    page = client.get("/restaurants/?near=landstr&sort=distance")
    assert "Restaurants near Landstraße" in page.content.decode()
    assert "from the middle of Landstraße" in page.content.decode()


def test_without_a_place_the_choice_leads_to_typing_one(client: Client, town: None) -> None:
    body = client.get("/restaurants/?sort=distance").content.decode()
    assert "Type a town, street or postcode under “Near”" in body and "autofocus" in body
    assert '<option value="distance" selected>' in body and "min on foot" not in body
    assert html.escape(ORDERS["popular"].sentence) in body


@pytest.mark.parametrize("near", ["Atlantis", "48.3061,14.2861", "99,999", "'; --", "1e9,2"])
def test_a_place_that_is_none_shows_restaurants_everywhere(client: Client, town: None, near: str) -> None:
    answer = client.get("/restaurants/", {"near": near, "sort": "distance"})
    assert (answer.status_code, answer.context["total"]) == (200, 6)
    assert "min on foot" not in answer.content.decode()


def test_another_order_around_a_place_keeps_the_distances(client: Client, town: None) -> None:
    page = client.get("/restaurants/?near=48.31,14.29&sort=name")
    assert names(page) == ["A 110 m", "B 900 m", "C 2 km", "D 4 km"]
    assert page.content.decode().count("min on foot") == 4


@pytest.mark.parametrize(("within", "found"), [("1", 2), ("2", 3), ("5", 4), ("", 4), ("900", 4), ("x", 4)])
def test_the_distance_narrows_list_and_map_alike(client: Client, town: None, within: str, found: int) -> None:
    Restaurant.objects.filter(name="C 2 km").update(longitude=14.3165)
    query = {"near": "48.31,14.29", "within": within}
    assert client.get("/restaurants/", query).context["total"] == found
    assert client.get("/map/", query).context["total"] == found


def test_it_combines_with_every_filter_and_the_words(client: Client, town: None) -> None:
    Restaurant.objects.filter(name__in=["D 4 km", "B 900 m", "Far"]).update(wheelchair="yes", cuisines=["pizza"])
    assert names(client.get(f"/restaurants/?{NEAR}&wheelchair=1&cuisine=pizza")) == ["B 900 m", "D 4 km"]
    assert names(client.get(f"/restaurants/?{NEAR}&q=landstraße&wheelchair=1")) == ["B 900 m", "D 4 km"]
    every = "open=1&price=1&rating=3&diet=vegan&free=A&wheelchair=1&photos=1&within=1&cuisine=pizza&q=pizza"
    assert client.get(f"/restaurants/?{NEAR}&{every}").context["total"] == 0
    counted = dict(client.get(f"/restaurants/?{NEAR}&cuisine=pizza").context["page"].cuisines)
    assert counted == {"pizza": 2, "regional": 2}


def test_what_is_open_near_a_place_says_both(client: Client, town: None) -> None:
    row = ListingRow(
        ref="o", name="Owl", town="Linz", country="AT", opening_hours="24/7", latitude=48.311, longitude=14.29
    )
    listings.store(rows=[row], source="test", by=None)
    body = client.get(f"/restaurants/?{NEAR}&open=1").content.decode()
    assert "Restaurants near you" in body and "110 m · about 2 min on foot" in body and "Open" in body


def test_pages_and_the_links_keep_the_place(client: Client, town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    first = client.get(f"/restaurants/?{NEAR}&within=5")
    assert "1–2 of 4 restaurants" in first.content.decode()
    second = client.get("/restaurants/" + first.context["next_url"])
    assert names(first) + names(second) == ["A 110 m", "B 900 m", "C 2 km", "D 4 km"]
    assert "3–4 of 4 restaurants" in second.content.decode()
    assert names(client.get("/restaurants/" + second.context["previous_url"])) == names(first)
    assert second.context["map_url"] == "/map/?near=48.31%2C14.29&within=5"
    map_page = client.get(second.context["map_url"])
    assert map_page.context["list_url"] == "/restaurants/?near=48.31%2C14.29&within=5"
    assert names(client.get(map_page.context["list_url"])) == names(first)


def test_the_orders_of_database_and_globe_are_the_same(town: None) -> None:
    """Around a place far in the north, where the flat map lies most: the nearest on the globe are the first."""
    centre = Position(69.65, 18.96)
    for number in range(12):
        place_at(f"N{number}", 69.65 + (number * 7 % 12 - 6) / 100, 18.96 + (number * 5 % 12 - 6) / 40)
    rows = Restaurant.objects.filter(latitude__gt=60).order_by(globe_distance(centre))
    metres = [distance_m(centre, Position(row.latitude or 0, row.longitude or 0)) for row in rows]
    assert len(metres) == 12 and metres == sorted(metres)


def test_a_place_takes_few_queries(client: Client, town: None) -> None:
    """The ids and all numbers, the rows, their covers; and the place, where it is typed."""
    assert queries(client, f"/restaurants/?{NEAR}") == 3
    assert queries(client, "/restaurants/?near=linz&sort=distance") == 4


def test_the_place_is_found_by_the_index(town: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        listing.list_restaurants(near=Area(HERE), sort=DISTANCE, now=timezone.now())
    (statement,) = [query["sql"] for query in captured.captured_queries if "matching" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL enable_seqscan = off")
        # In a table of a few rows the planner may take this one as well.
        cursor.execute("DROP INDEX restaurants_filtered")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "restaurants_position" in plan and "Seq Scan" not in plan


def test_a_page_around_a_place_is_nobody_elses(client: Client, town: None, django_user_model: type[User]) -> None:
    """It is not kept, whether somebody is signed in or not, and never stands in for the page of everywhere."""
    everywhere = "/restaurants/?sort=distance"
    assert client.get(everywhere).context["total"] == 6
    kept = len(PAGES)
    assert kept == 1
    for near in ("48.31,14.29", "48.90,14.29"):
        client.get(f"/restaurants/?near={near}&sort=distance")
    assert len(PAGES) == kept
    assert "min on foot" not in client.get(everywhere).content.decode()
    client.force_login(django_user_model.objects.create_user(email="vera@example.org"))
    for near, name in (("48.31,14.29", "A 110 m"), ("48.90,14.29", "Far")):
        body = client.get(f"/restaurants/?near={near}&sort=distance").content.decode()
        assert body.index("min on foot") > body.index(name) and "Sign in" not in body
    assert "min on foot" not in client.get(everywhere).content.decode()
