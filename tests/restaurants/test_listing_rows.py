"""What becomes of a listing's values: cuisines, encodings, links, coordinates."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.enums import Licence
from restaurants.exceptions import InvalidRow
from restaurants.listings import formats
from restaurants.listings.cuisines import parse_cuisines
from restaurants.listings.rows import clean_text, parse_coordinates, parse_country, parse_website
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
    ],
)
def test_only_web_addresses_are_kept(said: str, address: str) -> None:
    assert parse_website(said) == address


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [200, 48]},
        {"type": "Point", "coordinates": [13, "north"]},
        {"type": "Point", "coordinates": [float("nan"), 48]},
        {"type": "Point", "coordinates": [13]},
        {"type": "Polygon", "coordinates": [[13, 48], [13, 49]]},
        "a place",
    ],
)
def test_odd_geometries_are_refused(geometry: Any) -> None:
    with pytest.raises(InvalidRow):
        parse_coordinates(geometry)


def test_countries() -> None:
    assert [parse_country(said) for said in ("AT", "it", "Austria", "Atlantis", None)] == ["AT", "IT", "AT", "", ""]


def test_the_flat_dialect() -> None:
    row = formats.parse_feature(flat(7, "Zum Reiher", addr_street="Gasse", addr_housenumber="3", addr_postcode=5020))
    assert (row.ref, row.street, row.postcode) == ("7", "Gasse 3", "5020")
    assert (row.latitude, row.longitude, row.licence) == (47.8, 13.05, Licence.ODBL)


def test_the_nested_dialect() -> None:
    row = formats.parse_feature(nested("node/1", name="Da Gino", cuisine="pizza", **{"contact:phone": "+39 02 1"}))
    assert (row.ref, row.cuisines, row.phone, row.latitude) == ("node/1", ("pizza",), "+39 02 1", None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (flat(1, None), "no name"),
        (flat(1, "  "), "no name"),
        (flat(1, "x" * 201), "longer than 200"),
        (flat(1, "Brunnen", amenity="drinking_water"), "drinking water"),
        ("a string", "not a feature"),
        ({"properties": None}, "not a feature"),
    ],
)
def test_bad_features_say_why(raw: Any, reason: str) -> None:
    with pytest.raises(InvalidRow, match=reason):
        formats.parse_feature(raw)
