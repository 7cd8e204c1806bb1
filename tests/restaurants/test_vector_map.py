"""The vector map: on only by its setting, one file of tiles in parts, and a start that says what is wrong with it."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from demo.vector_tiles.archive import tile_id
from demo.vector_tiles.town import BOUNDS, CREDIT, MAX_ZOOM, MIN_ZOOM, town_archive
from restaurants.checks import require_valid_base_map
from restaurants.tiles.archive import HEADER, InvalidTileArchive, open_archive
from reviews_site.processes import PROCESSES
from tests.restaurants.test_maps import place_at

ADDRESS = "/map/base.pmtiles"


@pytest.fixture
def archive(settings: Any, tmp_path: Path) -> bytes:
    """The town's tiles, which the setting names."""
    settings.MAP_BASE = tmp_path / "town.pmtiles"
    call_command("demo", "map_base", str(settings.MAP_BASE), stdout=io.StringIO())
    return (tmp_path / "town.pmtiles").read_bytes()


def tiles_of(client: Client) -> dict[str, Any]:
    """What the page tells its script."""
    body = client.get("/map/?near=48.41,13.87").content.decode()
    found = re.search(r'<script id="map-tiles" type="application/json">(.*?)</script>', body)
    assert found
    tiles: dict[str, Any] = json.loads(found[1])
    return tiles


@pytest.mark.django_db
def test_without_the_setting_nothing_of_it_is_there(client: Client) -> None:
    """No script but those of every map page, no style sheet, no data, no file."""
    place_at("Reiher", 48.41, 13.87)
    body = client.get("/map/").content.decode()
    assert "map-pin" in body
    for part in ("leaflet", "protomaps", "vector", "map-tiles", "pmtiles", "map-credit"):
        assert part not in body
    assert client.get(ADDRESS, headers={"Range": "bytes=0-126"}).status_code == 404


@pytest.mark.django_db
def test_with_it_the_page_has_the_drawing_and_what_the_script_needs(client: Client, archive: bytes) -> None:
    place_at("Reiher </script>", 48.411, 13.87)
    tiles = tiles_of(client)
    assert (tiles["minZoom"], tiles["maxZoom"], tuple(tiles["bounds"])) == (MIN_ZOOM, MAX_ZOOM, BOUNDS)
    assert tiles["places"] == [[48.411, 13.87, "Reiher </script>", "/restaurants/reiher-script-linz/", 1]]
    assert tiles["centre"] == [48.41, 13.87] and [minutes for minutes, _ in tiles["rings"]] == [5, 10, 15]
    body = client.get("/map/").content.decode()
    assert 'class="map-pin"' in body and CREDIT in body
    sources = re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', body)
    assert {source.rpartition("/")[2] for source in sources} >= {"leaflet.js", "leaflet.css", "vector_map.js"}
    assert all(source.startswith("/static/") for source in sources)


@pytest.mark.django_db
def test_other_pages_load_nothing_of_it(client: Client, archive: bytes) -> None:
    place_at("Reiher", 48.41, 13.87)
    for address in ("/", "/restaurants/", "/restaurants/?near=linz&sort=distance", "/restaurants/reiher-linz/"):
        assert "leaflet" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_map_stays_where_the_file_is_gone(client: Client, archive: bytes, settings: Any) -> None:
    settings.MAP_BASE.unlink()
    place_at("Reiher", 48.41, 13.87)
    page = client.get("/map/")
    assert page.status_code == 200 and "leaflet" not in page.content.decode()
    assert client.get(ADDRESS, headers={"Range": "bytes=0-126"}).status_code == 404


@pytest.mark.django_db
def test_a_part_is_the_part_of_the_file(client: Client, archive: bytes) -> None:
    for start, last in ((0, 126), (127, 127), (len(archive) - 5, len(archive) + 500)):
        answer = client.get(ADDRESS, headers={"Range": f"bytes={start}-{last}"})
        end = min(last, len(archive) - 1)
        assert (answer.status_code, answer.content) == (206, archive[start : end + 1])
        assert answer["Content-Range"] == f"bytes {start}-{end}/{len(archive)}"
        assert answer["Content-Length"] == str(end + 1 - start)
        assert answer["Accept-Ranges"] == "bytes" and "public" in answer["Cache-Control"]
    assert client.head(ADDRESS, headers={"Range": "bytes=0-9"}).status_code == 206
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.django_db
def test_the_tag_says_which_file_it_is(client: Client, archive: bytes, settings: Any) -> None:
    """After the file was replaced, nobody is given a part of the new one in the middle of the old one."""
    first = client.get(ADDRESS, headers={"Range": "bytes=0-9"})["ETag"]
    assert client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Match": first}).status_code == 206
    settings.MAP_BASE.write_bytes(archive + b"\0")
    second = client.get(ADDRESS, headers={"Range": "bytes=0-9"})["ETag"]
    assert first != second and first.startswith('"')
    assert client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Match": first}).status_code == 412
    assert client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": first}).status_code == 416


