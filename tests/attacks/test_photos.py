"""Attack: photos of others are changed, or added past the action; web publishes; a file runs or outlives its author."""

import hashlib
import uuid
from contextlib import closing
from pathlib import Path

import numpy as np
import psycopg
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from accounts.models import User
from restaurants.actions import photos as actions
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant, Review
from restaurants.photos import publishing, store
from restaurants.photos.uploads import SentPhoto
from restaurants.rules import MAX_PHOTOS_PER_DAY
from reviews_site.ids import uuid7
from reviews_site.policy import Denied
from tests.conftest import AsProcess, Login
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own
from tests.privacy_rights.erasing import review as review_of
from tests.restaurants import factories
from tests.restaurants.photos import CANARY, as_file, objects, photo, with_canaries

__all__ = ["ledger_of_its_own", "objects"]
pytestmark = pytest.mark.usefixtures("objects")
EVERYWHERE = pytest.mark.django_db(databases=["default", "vault", "analytical"])
_ADD = """
INSERT INTO restaurants_photo (id, review_id, restaurant_id, author_id, sha256, alt) VALUES (%s, %s, %s, %s, '', '')
"""


def sent(content: bytes) -> SentPhoto:
    """A file as a form brings it."""
    photo_id = uuid7()
    path = Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / store.original_name(photo_id)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return SentPhoto(photo_id, sha256=digest, head=content[:512], name="a.jpg", size=len(content))


def published(review: Review, author: User, as_process: AsProcess, content: bytes) -> Photo:
    with as_process("web"):
        actions.add(review=review, files=[sent(content)], alt="Soup", by=author)
    with as_process("media"):
        publishing.run_due()
    return Photo.objects.get(review=review)


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.mark.django_db
@pytest.mark.protection("photo_ownership")
def test_nobody_changes_the_photo_of_another(place: Restaurant, as_process: AsProcess) -> None:
    author, stranger = factories.confirmed("dora"), factories.confirmed("sven")
    found = published(factories.review(place, author), author, as_process, photo())
    with pytest.raises(Denied):
        actions.remove(photo=found, by=stranger)
    with pytest.raises(Denied):
        actions.describe(photo=found, alt="Mine", by=stranger)
    with pytest.raises(Denied):
        actions.hide_cells(photo=found, cells=[0], by=stranger)


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("photo_of_own_review")
def test_injected_sql_adds_no_photo_to_the_review_of_another(login: Login) -> None:
    place, author, stranger = factories.restaurant(), factories.confirmed("dora"), factories.confirmed("sven")
    review = factories.review(place, author)
    with pytest.raises(psycopg.errors.CheckViolation, match="review of one's own"):
        login("default", "web").execute(_ADD, [uuid.uuid4(), review.pk, place.pk, stranger.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("photo_published_by_media")
def test_injected_sql_publishes_no_photo(login: Login) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    review, web = factories.review(place, author), login("default", "web")
    web.execute(_ADD, [photo_id := uuid.uuid4(), review.pk, place.pk, author.pk])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("UPDATE restaurants_photo SET state = 'published', token = %s WHERE id = %s", ["a" * 32, photo_id])
    with pytest.raises(psycopg.errors.CheckViolation):
        web.execute("UPDATE restaurants_photo SET state = 'published' WHERE id = %s", [photo_id])


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("photo_stays_hidden")
@pytest.mark.parametrize("change", ["state = 'published'", "blur = ''", "state = 'unchecked'"])
def test_injected_sql_shows_no_photo_that_waits_to_be_blurred(login: Login, as_process: AsProcess, change: str) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    found = published(factories.review(place, author), author, as_process, photo())
    with as_process("web"):
        actions.hide_cells(photo=found, cells=[0, 1], by=author)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(f"UPDATE restaurants_photo SET {change} WHERE id = %s", [found.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("photo_stays_hidden")
def test_injected_sql_shows_no_photo_again_that_was_removed(login: Login, as_process: AsProcess) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    found = published(factories.review(place, author), author, as_process, photo())
    with as_process("web"):
        actions.remove(photo=found, by=author)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("UPDATE restaurants_photo SET state = 'published' WHERE id = %s", [found.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("photo_parts_gone")
def test_of_a_blurred_part_nothing_can_be_made_out(place: Restaurant, as_process: AsProcess) -> None:
    """A face is stripes of black and white here: afterwards no file has a contrast in it, and the old ones are gone."""
    author = factories.confirmed("dora")
    stripes = Image.linear_gradient("L").resize((480, 360)).point(lambda value: value // 8 % 2 * 255)
    found = published(factories.review(place, author), author, as_process, as_file(stripes))
    # Stripes look like a document, which a person has to release.
    Photo.objects.filter(pk=found.pk).update(state=PhotoState.PUBLISHED)
    found.refresh_from_db()
    with as_process("web"):
        actions.hide_cells(photo=found, cells=range(12 * 9), by=author)
    with as_process("media"):
        publishing.run_due()
    assert Client().get(f"/photos/{found.token}-800.webp").status_code == 404
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    files = list((folder / "eu" / "restaurants.photos").iterdir())
    assert files and found.token not in {path.name.partition("-")[0] for path in files}
    for path in files:
        assert np.ptp(np.asarray(Image.open(path).convert("L"))) < 40, path.name


@pytest.mark.django_db
@pytest.mark.protection("photos_per_day")
def test_one_person_adds_so_many_photos_a_day(place: Restaurant, as_process: AsProcess) -> None:
    author = factories.confirmed("dora")
    review = factories.review(place, author)
    rows = [
        Photo(review=review, restaurant=place, author=author, sha256=str(number), state="removed")
        for number in range(MAX_PHOTOS_PER_DAY)
    ]
    Photo.objects.bulk_create(rows)
    with as_process("web"):
        file = sent(photo())
        added = actions.add(review=review, files=[file], alt="", by=author)
        file.close()
    assert (added.taken, len(added.problems)) == (0, 1)


@pytest.mark.django_db
@pytest.mark.protection("photo_files_run_nothing")
def test_a_published_file_can_run_nothing(place: Restaurant, as_process: AsProcess) -> None:
    author = factories.confirmed("dora")
    found = published(factories.review(place, author), author, as_process, with_canaries("JPEG"))
    with closing(Client().get(f"/photos/{found.token}-400.webp")) as answer:
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@EVERYWHERE
@pytest.mark.protection("photos_erased")
def test_of_somebody_who_is_erased_no_byte_of_a_photo_stays(as_process: AsProcess, ledger_of_its_own: Path) -> None:
    mia = confirmed("mia")
    review = review_of(mia, "cafe-aurora-berlin", 4)
    found = published(review, mia, as_process, with_canaries("JPEG"))
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    shown = [path.read_bytes() for path in folder.rglob(f"{found.token}*")]
    with as_process("web"):
        actions.add(review=review, files=[waiting := sent(with_canaries("PNG"))], alt="", by=mia)
    assert len(shown) == 3 and (folder / store.original_name(waiting.photo_id)).exists()
    erased(mia, as_process)
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert not Photo.objects.filter(author_id=mia.pk).exists()
    assert [path for path in left if path.read_bytes() in shown or CANARY in path.read_bytes()] == []
