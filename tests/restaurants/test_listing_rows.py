"""What becomes of a listing's values: cuisines, encodings, links, coordinates."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.enums import Licence
from restaurants.exceptions import InvalidRow
from restaurants.listings import formats
from restaurants.listings.cuisines import parse_cuisines
from restaurants.listings.geometry import parse_coordinates
from restaurants.listings.rows import clean_text, parse_country, parse_website
from restaurants.listings.tags import Tags
from tests.restaurants.files import flat, nested


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("italian;pizza", ("italian", "pizza")),
        ("italian;italian_pizza;pizza;pasta", ("italian", "pizza", "pasta")),
        ("Mediterranian", ("mediterranean",)),
        ("brasilian", ("brazilian",)),
        ("Local", ("regional",)),
        ("Latin American, peruvian", ("latin_american", "peruvian")),
        ("yes", ()),
        (None, ()),
    ],
)
def test_cuisines(said: Any, keys: tuple[str, ...]) -> None:
    assert parse_cuisines(said) == keys


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Resch &amp; Lieblich", "Resch & Lieblich"),
        ("Caf&amp;eacute; Bazar", "Café Bazar"),
        ("CafÃ© am Platz", "Café am Platz"),
        ("<b>Zum</b> <i>Reiher</i>", "Zum Reiher"),
        ("  two \n lines\x00 ", "two lines"),
        ("ÃO do Brasil", "ÃO do Brasil"),
        (5020, "5020"),
        (None, ""),
        ({"a": 1}, ""),
    ],
)
def test_cleaning(raw: Any, text: str) -> None:
    assert clean_text(raw) == text


@given(st.text())
def test_a_clean_value_is_one_line_that_can_be_stored(text: str) -> None:
    assert not set(clean_text(text)) & set("\n\r\t\x00")
    clean_text(text).encode()


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://www.2raum.at/", "https://www.2raum.at/"),
        ("HTTP://2raum.at", "http://2raum.at"),
        ("www.2raum.at", "https://www.2raum.at"),
        ("https://one.at;https://two.at", "https://one.at"),
        ("javascript:alert(1)", ""),
        ("javascript://x.at/%0aalert(1)", ""),
        ("data:text/html,x", ""),
        ("https://[broken", ""),
        ("none", ""),
        ("", ""),
        ("https://x.at/karte?lang=de&region=at&copy=2", "https://x.at/karte?lang=de&region=at&copy=2"),
        ("https://x.at/?a=1&amp;b=2", "https://x.at/?a=1&b=2"),
        ("none;www.x.at", "https://www.x.at"),
    ],
)
def test_only_web_addresses_are_kept(said: str, address: str) -> None:
    assert parse_website(said) == address


SQUARE = [[[13.0, 48.0], [13.2, 48.0], [13.2, 48.2], [13.0, 48.2], [13.0, 48.0]]]
# Its middle lies outside.
HORSESHOE = [[[0, 0], [6, 0], [6, 6], [5, 6], [5, 1], [1, 1], [1, 6], [0, 6], [0, 0]]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "inside"),
    [
        ("Point", [13, 48, 420.5], (48, 13)),
        ("Polygon", SQUARE, (48.1, 13.1)),
        ("MultiPolygon", [SQUARE], (48.1, 13.1)),
        ("LineString", [[13, 48], [13.1, 48], [13.2, 48]], (48, 13.1)),
    ],
)
def test_a_building_lies_at_a_point_inside(kind: str, coordinates: Any, inside: tuple[float, float]) -> None:
    *found, problem = parse_coordinates({"geometry": {"type": kind, "coordinates": coordinates}}, Tags({}))
    assert found == pytest.approx(list(inside)) and not problem


def test_the_point_of_a_bent_building_is_not_in_its_yard() -> None:
    latitude, longitude, _ = parse_coordinates({"geometry": {"type": "Polygon", "coordinates": HORSESHOE}}, Tags({}))
    assert latitude is not None and longitude is not None
    assert not (1 < longitude < 5 and latitude > 1)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [200, 48]},
        {"type": "Point", "coordinates": [1_450_000, 6_120_000]},
        {"type": "Point", "coordinates": [13, "north"]},
        {"type": "Point", "coordinates": [float("nan"), 48]},
        {"type": "Point", "coordinates": [13]},
        {"type": "Polygon", "coordinates": [[13, 48], [13, 49]]},
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": "x"},
        {"type": "GeometryCollection", "geometries": [None]},
        {"type": "Circle", "coordinates": []},
        {"type": None},
        {},
        "a place",
        [1, 2],
    ],
)
def test_an_odd_geometry_leaves_the_restaurant_without_coordinates(geometry: Any) -> None:
    row, left_out = formats.parse_feature({**flat(7, "Zum Reiher"), "geometry": geometry})
    assert (row.name, row.latitude, row.longitude) == ("Zum Reiher", None, None)
    assert len(left_out) == 1 and "coordinates" in left_out[0]


def test_countries() -> None:
    assert [parse_country(said) for said in ("AT", "it", "Austria", "Atlantis", None)] == ["AT", "IT", "AT", "", ""]


# One restaurant as each program writes it.
ADDRESS = {"addr:street": "Gasse", "addr:housenumber": "3", "addr:postcode": "5020", "addr:city": "Salzburg"}
TAGS = {"amenity": "restaurant", "name": "Zum Reiher", "cuisine": "fish", "contact:phone": "+43 662 1", **ADDRESS}
POINT = {"type": "Point", "coordinates": [13.05, 47.8]}
HSTORE = ",".join(f'"{name}"=>"{value}"' for name, value in TAGS.items() if name != "name")


@pytest.mark.parametrize(
    ("feature", "ref"),
    [
        pytest.param({"id": "node/1", "properties": {"@id": "node/1", **TAGS}}, "node/1", id="overpass-turbo"),
        pytest.param(
            {"properties": {"full_id": "w1", "osm_id": "1", "osm_type": "way", **TAGS}}, "way/1", id="QuickOSM"
        ),
        pytest.param({"properties": {"osm_id": 1, "osm_type": "relation", **TAGS}}, "relation/1", id="QuickOSM, short"),
        pytest.param({"id": "n1", "properties": TAGS}, "node/1", id="osmium -u type_id"),
        pytest.param({"properties": {"@id": 1, "@type": "node", **TAGS}}, "node/1", id="osmium -a id,type"),
        pytest.param(
            {"properties": {"cartodb_id": 9, **{name.replace(":", "_"): value for name, value in TAGS.items()}}},
            "9",
            id="CARTO",
        ),
        pytest.param({"properties": {"osm_id": "1", "name": TAGS["name"], "other_tags": HSTORE}}, "1", id="ogr2ogr"),
        pytest.param(
            {"properties": {"osm_id": "1", **{name.replace(":", "_")[:10]: value for name, value in TAGS.items()}}},
            "1",
            id="shapefile",
        ),
        pytest.param({"properties": {"type": "node", "id": 1, "tags": TAGS}}, "node/1", id="osm2geojson"),
        pytest.param({"properties": {"osm_id": 1.0, "tags": json.dumps(TAGS)}}, "1", id="tags as JSON"),
        pytest.param({"properties": TAGS}, "zum reiher|gasse 3", id="JOSM, without an id"),
    ],
)
def test_a_restaurant_is_the_same_whoever_exported_it(feature: dict[str, Any], ref: str) -> None:
    row, left_out = formats.parse_feature({"type": "Feature", "geometry": POINT, **feature})
    assert (row.ref, row.name, row.cuisines) == (ref, "Zum Reiher", ("fish",))
    assert (row.street, row.postcode, row.town, row.phone) == ("Gasse 3", "5020", "Salzburg", "+43 662 1")
    assert (row.latitude, row.longitude, row.licence, left_out) == (47.8, 13.05, Licence.ODBL, [])


def test_geofabrik_says_what_kind_of_place_it_is_in_a_class() -> None:
    properties = {"osm_id": "1", "code": 2301, "fclass": "restaurant", "name": "Zum Reiher"}
    row, _ = formats.parse_feature({"type": "Feature", "geometry": POINT, "properties": properties})
    assert (row.ref, row.name) == ("1", "Zum Reiher")


def test_an_address_may_have_a_place_instead_of_a_street() -> None:
    row, _ = formats.parse_feature(nested("node/1", name="Alm", **{"addr:place": "Unterberg", "addr:housenumber": "7"}))
    assert row.street == "Unterberg 7"
    row, _ = formats.parse_feature(nested("node/1", name="Alm", **{"addr:village": "Anif", "addr:housenumber": "7"}))
    assert (row.street, row.town) == ("", "Anif")


def test_a_value_that_is_too_long_is_left_out_and_the_restaurant_stays() -> None:
    numbers = [f"+43 662 8488{number:02}{number:02}" for number in range(4)]
    row, left_out = formats.parse_feature(
        flat(7, "x" * 201, phone="; ".join(numbers), opening_hours="y" * 501, addr_postcode="z" * 17)
    )
    assert (row.name, row.phone) == ("x" * 200, "; ".join(numbers[:3]))
    assert (row.opening_hours, row.postcode) == ("", "")
    assert left_out == [
        "its name is longer than 200 characters and was cut",
        "its postcode is longer than 16 characters and was left out",
        "its phone is longer than 60 characters and was cut",
        "its opening hours is longer than 500 characters and was left out",
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (flat(1, None), "no name"),
        (flat(1, "  "), "no name"),
        (flat(1, "Brunnen", amenity="drinking_water"), "drinking water"),
        ("a string", "not a feature"),
        ({"properties": None}, "not a feature"),
    ],
)
def test_bad_features_say_why(raw: Any, reason: str) -> None:
    with pytest.raises(InvalidRow, match=reason):
        formats.parse_feature(raw)
