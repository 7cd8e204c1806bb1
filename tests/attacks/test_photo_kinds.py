"""Attacks on what is said of photos: a kind that web writes, a score that outlives its photo, an exchanged model."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from mlmodels.photos import artefact
from mlmodels.photos.kinds import DOCUMENT
from mlmodels.photos.renderings import renderings
from restaurants.actions import photos as actions
from restaurants.enums import PhotoState
from restaurants.models import Photo, PhotoModelRelease
from restaurants.photos import kinds, publishing
from tests.attacks.test_photos import sent
from tests.conftest import AsProcess, Login
from tests.restaurants import factories
from tests.restaurants.photos import as_file, objects, picture

__all__ = ["objects"]


@pytest.fixture(autouse=True)
def fresh_model() -> Iterator[None]:
    """Each test looks for the model itself, and so does what follows."""
    kinds.loaded_model.cache_clear()
    yield
    kinds.loaded_model.cache_clear()


def decided(as_process: AsProcess, content: bytes) -> Photo:
    """A photo that was sent and decided on."""
    author = factories.confirmed("dora")
    review = factories.review(factories.restaurant(), author)
    with as_process("web"):
        actions.add(review=review, files=[sent(content)], alt="", by=author)
    with as_process("media"):
        publishing.run_due()
    return Photo.objects.get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("objects")
@pytest.mark.protection("photo_kind_by_media")
@pytest.mark.parametrize("change", ["kind = 'food'", "sharpness = 1", "model_release = 9"])
def test_injected_sql_says_what_a_photo_shows(login: Login, as_process: AsProcess, change: str) -> None:
    photo = decided(as_process, as_file(picture()))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(f"UPDATE restaurants_photo SET {change} WHERE id = %s", [photo.pk])


@pytest.mark.django_db
@pytest.mark.usefixtures("objects")
@pytest.mark.protection("photo_unfit_hidden")
def test_a_document_is_published_before_anybody_looked(as_process: AsProcess) -> None:
    document = next(as_file(drawn, "PNG") for kind, drawn in renderings(1) if kind == DOCUMENT)
    assert decided(as_process, document).state == PhotoState.UNFIT


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("objects")
@pytest.mark.protection("photo_stays_hidden")
def test_injected_sql_shows_what_seems_not_fit_to_show(login: Login, as_process: AsProcess) -> None:
    document = next(as_file(drawn, "PNG") for kind, drawn in renderings(1) if kind == DOCUMENT)
    waits = decided(as_process, document)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("UPDATE restaurants_photo SET state = 'published' WHERE id = %s", [waits.pk])


@pytest.mark.django_db
@pytest.mark.usefixtures("objects")
@pytest.mark.protection("photo_kind_answer_checked")
@pytest.mark.parametrize("answer", [b"\xff" * 32 + b"food", b"\0" * 24 + b"\0\0\0\0\0\0\xf0\xbfmenu"])
def test_a_child_that_was_taken_over_answers_what_it_likes(
    as_process: AsProcess, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(kinds, "_answer", lambda _model, _image: answer)
    photo = decided(as_process, as_file(picture()))
    assert (photo.kind, photo.sharpness) == ("", None)


@pytest.mark.django_db
@pytest.mark.usefixtures("objects")
@pytest.mark.protection("photo_kind_of_files")
def test_a_score_outlives_its_photo(as_process: AsProcess) -> None:
    photo = decided(as_process, as_file(picture()))
    with pytest.raises(DatabaseError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(state=PhotoState.REMOVED, token=None)


@pytest.mark.django_db
@pytest.mark.protection("model_signature")
@pytest.mark.parametrize("name", ["classifier.onnx", "manifest.json"])
def test_media_takes_an_altered_model(tmp_path: Path, settings: Settings, as_process: AsProcess, name: str) -> None:
    """The last good one stays."""
    altered = Path(shutil.copytree(artefact.SHIPPED / "1", tmp_path / "photos" / "2"))
    manifest = (altered / "manifest.json").read_text().replace('"release": 1', '"promotion": {}, "release": 2')
    (altered / "manifest.json").write_text(manifest)
    content = bytearray((altered / name).read_bytes())
    content[-2] ^= 1 if name == "classifier.onnx" else 0
    (altered / name).write_bytes(content)
    settings.MODEL_ARTEFACTS = str(tmp_path)
    with as_process("media"):
        active = kinds.active_model()
    assert active is not None and active.release == 1


@pytest.mark.django_db
@pytest.mark.protection("model_rollback")
def test_media_goes_back_to_an_older_model(as_process: AsProcess) -> None:
    PhotoModelRelease.objects.create(release=2, digest="a" * 64)
    with as_process("media"):
        assert kinds.active_model() is None
