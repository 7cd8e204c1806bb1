"""Attack: faces that were found are published, uncovered by others, read from what is kept, or outlive their time."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import psycopg
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from restaurants.actions import photos as actions
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant
from restaurants.photos import faces, publishing, unblurred
from restaurants.photos.sizes import COLUMNS
from reviews_site.audit.models import Event
from reviews_site.crypto.aead import Tampered
from reviews_site.crypto.keyring import NotEntitled
from reviews_site.policy import Denied
from tests.attacks.test_photo_decoding import connect, fork, open_a_file
from tests.attacks.test_photos import published
from tests.conftest import AsProcess, Login
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own
from tests.privacy_rights.erasing import review as review_of
from tests.restaurants import factories
from tests.restaurants.photos import as_file, objects, photo, with_faces

__all__ = ["ledger_of_its_own", "objects"]
pytestmark = pytest.mark.usefixtures("objects")
FACE = (300, 200)
EYES_AND_MOUTH = (314, 221, 334, 246)


def with_a_face() -> bytes:
    return as_file(with_faces(FACE), "PNG")


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def shown(place: Restaurant, as_process: AsProcess) -> Photo:
    """A photo with a face, which was found."""
    author = factories.confirmed("dora")
    return published(factories.review(place, author), author, as_process, with_a_face())


def kept(objects: Path) -> list[Path]:
    return list((objects / "restaurants.unblurred-photos").iterdir())


def contrast(objects: Path) -> int:
    """The largest difference of two pixels of the face in any published file."""
    found = []
    for path in (objects / "restaurants.photos").iterdir():
        if not path.name.endswith("-card.webp"):
            image = Image.open(path)
            box = [round(side * image.width / 960) for side in EYES_AND_MOUTH]
            found.append(int(np.ptp(np.asarray(image.crop((box[0], box[1], box[2], box[3])).convert("L")))))
    return max(found)


@pytest.mark.django_db
@pytest.mark.protection("faces_blurred_first")
def test_a_face_is_published(shown: Photo, objects: Path) -> None:
    assert contrast(objects) < 40


@pytest.mark.django_db
@pytest.mark.protection("faces_unchecked_hidden")
def test_a_picture_that_ends_the_detector_is_published(
    place: Restaurant, as_process: AsProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = factories.confirmed("dora")
    monkeypatch.setattr(faces, "_marked", lambda *_: bytes(3 << 30))
    found = published(factories.review(place, author), author, as_process, photo())
    assert found.state == PhotoState.UNCHECKED
    assert Client().get(f"/photos/{found.token}-400.webp").status_code == 404
    assert str(found.token) not in Client().get(place.get_absolute_url()).content.decode()


@pytest.mark.protection("photo_system_calls")
@pytest.mark.parametrize("work", [open_a_file, connect, fork])
def test_a_detector_that_was_taken_over_reaches_nothing(
    work: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "_marked", lambda *_: work() and bytes(14))
    with pytest.raises(faces.NotCheckedForFaces, match="status"):
        faces.find_cells(with_faces())


@pytest.mark.protection("photo_resource_limits")
def test_a_detector_that_takes_memory_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_marked", lambda *_: bytes(len(bytearray(3 << 30)) >> 40) + bytes(14))
    with pytest.raises(faces.NotCheckedForFaces, match="status"):
        faces.find_cells(with_faces())


@pytest.mark.protection("face_model_pinned")
def test_an_exchanged_model_is_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another file that the runtime would run: trailing bytes that it does not know."""
    other = tmp_path / "model.onnx"
    other.write_bytes(faces.MODEL.read_bytes() + b"\xa2\x06\x01x")
    monkeypatch.setattr(faces, "MODEL", other)
    with pytest.raises(faces.WrongModel):
        faces.find_cells(with_faces())


