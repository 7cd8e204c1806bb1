"""The open data: what it holds, that it can be recomputed, and that a changed number is found."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from restaurants.exceptions import InvalidOpenData
from restaurants.models import Restaurant
from restaurants.open_data.tables import CHECKSUMS, file_name
from restaurants.open_data.verify import verify
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.test_popular_dishes import serve


@pytest.fixture
def archive(transactional_db: None, tmp_path: Path) -> Path:
    """Today's archive of two restaurants with reviews, and one without, written by the login that writes it."""
    make_reviews()
    with playing("publisher"):
        call_command("opendata", "build", str(tmp_path), stdout=io.StringIO())
    (written,) = tmp_path.iterdir()
    return written


def make_reviews() -> None:
    """Two restaurants with six reviews each that name two dishes, and one without."""
    for name, rating in (("=Loved", 5), ("Middling", 3)):
        place = factories.restaurant(name)
        serve(place, ("=Soup", "Bread", "Fish"))
        for number in range(6):
            factories.review(place, factories.confirmed(f"{name.strip('=').lower()}{number}"), rating=rating)
    factories.restaurant("Empty")


def files_of(path: Path) -> dict[str, bytes]:
    """The archive's files by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, files: dict[str, bytes]) -> None:
    """An archive of these files, with the checksums that they have."""
    files = {name: content for name, content in files.items() if name != CHECKSUMS}
    lines = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**files, CHECKSUMS: lines.encode()}.items():
            archive.writestr(name, content)


def test_the_archive_is_as_computed_and_holds_nothing_of_people(archive: Path) -> None:
    found = verify(archive)
    assert (found.problems, found.restaurants, found.reviews, found.dishes) == ([], 3, 12, 4)
    files = files_of(archive)
    ratings = [json.loads(line) for line in files["ratings.jsonl"].splitlines()]
    restaurants = [json.loads(line) for line in files["restaurants.jsonl"].splitlines()]
    names = {row["id"]: row["name"] for row in restaurants}
    assert [(names[row["restaurant_id"]], row["rank"], row["mean"]) for row in ratings[:1]] == [("=Loved", 1, 5.0)]
    dishes = [json.loads(line) for line in files["dishes.jsonl"].splitlines()]
    assert {(row["name"], names[row["restaurant_id"]], row["count"]) for row in dishes[:2]} == {
        ("=Soup", "=Loved", 6),
        ("Bread", "=Loved", 6),
    }
    assert [row["rank"] for row in dishes] == [1, 2, 3, 4]
    everything = b"".join(files.values())
    for secret in (factories.TEXT.encode(), b"Heron", b"@example.org"):
        assert secret not in everything


def test_a_closed_place_says_so_and_has_no_rank(transactional_db: None, tmp_path: Path) -> None:
    make_reviews()
    closed_at = timezone.now()
    Restaurant.objects.filter(name="=Loved").update(closed_at=closed_at)
    with playing("publisher"):
        call_command("opendata", "build", str(tmp_path), stdout=io.StringIO())
    (written,) = tmp_path.iterdir()
    assert verify(written).problems == []
    files = files_of(written)
    closed = [row["closed_at"] for row in csv.DictReader(io.StringIO(files["restaurants.csv"].decode()))]
    assert sorted(closed) == ["", "", closed_at.isoformat()]
    for table, ranks in (("ratings", [None, 1]), ("dishes", [None, None, 1, 2])):
        rows = [json.loads(line) for line in files[f"{table}.jsonl"].splitlines()]
        assert [row["rank"] for row in rows if row["count"]] == ranks
    assert json.loads(files["manifest.json"])["schemas"]["restaurants"]["properties"]["closed_at"] == {
        "type": ["string", "null"],
        "format": "date-time",
    }
    _change("ratings", "rank", 1)(files)
    write(written, files)
    assert any("closed for good" in problem for problem in verify(written).problems)


def test_spreadsheets_run_nothing(archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(files_of(archive)["restaurants.csv"].decode())))
    assert {row["name"] for row in rows} == {"'=Loved", "Middling", "Empty"}


def _change(table: str, column: str, value: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        rows = [json.loads(line) for line in files[f"{table}.jsonl"].splitlines()]
        rows[0][column] = value
        files[f"{table}.jsonl"] = "".join(json.dumps(row) + "\n" for row in rows).encode()

    return change


CHANGES = [
    (_change("ratings", "mean", 4.9), "mean is 4.9"),
    (_change("ratings", "stars_1", 3), "count is 6"),
    (_change("ratings", "popularity", 5.0), "popularity is 5.0"),
    (_change("ratings", "rank", 2), "its rank is 2"),
    (_change("rating_days", "total", 1), "its days have"),
    (_change("dishes", "count", 7), "count is 7"),
    (_change("dishes", "mean", 4.9), "mean is 4.9"),
    (_change("dishes", "popularity", 5.0), "popularity is 5.0"),
    (_change("dishes", "rank", 3), "its rank is 3"),
    (_change("dish_days", "total", 1), "total is"),
    (_change("dish_days", "dish_id", "none"), "is no dish"),
]


def test_a_changed_number_is_found(archive: Path) -> None:
    """Whoever changes a number changes its checksum too."""
    whole = files_of(archive)
    for change, problem in CHANGES:
        files = dict(whole)
        change(files)
        write(archive, files)
        assert any(problem in each for each in verify(archive).problems)
        with pytest.raises(CommandError) as failed:
            call_command("opendata", "verify", str(archive))
        assert failed.value.returncode == 1


def test_a_file_that_differs_from_its_checksum_is_found(archive: Path) -> None:
    files = files_of(archive)
    with zipfile.ZipFile(archive, "w") as changed:
        for name, content in files.items():
            changed.writestr(name, content + (b" " if name == "README.txt" else b""))
    assert verify(archive).problems == ["README.txt: its checksum differs"]


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive"])
def test_a_file_that_is_no_archive_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    for each in (path, tmp_path / "missing.zip"):
        with pytest.raises(InvalidOpenData):
            verify(each)


def test_an_archive_without_a_table_says_so(archive: Path) -> None:
    files = files_of(archive)
    del files["rating_days.jsonl"]
    write(archive, files)
    with pytest.raises(InvalidOpenData):
        verify(archive)


@pytest.mark.django_db(transaction=True)
def test_the_archive_of_a_day_is_the_same_each_time(tmp_path: Path) -> None:
    make_reviews()
    written = []
    for _ in range(2):
        call_command("opendata", "build", str(tmp_path), stdout=io.StringIO())
        (archive,) = tmp_path.iterdir()
        written.append(archive.read_bytes())
    assert written[0] == written[1]
    assert archive.name == file_name(timezone.now().date())


def test_everybody_reads_the_archives_of_a_month(archive: Path, client: Client, settings: Settings) -> None:
    settings.OPEN_DATA_FOLDER = archive.parent
    for path in (older := archive.parent / "open-data-2020-02-02.zip", archive.parent / "open-data-notes.zip"):
        path.write_bytes(b"")
    day = archive.stem.removeprefix("open-data-")
    page = client.get("/open-data/").content.decode()
    assert f'href="/open-data/{day}.zip"' in page and "2020-02-02" in page and "notes" not in page
    with closing(client.get(f"/open-data/{day}.zip")) as answer:
        assert b"".join(answer.streaming_content) == archive.read_bytes()  # type: ignore[attr-defined]  # a file
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{archive.name}"'
    for wrong in ("2020-02-03", "notes", "..", "%2e%2e%2fmanage"):
        assert client.get(f"/open-data/{wrong}.zip").status_code == 404
    written = archive.stat().st_mtime_ns
    with playing("publisher"):
        call_command("opendata", "build", str(archive.parent), "--unattended", stdout=io.StringIO())
        assert (archive.stat().st_mtime_ns, older.exists()) == (written, True), "Today's is there."
        call_command("opendata", "build", str(archive.parent), stdout=io.StringIO())
    assert not older.exists()


def test_before_the_first_night_the_page_says_so(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.OPEN_DATA_FOLDER = tmp_path / "missing"
    assert "No archive yet" in client.get("/open-data/").content.decode()
