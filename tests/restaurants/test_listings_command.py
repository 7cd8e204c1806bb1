"""`manage.py listings import`: good rows are kept, bad ones reported with their place, and twice is once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from restaurants.models import Restaurant, RestaurantRating
from tests.restaurants.files import HEADING, flat, geojson, shared

pytestmark = pytest.mark.django_db


def summary_of(path: Path, *arguments: str) -> dict[str, Any]:
    """Import the file, and read the summary that the command writes."""
    out = io.StringIO()
    call_command("listings", "import", str(path), "--json", *arguments, stdout=out, stderr=io.StringIO())
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_good_rows_are_kept_and_bad_ones_reported(tmp_path: Path) -> None:
    rows = [flat(1, "Reiher"), flat(2, None), flat(3, "Kranich"), flat(1, "Reiher again"), "nonsense"]
    summary = summary_of(geojson(tmp_path / "small town.geojson", *rows))
    assert (summary["source"], summary["rows"], summary["new"]) == ("small-town", 5, 2)
    assert summary["skipped"] == [
        {"where": "feature 2", "reason": "it has no name"},
        {"where": "feature 4", "reason": "it repeats feature 1"},
        {"where": "feature 5", "reason": "it is not a feature with properties"},
    ]
    assert set(Restaurant.objects.values_list("name", flat=True)) == {"Reiher", "Kranich"}
    assert RestaurantRating.objects.count() == 2


def test_importing_twice_changes_nothing_and_a_changed_row_is_updated_in_place(tmp_path: Path) -> None:
    path = geojson(tmp_path / "town.geojson", flat(1, "Reiher"), flat(2, "Kranich"))
    summary_of(path)
    before = {place.source_ref: place for place in Restaurant.objects.all()}
    again = summary_of(path)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    geojson(path, flat(1, "Silberreiher", cuisine="fish"), flat(2, "Kranich"))
    third = summary_of(path)
    assert (third["new"], third["changed"], third["unchanged"]) == (0, 1, 1)
    renamed = Restaurant.objects.get(source_ref="1")
    assert (renamed.pk, renamed.slug) == (before["1"].pk, "reiher")
    assert (renamed.name, renamed.cuisines) == ("Silberreiher", ["fish"])


def test_two_files_never_share_ids_and_same_names_get_slugs_of_their_own(tmp_path: Path) -> None:
    summary_of(geojson(tmp_path / "east.geojson", flat(1, "Reiher")))
    summary_of(geojson(tmp_path / "west.geojson", flat(1, "Reiher"), flat(2, "Reiher")))
    summary_of(geojson(tmp_path / "west-moved.geojson", flat(1, "Reiher", cuisine="fish")), "--source", "west")
    slugs = Restaurant.objects.order_by("slug").values_list("source", "slug")
    assert list(slugs) == [("east", "reiher"), ("west", "reiher-2"), ("west", "reiher-3")]


def test_rows_without_a_town_take_the_one_that_is_given(tmp_path: Path) -> None:
    rows = flat(1, "Reiher"), flat(2, "Kranich", addr_city="Hallein")
    summary_of(geojson(tmp_path / "town.geojson", *rows), "--town", "Salzburg")
    assert set(Restaurant.objects.values_list("slug", "town")) == {
        ("reiher-salzburg", "Salzburg"),
        ("kranich-hallein", "Hallein"),
    }


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(json.dumps(flat(number, name)) for number, name in enumerate(("Reiher", "Kranich"))),
        "".join(f"\x1e{json.dumps(flat(number, name))}\n" for number, name in enumerate(("Reiher", "Kranich"))),
        json.dumps([flat(1, "Reiher"), flat(2, "Kranich")]),
        json.dumps(
            {
                "elements": [
                    {"type": "node", "id": 1, "lat": 48, "lon": 13, "tags": {"amenity": "cafe", "name": "Reiher"}},
                    {"type": "node", "id": 2, "lat": 48, "lon": 13},
                    {
                        "type": "way",
                        "id": 3,
                        "center": {"lat": 48, "lon": 13},
                        "tags": {"amenity": "cafe", "name": "Kranich"},
                    },
                ]
            }
        ),
    ],
    ids=["newline-delimited", "RFC 8142", "a list", "Overpass JSON"],
)
def test_other_forms_of_features_are_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "town.json"
    path.write_text(content)
    summary = summary_of(path)
    assert (summary["rows"], summary["new"], summary["skipped"], summary["left_out"]) == (2, 2, [], [])
    assert all(place.latitude for place in Restaurant.objects.all())


def test_a_sequence_with_a_broken_line_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "town.geojsonl"
    path.write_text(f"{json.dumps(flat(1, 'Reiher'))}\n{{broken\n{json.dumps(flat(2, 'Kranich'))}\n")
    summary = summary_of(path)
    assert (summary["new"], summary["skipped"]) == (
        2,
        [{"where": "feature 2", "reason": "it is not a feature with properties"}],
    )


def test_a_value_that_is_left_out_is_reported_and_the_restaurant_stored(tmp_path: Path) -> None:
    summary = summary_of(geojson(tmp_path / "town.geojson", flat(1, "Reiher", opening_hours="x" * 501)))
    assert (summary["new"], summary["skipped"]) == (1, [])
    reason = "its opening hours is longer than 500 characters and was left out"
    assert summary["left_out"] == [{"where": "feature 1", "reason": reason}]


def test_csv_with_mark_semicolons_and_odd_rows(tmp_path: Path) -> None:
    path = tmp_path / "linz.csv"
    rows = [
        '"Zum ""Reiher""";Gasse 1;Linz;Austria;Local;;www.reiher.at',
        "Too;few",
        ";Gasse 2;Linz;Austria;Local;;",
        '"Caf&eacute; X";Gasse 3;Linz;Austria;Asian;;',
        "Too;many;a;b;c;d;e;f",
    ]
    path.write_bytes(b"\xef\xbb\xbf" + (HEADING + "\r\n".join(rows)).encode())
    summary = summary_of(path)
    assert [(problem["where"], problem["reason"]) for problem in summary["skipped"]] == [
        ("line 3", "it has more or fewer cells than the heading"),
        ("line 4", "it has no name"),
        ("line 6", "it has more or fewer cells than the heading"),
    ]
    assert set(Restaurant.objects.values_list("name", "website")) == {
        ('Zum "Reiher"', "https://www.reiher.at"),
        ("Café X", ""),
    }


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "linz.csv"
    path.write_bytes((HEADING + "Grüß Gott;Gasse 1;Linz;Austria;Local;;").encode(encoding))
    summary_of(path)
    assert Restaurant.objects.get().name == "Grüß Gott"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "can't be read"),
        (b'{"type": "FeatureCollection", "features": [', "no valid JSON"),
        (b'{"type": "Topology"}', "no list of features"),
        (b'{"a": 1}\n{"b": 2}\n', "no valid JSON"),
        (b"a;b;c\n1;2;3\n", "heading lacks"),
        (b"", "heading lacks"),
        (b"[" * 100_000, "no valid JSON"),
    ],
)
def test_what_is_no_listing_ends_with_code_2(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=says) as caught:
        summary_of(path)
    assert caught.value.returncode == 2
    assert not Restaurant.objects.exists()


@pytest.mark.parametrize(
    ("name", "rows", "new"),
    [
        ("salzburg_osm_restaurants.geojson", 316, 315),
        ("osmitalia_restaurants.geojson", 172, 162),
        ("linz_restaurants.csv", 282, 282),
    ],
)
def test_the_shared_listings(name: str, rows: int, new: int) -> None:
    path = shared("listings", name)
    first, second = summary_of(path), summary_of(path)
    assert (first["rows"], first["new"], len(first["skipped"])) == (rows, new, rows - new)
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, new)
