"""Attack: more than one part of the base map is asked for, or its file is made to run."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from demo.vector_tiles.town import town_archive
from restaurants.tiles import byte_ranges

pytestmark = pytest.mark.django_db
ADDRESS = "/map/base.pmtiles"
SIZE = byte_ranges.MAX_RANGE_BYTES * 2


@pytest.fixture(autouse=True)
def archive(settings: Any, tmp_path: Path) -> Path:
    """A file of twice the size that may be asked for at once."""
    settings.MAP_BASE = tmp_path / "town.pmtiles"
    settings.MAP_BASE.write_bytes(town_archive().ljust(SIZE, b"\0"))
    return tmp_path


@pytest.mark.protection("map_tiles_in_parts")
@pytest.mark.parametrize("asked", ["", "bytes=0-", f"bytes=0-{SIZE - 1}", f"bytes=1-{byte_ranges.MAX_RANGE_BYTES + 1}"])
def test_nobody_gets_all_of_the_file_at_once(client: Client, asked: str) -> None:
    answer = client.get(ADDRESS, headers={"Range": asked} if asked else {})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"
    assert len(answer.content) < 100


@pytest.mark.protection("map_tiles_in_parts")
@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,2-3",
        "bytes=" + ",".join(f"{number}-{number}" for number in range(500)),
        "bytes=-5",
        "bytes=--5-1",
        "bytes=5-1",
        f"bytes={SIZE}-{SIZE + 1}",
        "bytes=99999999999999-99999999999999",
        "bytes=" + "9" * 400 + "-1",
        "bytes=٠-٩",
        "bytes=0x0-0x9",
        "bytes=0-9\u00a0",
        "bytes = 0-9",
        "items=0-9",
        "bytes=1e1-2e1",
    ],
)
def test_only_one_plain_part_is_understood(client: Client, asked: str) -> None:
    answer = client.get(ADDRESS, HTTP_RANGE=asked)
    assert (answer.status_code, len(answer.content) < 100) == (416, True)


@pytest.mark.protection("map_tiles_run_nothing")
def test_what_is_served_can_run_nothing(client: Client) -> None:
    answer = client.get(ADDRESS, headers={"Range": "bytes=0-17"})
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/vnd.pmtiles"