@pytest.mark.django_db
@pytest.mark.protection("unblurred_sealed")
def test_web_reads_the_picture_without_squares(shown: Photo, as_process: AsProcess, objects: Path) -> None:
    (file,) = kept(objects)
    assert b"WEBP" not in file.read_bytes()
    with as_process("web"), pytest.raises(NotEntitled):
        unblurred.open_picture(shown.pk)


@pytest.mark.django_db
@pytest.mark.protection("unblurred_sealed")
def test_web_exchanges_what_is_kept_for_another_photo(shown: Photo, as_process: AsProcess, objects: Path) -> None:
    """What was sealed for one photo opens for no other, and a picture that `web` writes there for none."""
    author = factories.confirmed("mia")
    other = published(factories.review(factories.restaurant("Zum Storch"), author), author, as_process, with_a_face())
    (own,) = [path for path in kept(objects) if path.name == str(shown.pk)]
    picture = BytesIO()
    with_faces(FACE, (700, 500)).save(picture, "WEBP")
    for content in ((own.parent / str(other.pk)).read_bytes(), picture.getvalue()):
        own.write_bytes(content)
        with as_process("media"), pytest.raises(Tampered):
            unblurred.open_picture(shown.pk)


@pytest.mark.django_db
@pytest.mark.protection("unblurred_ends")
@pytest.mark.parametrize("by", ["choice", "time", "removal"])
def test_the_picture_without_squares_stays(shown: Photo, as_process: AsProcess, objects: Path, by: str) -> None:
    assert len(kept(objects)) == 1
    if by == "time":
        Photo.objects.update(added_at=timezone.now() - timedelta(days=2, minutes=1))
    with as_process("web"):
        if by == "choice":
            actions.hide_cells(photo=shown, cells=[2 * COLUMNS + 3], by=shown.author)
        elif by == "removal":
            actions.remove(photo=shown, by=shown.author)
    with as_process("media"):
        publishing.run_due()
    assert kept(objects) == [] and Photo.objects.get().faces == ""


@pytest.mark.django_db(databases=["default", "vault", "analytical"])
@pytest.mark.protection("photos_erased")
def test_of_somebody_who_is_erased_no_picture_without_squares_stays(
    as_process: AsProcess, objects: Path, ledger_of_its_own: Path
) -> None:
    mia = confirmed("mia")
    published(review_of(mia, "cafe-aurora-berlin", 4), mia, as_process, with_a_face())
    assert len(kept(objects)) == 1
    erased(mia, as_process)
    assert kept(objects) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("faces_columns")
def test_injected_sql_moves_or_reads_squares(login: Login, shown: Photo) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("UPDATE restaurants_photo SET faces = '1' WHERE id = %s", [shown.pk])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "console").execute("SELECT faces FROM restaurants_photo")


@pytest.mark.django_db
@pytest.mark.protection("faces_own_page")
def test_somebody_uncovers_the_faces_of_anothers_photo(shown: Photo) -> None:
    stranger = factories.confirmed("sven")
    client = Client()
    client.force_login(stranger)
    for answer in (client.get(f"/photos/{shown.pk}/blur/"), client.post(f"/photos/{shown.pk}/blur/", {"none": "yes"})):
        assert answer.status_code == 404
    Photo.objects.filter(pk=shown.pk).update(state=PhotoState.UNCHECKED)
    assert client.get(f"/photos/{shown.pk}/own.webp").status_code == 404
    with pytest.raises(Denied):
        actions.hide_cells(photo=shown, cells=[], by=stranger)


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("faces_uncovering_recorded")
def test_injected_sql_uncovers_a_face_without_a_trace(login: Login, shown: Photo, as_process: AsProcess) -> None:
    """Whoever takes over web can ask for it as the author does: `docs/security/limits.md`. It is seen."""
    login("default", "web").execute("UPDATE restaurants_photo SET state = 'blurring', blur = '0'")
    with as_process("media"):
        publishing.run_due()
    assert Event.objects.filter(action="photo.uncovered", object_id=shown.pk, login="media").count() == 1