def test_the_town_is_the_same_each_time_and_every_tile_is_in_its_place() -> None:
    """The curve's numbers are those of the specification's examples."""
    assert town_archive() == town_archive()
    assert [tile_id(*tile) for tile in ((0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0))] == [
        *range(6)
    ]
    assert tile_id(12, 3423, 1763) == 19078479


def broken(archive: bytes, **fields: Any) -> bytes:
    """The archive with other values in its header: by their position there."""
    header = list(HEADER.unpack(archive[: HEADER.size]))
    for name, value in fields.items():
        header[int(name.removeprefix("at"))] = value
    return HEADER.pack(*header) + archive[HEADER.size :]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no PMTiles file"),
        (b"PMTiles", "no PMTiles file"),
        (b"SQLite format 3\0" + b"\0" * 200, "no PMTiles file"),
        ({"at1": 2}, "PMTiles version 2"),
        ({"at16": 2}, "tiles of type 2"),
        ({"at4": 130}, "metadata can't be read"),
        ({"at4": 10**15}, "the end is missing"),
        (town_archive()[:-1], "the end is missing"),
    ],
    ids=["empty", "short", "SQLite", "version 2", "pictures", "wrong place", "beyond the end", "cut off"],
)
def test_a_wrong_file_stops_the_start_and_says_what_to_do(
    settings: Any, tmp_path: Path, content: bytes | dict[str, int], says: str
) -> None:
    settings.MAP_BASE, settings.PROCESS = tmp_path / "x.pmtiles", PROCESSES["web"]
    settings.MAP_BASE.write_bytes(content if isinstance(content, bytes) else broken(town_archive(), **content))
    with pytest.raises(ImproperlyConfigured, match=says) as caught:
        require_valid_base_map()
    assert "Give MAP_BASE the path of a PMTiles file" in str(caught.value)


def test_a_missing_file_stops_web_alone(settings: Any, tmp_path: Path) -> None:
    settings.MAP_BASE, settings.PROCESS = tmp_path / "none.pmtiles", PROCESSES["web"]
    with pytest.raises(ImproperlyConfigured, match="can't be read: No such file"):
        require_valid_base_map()
    settings.MAP_BASE = tmp_path
    with pytest.raises(ImproperlyConfigured, match="Is a directory"):
        require_valid_base_map()
    settings.PROCESS = PROCESSES["media"]
    require_valid_base_map()


def test_the_credit_is_plain_text(tmp_path: Path) -> None:
    """Real archives write links, and whoever makes one must not write into our page."""
    from demo.vector_tiles.archive import write_archive

    credit = '<a href="https://openstreetmap.org/copyright" onclick="x()">&copy; OpenStreetMap</a><img src=x onerror=y>'
    path = tmp_path / "a.pmtiles"
    path.write_bytes(write_archive({(0, 0, 0): b""}, bounds=BOUNDS, metadata={"attribution": credit}))
    assert open_archive(path).credit == "© OpenStreetMap"


def test_a_path_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be written"):
        call_command("demo", "map_base", str(tmp_path / "none" / "x.pmtiles"))


def test_an_archive_is_read_again_once_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.pmtiles"
    path.write_bytes(town_archive())
    assert open_archive(path) is open_archive(path)
    path.write_bytes(b"nothing")
    with pytest.raises(InvalidTileArchive):
        open_archive(path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *("/map/../secret.txt", "/map/secret.txt", "/map/base.pmtiles/../secret.txt", "/map/%2e%2e/secret.txt"),
        *("/map/base.pmtiles/secret.txt", "/map/base.pmtiles%00.txt", "/map//etc/passwd", "/map/town.pmtiles"),
    ],
)
def test_no_request_names_another_file(client: Client, archive: bytes, settings: Any, address: str) -> None:
    settings.MAP_BASE.with_name("secret.txt").write_text("a secret beside it")
    answer = client.get(address, headers={"Range": "bytes=0-17"})
    assert answer.status_code in (302, 400, 404) and b"secret beside" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?file=secret.txt", "?path=../secret.txt", "?v=../secret.txt", "?name=/etc/passwd"])
def test_a_query_changes_nothing(client: Client, archive: bytes, query: str) -> None:
    plain = client.get(ADDRESS, headers={"Range": "bytes=0-17"}).content
    assert client.get(ADDRESS + query, headers={"Range": "bytes=0-17"}).content == plain == archive[:18]


@pytest.mark.django_db
def test_the_page_of_the_map_is_as_strict_as_any(client: Client, archive: bytes) -> None:
    """Neither a worker, a blob, a style in the page nor another origin is allowed for it."""
    place_at("Reiher", 48.41, 13.87)
    page = client.get("/map/")
    assert "leaflet.js" in page.content.decode()
    assert page["Content-Security-Policy"] == client.get("/restaurants/")["Content-Security-Policy"]
    for part in ("unsafe", "blob:", "data:", "http", "*"):
        assert part not in page["Content-Security-Policy"]
    assert " style=" not in page.content.decode()
