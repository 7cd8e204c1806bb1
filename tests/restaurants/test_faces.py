"""Faces in photos: found by the real detector, blurred before anything is published, and their author's to uncover."""

import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant, Review
from restaurants.photos import decoding, faces, publishing
from restaurants.photos.sizes import COLUMNS, MAX_CELLS, from_digits, rows_of, to_digits
from restaurants.rules import UNBLURRED_DAYS, UNCHECKED_DAYS
from tests.conftest import playing
from tests.restaurants.files import shared
from tests.restaurants.photos import as_file, objects, photo, picture, with_faces
from tests.restaurants.test_photos import originals_end, page_of, publish, published, review, send

__all__ = ["objects", "originals_end", "review"]
FACE = (300, 200)
# Squares of 80 pixels: the face from 300 to 348 and 200 to 260 is in the fourth and fifth column, third and fourth row.
SQUARES = {2 * COLUMNS + 3, 2 * COLUMNS + 4, 3 * COLUMNS + 3, 3 * COLUMNS + 4}


def unblurred(objects: Path) -> list[Path]:
    return list((objects / "restaurants.unblurred-photos").iterdir())


def part(objects: Path, token: str | None) -> Any:
    """The eyes and the mouth, in the largest published file, as shades of grey."""
    shown = Image.open(objects / "restaurants.photos" / f"{token}-1600.webp")
    return np.asarray(shown.crop((314, 221, 334, 246)).convert("L"), dtype=int)


def test_the_squares_of_each_face_are_found() -> None:
    found = faces.find_cells(with_faces(FACE))
    assert SQUARES - {2 * COLUMNS + 4, 3 * COLUMNS + 4} <= found and len(found) <= 9
    assert faces.find_cells(with_faces(FACE, (800, 500))) > found
    assert faces.find_cells(with_faces()) == frozenset()


@pytest.mark.parametrize("size", [(1600, 9), (9, 1600), (1, 1), (1600, 1600), (33, 31)])
def test_a_picture_of_any_shape_is_looked_at(size: tuple[int, int]) -> None:
    assert faces.find_cells(picture(*size)) <= set(range(COLUMNS * rows_of(*size)))


def test_squares_are_written_as_digits() -> None:
    for cells in (set(), {0}, {5, MAX_CELLS - 1}):
        assert from_digits(to_digits(cells)) == cells
    assert from_digits("") == frozenset()


def test_real_faces_are_found_and_food_is_not() -> None:
    """One picture in twelve of those that ADR 33 counts. About one in four of the first kind shows people."""
    marked = {}
    with zipfile.ZipFile(shared("photos", "photos.zip")) as archive:
        for kind in ("hotdog_other", "food101sub_food"):
            names = sorted(name for name in archive.namelist() if kind in name)[::12]
            marked[kind] = [bool(faces.find_cells(decoding.decode(archive.read(name)))) for name in names]
    people, food = marked.values()
    assert (len(people), len(food)) == (21, 30)
    assert 4 <= sum(people) <= 7 and sum(food) <= 1


@pytest.mark.django_db
def test_a_face_is_blurred_before_the_photo_is_published(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, as_file(with_faces(FACE), "PNG"))
    publish()
    found = published(place)
    assert from_digits(found.faces) >= {2 * COLUMNS + 3} and np.ptp(part(objects, found.token)) < 40
    for path in unblurred(objects):
        assert path.name == str(found.pk) and not path.read_bytes().startswith(b"RIFF")
    assert len(unblurred(objects)) == 1
    assert "Look whether we found all of them" in client.get(page_of(place)).content.decode()
    page = client.get(f"/photos/{found.pk}/blur/").content.decode()
    assert page.count("perhaps a face") == page.count(" checked") == len(from_digits(found.faces))
    assert "It misses some faces:" in page and found.faces not in client.get(place.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form", [{"cell": ["0"]}, {"none": "yes"}, {}], ids=["other squares", "none", "nothing ticked"]
)
def test_its_author_takes_squares_off_once(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path, form: dict[str, Any]
) -> None:
    client.force_login(diner)
    send(client, place, as_file(with_faces(FACE), "PNG"))
    publish()
    before = published(place)
    assert client.post(f"/photos/{before.pk}/blur/", form).status_code == 302
    assert not Photo.objects.filter(state=PhotoState.PUBLISHED).exists(), "No page shows it in the meantime."
    publish()
    after = published(place)
    expected = np.asarray(with_faces(FACE).crop((314, 221, 334, 246)).convert("L"), dtype=int)
    assert np.abs(part(objects, after.token) - expected).mean() < 8
    assert (after.faces, after.blur, unblurred(objects)) == ("", "", [])
    assert client.post(f"/photos/{before.pk}/blur/", {"none": "yes"}).status_code == 422


