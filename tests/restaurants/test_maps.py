"""Maps: projection, clusters, and the page with its list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from restaurants.actions import listings
from restaurants.listings.rows import ListingRow
from restaurants.maps.clusters import MIN_DISTANCE, cluster, fan_out
from restaurants.maps.drawing import MappedPlace, box_of, draw_map, frame_for
from restaurants.maps.frame import HEIGHT, WIDTH, Frame, Position, distance_m
from restaurants.models import Restaurant
from restaurants.selectors import nearby
from restaurants.selectors.nearby import find_named_place, nearest
from restaurants.views import maps
from tests.restaurants.test_public_pages import queries

# Linz, Hauptplatz; each other place is named by how far it is from there.
HERE = Position(48.31, 14.29)
positions = st.builds(Position, st.floats(-80, 80), st.floats(-179, 179))


def place_at(name: str, latitude: float, longitude: float, *, street: str = "Landstraße 1") -> None:
    """A listed restaurant at a position."""
    row = ListingRow(
        ref=name, name=name, town="Linz", street=street, cuisines=("regional",), latitude=latitude, longitude=longitude
    )
    listings.store(rows=[row], source="test", by=None)


@given(st.lists(positions, min_size=1, max_size=20))
def test_a_frame_holds_all_that_it_is_made_for(known: list[Position]) -> None:
    frame = Frame.around(known)
    for position in known:
        x, y = frame.place(position)
        assert -0.5 <= x <= WIDTH + 0.5
        assert -0.5 <= y <= HEIGHT + 0.5


def test_distances_are_those_of_the_globe() -> None:
    """Vienna to Salzburg is 251 km as the crow flies; a hundredth of a degree north is 1,112 m."""
    assert distance_m(Position(48.2082, 16.3738), Position(47.8095, 13.0550)) == pytest.approx(251_100, rel=0.005)
    assert distance_m(HERE, Position(48.32, 14.29)) == pytest.approx(1_112, rel=0.001)


@given(st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)), max_size=60))
def test_pins_hold_every_place_once_and_never_overlap(points: list[tuple[float, float]]) -> None:
    pins = cluster(points)
    assert sorted(index for pin in pins for index in pin.members) == list(range(len(points)))
    for pin in pins:
        others = [other for other in pins if other is not pin]
        assert all((pin.x - other.x) ** 2 + (pin.y - other.y) ** 2 >= MIN_DISTANCE**2 * 0.999 for other in others)


def test_places_at_one_address_are_fanned_out() -> None:
    """No zoom would part them, so each has its own pin, and none of these overlap."""
    places = [MappedPlace(f"P{number}", f"/{number}/", HERE, number) for number in range(1, 5)]
    frame = frame_for(places)
    assert frame is not None
    pins = draw_map(places, [], frame).pins
    assert sorted(pin.text for pin in pins) == ["1", "2", "3", "4"]
    spread = fan_out(cluster([(10.0, 10.0)] * 4)[0])
    assert all(
        (one.x - two.x) ** 2 + (one.y - two.y) ** 2 >= MIN_DISTANCE**2 * 0.99
        for one in spread
        for two in spread
        if one is not two
    )


def test_a_pin_of_several_leads_to_a_map_where_they_are_apart() -> None:
    places = [
        MappedPlace("East", "/e/", Position(48.31, 14.2930), 1),
        MappedPlace("West", "/w/", Position(48.31, 14.2915), 2),
        MappedPlace("Far", "/f/", Position(48.40, 14.50), 3),
    ]
    frame = frame_for(places)
    assert frame is not None
    (group,) = [pin for pin in draw_map(places, [], frame).pins if pin.box]
    assert (group.count, group.text) == (2, "1+")
    assert group.title == "2 restaurants: East, West"
    inner = frame_for(places[:2], box=group.box)
    assert inner is not None
    assert [pin.text for pin in draw_map(places[:2], [], inner).pins] == ["1", "2"]


def test_zooming_in_and_out_comes_back_to_the_same_part() -> None:
    frame = Frame.around([Position(48.2, 14.2), Position(48.4, 14.4)])
    again = frame_for([], box=box_of(frame.zoomed(2).zoomed(0.5)))
    assert again is not None
    for corner in (again.south_west, again.north_east):
        x, y = frame.place(corner)
        assert min(abs(x), abs(x - WIDTH)) < 1
        assert min(abs(y), abs(y - HEIGHT)) < 1


@pytest.mark.django_db
def test_the_nearest_come_first_with_their_distances() -> None:
    for name, latitude, longitude in (("900 m", 48.3181, 14.29), ("300 m", 48.3073, 14.29), ("2 km", 48.31, 14.317)):
        place_at(name, latitude, longitude)
    place_at("too far", 48.9, 14.29)
    found = nearest(Restaurant.objects.all(), HERE, limit=5)
    assert [(place.name, distance.text) for place, distance in found] == [
        ("300 m", "300 m"),
        ("900 m", "900 m"),
        ("2 km", "2.0 km"),
    ]
    assert [distance.walking_minutes for _, distance in found] == [4, 12, 25]


@pytest.mark.django_db
def test_the_nearest_are_read_in_the_order_of_the_index() -> None:
    place_at("Reiher", 48.31, 14.29)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    with CaptureQueriesContext(connection) as captured:
        nearest(Restaurant.objects.all(), HERE, limit=5)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured.captured_queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "restaurants_position" in plan
    assert "Order By" in plan


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "name"),
    [("Linz", "Linz"), ("LINZ", "Linz"), ("landstrasse", "Landstraße"), ("Landstr", "Landstraße"), ("nowhere", None)],
)
def test_a_place_is_found_among_the_listings(text: str, name: str | None) -> None:
    place_at("Reiher", 48.31, 14.29)
    place = find_named_place(text)
    assert (place.name if place else None) == name
    if place:
        assert place.position == HERE


@pytest.mark.django_db
def test_the_map_page_lists_by_distance_and_draws_a_pin_for_each(client: Client) -> None:
    place_at("Reiher", 48.311, 14.29)
    place_at("Rohrdommel", 48.32, 14.29, street="Graben 2")
    page = client.get("/map/?near=48.31,14.29")
    body = page.content.decode()
    assert [each.restaurant.name for each in page.context["places"]] == ["Reiher", "Rohrdommel"]
    assert "Restaurants near you" in body
    assert "110 m · about 2 min on foot" in body
    assert body.count('class="map-pin"') == 2
    assert body.count("map-ring") == 3
    assert "Restaurants near Graben" in client.get("/map/?near=Graben").content.decode()
    assert "We know no town" in client.get("/map/?near=Atlantis").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("near", ["", "48.31,14.29", "Linz"])
def test_what_is_listed_is_on_the_map_where_not_all_fit(
    client: Client, monkeypatch: pytest.MonkeyPatch, near: str
) -> None:
    """Those of the list come first, whatever their names; and where one address has several, their number leads."""
    monkeypatch.setattr(nearby, "MAX_MAPPED", 2)
    monkeypatch.setattr(maps, "MAX_MAPPED", 2)
    monkeypatch.setattr(maps, "LISTED", 2)
    for number in range(4):
        place_at(f"{'DCBA'[number]}", 48.31 + number / 100, 14.29)
    page = client.get("/map/", {"near": near})
    assert page.context["total"] == 4
    assert sorted(pin.title[:2] for pin in page.context["map"].pins) == ["1.", "2."]


@pytest.mark.django_db
def test_within_a_distance_is_within_a_circle() -> None:
    """The corners of the square around it are further away: 2 km north and 2 km east are 2.8 km."""
    place_at("north", 48.31 + 1.9 / 111.2, 14.29)
    place_at("corner", 48.31 + 1.9 / 111.2, 14.29 + 1.9 / 111.2 / 0.665)
    found = nearby.within_distance(Restaurant.objects.all(), HERE, kilometres=2)
    assert [each.name for each in found] == ["north"]


@pytest.mark.django_db
def test_the_map_page_shows_one_part(client: Client) -> None:
    place_at("Reiher", 48.31, 14.29)
    place_at("Far", 48.5, 14.9)
    assert client.get("/map/").context["total"] == 2
    part = client.get("/map/?box=14.28,48.30,14.30,48.32")
    assert [each.restaurant.name for each in part.context["places"]] == ["Reiher"]
    assert "Show all" in part.content.decode()
    assert "No restaurants here" in client.get("/map/?box=1,1,2,2").content.decode()


@pytest.mark.django_db
def test_the_filters_of_the_list_narrow_the_map(client: Client) -> None:
    """The list's link leads there with them, and the map's search keeps them."""
    place_at("Reiher", 48.31, 14.29)
    place_at("Rohrdommel", 48.32, 14.29)
    Restaurant.objects.filter(name="Reiher").update(wheelchair="yes")
    assert 'href="/map/?wheelchair=1"' in client.get("/restaurants/?wheelchair=1&sort=name").content.decode()
    page = client.get("/map/?wheelchair=1&near=Linz")
    assert [each.restaurant.name for each in page.context["places"]] == ["Reiher"]
    assert '<input type="hidden" name="wheelchair" value="1">' in page.content.decode()
    assert 'href="/restaurants/?near=Linz&amp;wheelchair=1"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "box", ["1,2,3", "a,b,c,d", "3,1,1,2", "1,3,2,1", "999,1,999.5,2", "1e3,1,2,2", "nan,1,2,2", "1,1,2,2,3"]
)
def test_a_box_that_is_none_counts_as_missing(client: Client, box: str) -> None:
    place_at("Reiher", 48.31, 14.29)
    page = client.get("/map/", {"box": box})
    assert (page.status_code, page.context["total"]) == (200, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "near", ["48.306,14.29", "48.3,14.2866", "48.30600, 14.29", "+48.306,14.29", "nan,1", "99,999", "1_0,2"]
)
def test_a_position_that_is_too_exact_or_none_is_not_taken(client: Client, near: str) -> None:
    place_at("Reiher", 48.31, 14.29)
    assert client.get("/map/", {"near": near}).context["place"] is None


@pytest.mark.django_db
def test_as_many_queries_for_many_restaurants_as_for_one(client: Client) -> None:
    place_at("Reiher", 48.31, 14.29)
    before = queries(client, "/map/?near=Linz")
    for number in range(6):
        place_at(f"Place {number}", 48.31 + number / 1000, 14.29)
    assert queries(client, "/map/?near=Linz") == before == 4
