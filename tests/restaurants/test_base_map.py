"""The base map: streets, rivers and parks, imported from files and drawn behind restaurants."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from restaurants.models import MapLine
from tests.restaurants.test_maps import place_at

STREET = {
    "type": "Feature",
    "properties": {"highway": "residential", "name": "Graben"},
    "geometry": {"type": "LineString", "coordinates": [[14.28, 48.31], [14.29, 48.311], [14.30, 48.31]]},
}
LAKE = {
    "type": "Feature",
    "properties": {"natural": "water"},
    "geometry": {"type": "Polygon", "coordinates": [[[14.28, 48.3], [14.29, 48.3], [14.29, 48.31], [14.28, 48.3]]]},
}
OTHER = {"type": "Feature", "properties": {"amenity": "bench"}, "geometry": {"type": "Point", "coordinates": [14, 48]}}
BROKEN = {
    "type": "Feature",
    "properties": {"highway": "primary"},
    "geometry": {"type": "LineString", "coordinates": "x"},
}


def collection(*features: object) -> str:
    """A GeoJSON document of the features."""
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.django_db
def test_the_base_map_is_imported_and_drawn(client: Client, tmp_path: Path) -> None:
    """Importing a file again replaces what came from it; what isn't drawn, or is broken, is left out."""
    path = tmp_path / "linz.geojson"
    path.write_text(collection(STREET, LAKE, OTHER, BROKEN))
    for _ in range(2):
        call_command("base_map", "import", str(path))
    assert sorted(MapLine.objects.values_list("kind", "name")) == [("street", "Graben"), ("water", "")]
    place_at("Reiher", 48.311, 14.287)
    body = client.get("/map/?box=14.27,48.30,14.31,48.32").content.decode()
    assert 'class="map-street"' in body
    assert "Graben</textPath>" in body
    assert "OpenStreetMap contributors" in body


@pytest.mark.django_db
def test_ways_of_overpass_are_imported(tmp_path: Path) -> None:
    way = {
        "type": "way",
        "id": 7,
        "tags": {"highway": "primary", "name": "Ring"},
        "geometry": [{"lat": 48.3, "lon": 14.2}, {"lat": 48.31, "lon": 14.21}],
    }
    path = tmp_path / "overpass.json"
    path.write_text(json.dumps({"elements": [way]}))
    call_command("base_map", "import", str(path))
    line = MapLine.objects.get()
    assert (line.kind, line.name, line.path) == ("road", "Ring", [14.2, 48.3, 14.21, 48.31])


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "{", "[]", collection(OTHER), collection(BROKEN)])
def test_a_file_without_lines_says_so_and_keeps_what_is_there(tmp_path: Path, text: str) -> None:
    good, bad = tmp_path / "good.geojson", tmp_path / "bad.geojson"
    good.write_text(collection(STREET))
    bad.write_text(text)
    call_command("base_map", "import", str(good), "--source", "town")
    with pytest.raises(CommandError):
        call_command("base_map", "import", str(bad), "--source", "town")
    assert MapLine.objects.count() == 1


@pytest.mark.django_db
def test_names_from_files_are_escaped_on_the_map(client: Client, tmp_path: Path) -> None:
    named = {**STREET, "properties": {"highway": "primary", "name": "<script>alert(1)</script>"}}
    path = tmp_path / "x.geojson"
    path.write_text(collection(named))
    call_command("base_map", "import", str(path))
    place_at('"><script>', 48.311, 14.29)
    body = client.get("/map/").content.decode()
    assert "<script>alert" not in body
    assert '"><script>' not in body