@pytest.mark.django_db
def test_what_its_author_leaves_ticked_stays_blurred_and_more_is_added(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, as_file(with_faces(FACE), "PNG"))
    publish()
    found = published(place)
    client.post(f"/photos/{found.pk}/blur/", {"cell": [*map(str, from_digits(found.faces)), "60"]})
    publish()
    after = published(place)
    assert np.ptp(part(objects, after.token)) < 40 and unblurred(objects) == []


@pytest.mark.django_db
@pytest.mark.parametrize("lost", [False, True])
def test_after_two_days_nobody_can_uncover_a_face(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path, lost: bool
) -> None:
    client.force_login(diner)
    send(client, place, as_file(with_faces(FACE), "PNG"))
    publish()
    found = published(place)
    if lost:
        unblurred(objects)[0].write_bytes(b"exchanged")
    else:
        Photo.objects.update(added_at=timezone.now() - timedelta(days=UNBLURRED_DAYS, minutes=1))
        publish()
        assert published(place).faces == "" and unblurred(objects) == []
    client.post(f"/photos/{found.pk}/blur/", {"cell": ["0"]})
    publish()
    assert np.ptp(part(objects, published(place).token)) < 40 and unblurred(objects) == []


@pytest.mark.django_db
def test_pictures_without_squares_that_a_backup_brings_back_are_swept(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, as_file(with_faces(FACE), "PNG"))
    publish()
    (own,) = unblurred(objects)
    (own.parent / "0190a1b2-0000-7000-8000-000000000000").write_bytes(b"left by a restored backup")
    with playing("media"):
        publishing.sweep()
    assert unblurred(objects) == [own]


@pytest.mark.django_db
def test_what_could_not_be_checked_is_shown_to_its_author_alone_until_they_looked(
    client: Client, place: Restaurant, diner: User, review: Review, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    with monkeypatch.context() as patched:
        patched.setattr(faces, "_marked", take_memory)
        publish()
    found = Photo.objects.get()
    assert found.state == PhotoState.UNCHECKED
    assert "Not checked for faces" in client.get(page_of(place)).content.decode()
    assert "We couldn’t look for faces" in client.get(f"/photos/{found.pk}/blur/").content.decode()
    own = client.get(f"/photos/{found.pk}/own.webp")
    assert b"".join(own.streaming_content)[:4] == b"RIFF"  # type: ignore[attr-defined]  # a file
    assert set(own.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    other = Client()
    other.force_login(stranger)
    assert other.get(f"/photos/{found.pk}/own.webp").status_code == 404
    assert Client().get(f"/photos/{found.token}-800.webp").status_code == 404
    assert client.post(f"/photos/{found.pk}/blur/", {"none": "yes"}).status_code == 302
    publish()
    assert published(place).pk == found.pk
    assert client.get(f"/photos/{found.pk}/own.webp").status_code == 404


def take_memory(*_named: object) -> bytes:
    """What a picture that takes over the detector might do."""
    return bytes(3 << 30)


@pytest.mark.django_db
def test_what_nobody_looked_at_is_refused(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    with monkeypatch.context() as patched:
        patched.setattr(faces, "_marked", take_memory)
        publish()
    Photo.objects.update(added_at=timezone.now() - timedelta(days=UNCHECKED_DAYS, minutes=1))
    publish()
    assert Photo.objects.get().state == PhotoState.REFUSED
    assert list((objects / "restaurants.photos").iterdir()) == []


@pytest.mark.django_db
def test_another_model_publishes_nothing(
    client: Client, place: Restaurant, diner: User, review: Review, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A photo waits until the file is restored."""
    client.force_login(diner)
    send(client, place, photo())
    other = tmp_path / "model.onnx"
    other.write_bytes(faces.MODEL.read_bytes()[:-1])
    with monkeypatch.context() as patched:
        patched.setattr(faces, "MODEL", other)
        publish()
    assert Photo.objects.get().state == PhotoState.WAITING
    publish()
    assert Photo.objects.get().state == PhotoState.PUBLISHED


def test_no_process_loads_the_runtime_but_the_child_and_nothing_loads_landmarks() -> None:
    code = """if True:
        import sys, django
        django.setup()
        import reviews_site.urls, restaurants.tasks.photos
        from restaurants.photos import faces
        from tests.restaurants.photos import with_faces
        print(len(faces.find_cells(with_faces((300, 200)))), "onnxruntime" in sys.modules)
        detector = faces._Detector(faces.MODEL.read_bytes())
        detector.prepare()
        print([output.name for output in detector.session.get_outputs()] == faces.OUTPUTS)
    """
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert answer.stdout.split() == ["4", "False", "True"]
