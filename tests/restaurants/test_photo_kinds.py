"""What a model says of photos: kinds in the gallery, the cover, what waits for a person, and a new release."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image, ImageFilter

from accounts.models import User
from mlmodels.photos.kinds import DOCUMENT, KINDS
from mlmodels.photos.renderings import renderings
from restaurants.enums import PhotoKind, PhotoState
from restaurants.models import Photo, PhotoModelRelease, Restaurant, Review
from restaurants.photos import faces, kinds
from restaurants.selectors.photos import add_covers
from reviews_site import confined_child
from tests.analytics.staffing import at_the_console
from tests.restaurants.photos import as_file, objects, photo, picture
from tests.restaurants.test_photos import originals_end, page_of, publish, review, send

__all__ = ["objects", "originals_end", "review"]
pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def document() -> bytes:
    return next(as_file(drawn, "PNG") for kind, drawn in renderings(1) if kind == DOCUMENT)


@pytest.fixture
def member(client: Client, diner: User, review: Review) -> Client:
    """Somebody signed in who has reviewed the place."""
    client.force_login(diner)
    return client


def test_both_rooms_have_the_same_kinds() -> None:
    assert tuple(PhotoKind.values) == KINDS


def test_a_published_photo_has_one_score_and_the_release_that_gave_it(member: Client, place: Restaurant) -> None:
    send(member, place, photo())
    publish()
    found = Photo.objects.get()
    assert (found.state, found.model_release) == (PhotoState.PUBLISHED, 1)
    assert found.kind in ("", *PhotoKind.values) and (found.kind_probability is not None) == bool(found.kind)
    assert found.sharpness is not None and 0.12 < found.sharpness <= 1 and 0 < (found.brightness or 0) < 1
    publish()
    assert Photo.objects.get().decided_at == found.decided_at and Photo.objects.count() == 1


class TestWhatWaits:
    def test_a_document_waits_and_is_released(self, member: Client, place: Restaurant) -> None:
        send(member, place, document())
        publish()
        waits = Photo.objects.get()
        assert (waits.state, waits.kind) == (PhotoState.UNFIT, PhotoKind.DOCUMENT)
        assert "It seems to show a document" in member.get(page_of(place)).content.decode()
        assert waits.token and waits.token not in Client().get(place.get_absolute_url()).content.decode()
        assert Client().get(f"/photos/{waits.token}-400.webp").status_code == 404
        support = at_the_console("sue", "customer_support")
        assert "a document" in support.get("/photos/").content.decode()
        page = support.get(f"/photos/{waits.pk}/").content.decode()
        assert "Is this photo fit to show?" in page and "looks like" not in page
        assert support.get(f"/photos/{waits.pk}/picture/").content.startswith(b"RIFF")
        assert support.post(f"/photos/{waits.pk}/decision/", {"answer": "somebody_elses"}).status_code == 404
        support.post(f"/photos/{waits.pk}/decision/", {"answer": "release"})
        waits.refresh_from_db()
        assert (waits.state, waits.reason, waits.kind) == (PhotoState.PUBLISHED, "", PhotoKind.DOCUMENT)

    def test_one_that_is_refused_keeps_no_score(self, member: Client, place: Restaurant, objects: Path) -> None:
        send(member, place, document())
        publish()
        waits = Photo.objects.get()
        support = at_the_console("sue", "customer_support")
        support.post(f"/photos/{waits.pk}/decision/", {"answer": "private_papers"})
        publish()
        assert list(objects.rglob(f"{waits.token}-*")) == []
        waits.refresh_from_db()
        assert (waits.state, waits.kind, waits.sharpness, waits.model_release) == (PhotoState.REFUSED, "", None, None)
        assert "Bills belong where you confirm your visit" in member.get(page_of(place)).content.decode()

    @pytest.mark.parametrize(
        "image", [picture().filter(ImageFilter.GaussianBlur(20)), Image.new("RGB", (640, 480), (6, 5, 4))]
    )
    def test_so_does_what_is_very_blurred_or_dark(self, member: Client, place: Restaurant, image: Image.Image) -> None:
        send(member, place, as_file(image))
        publish()
        assert Photo.objects.get().state == PhotoState.UNFIT
        assert "next to nothing to see" in member.get(page_of(place)).content.decode()

    def test_without_faces_checked_it_is_refused(
        self, member: Client, place: Restaurant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else its author would say that there are none, and publish it."""

        def fail(_image: Image.Image) -> frozenset[int]:
            raise faces.NotCheckedForFaces("a limit")

        monkeypatch.setattr(faces, "find_cells", fail)
        send(member, place, document())
        publish()
        assert Photo.objects.get().state == PhotoState.REFUSED


class TestNoAnswer:
    @pytest.mark.parametrize("answer", [b"", b"short", b"\0" * 32 + b"weapon", b"\xff" * 32 + b"food"])
    def test_a_photo_is_published_without_a_kind(
        self, member: Client, place: Restaurant, monkeypatch: pytest.MonkeyPatch, answer: bytes
    ) -> None:
        monkeypatch.setattr(kinds, "_answer", lambda _model, _image: answer)
        send(member, place, photo())
        publish()
        found = Photo.objects.get()
        assert (found.state, found.kind, found.sharpness, found.model_release) == (PhotoState.PUBLISHED, "", None, 1)

    def test_without_a_trusted_model_only_quality_is_known(
        self, member: Client, place: Restaurant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kinds, "active_model", lambda: None)
        send(member, place, photo())
        publish()
        found = Photo.objects.get()
        assert (found.state, found.kind, found.model_release) == (PhotoState.PUBLISHED, "", None)
        assert found.sharpness

    def test_a_child_that_ends_early_says_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_args: object, **_named: object) -> bytes:
            raise confined_child.SandboxFailure("a limit")

        monkeypatch.setattr(confined_child, "run", fail)
        assert kinds.score(picture()).problem == ""


class TestANewRelease:
    def test_it_scores_photos_of_older_releases(self, member: Client, place: Restaurant) -> None:
        send(member, place, photo())
        publish()
        before = Photo.objects.get()
        Photo.objects.update(model_release=None, kind="", kind_probability=None, sharpness=None, brightness=None)
        publish()
        after = Photo.objects.get()
        assert (after.kind, after.model_release, after.state) == (before.kind, 1, PhotoState.PUBLISHED)
        assert after.sharpness

    def test_what_is_shown_stays_shown(self, member: Client, place: Restaurant) -> None:
        send(member, place, document())
        publish()
        Photo.objects.update(state=PhotoState.PUBLISHED, model_release=None, kind="", kind_probability=None)
        publish()
        found = Photo.objects.get()
        assert (found.state, found.kind) == (PhotoState.PUBLISHED, PhotoKind.DOCUMENT)

    def test_the_release_in_use_is_the_floor(self) -> None:
        kinds.loaded_model.cache_clear()
        assert kinds.active_model() is not None
        assert list(PhotoModelRelease.objects.values_list("release", flat=True)) == [1]


def shown(place: Restaurant, author: User, review: Review, kind: str, sharpness: float, number: int) -> Photo:
    """A published photo whose files nobody asks for."""
    return Photo.objects.create(
        **{"restaurant": place, "review": review, "author": author, "sha256": f"{number:064d}"},
        **{"state": PhotoState.PUBLISHED, "token": f"{number:032d}", "width": 400, "height": 300},
        **{
            "thumbhash": "3ff80d0c80",
            "kind": kind,
            "sharpness": sharpness,
            "model_release": 1,
            "alt": f"number {number}",
        },
    )


class TestPages:
    @pytest.fixture(autouse=True)
    def photos(self, place: Restaurant, diner: User, review: Review) -> list[Photo]:
        rows = ((PhotoKind.FOOD, 0.9), (PhotoKind.FOOD, 0.2), (PhotoKind.INTERIOR, 0.9), (PhotoKind.OTHER, 0.9))
        return [shown(place, diner, review, *row, number) for number, row in enumerate(rows, 1)]

    def test_the_gallery_is_narrowed_by_its_address(self, client: Client, place: Restaurant) -> None:
        def gallery(address: str) -> str:
            return client.get(place.get_absolute_url() + address).content.decode().partition('id="photos"')[2]

        everything = gallery("")
        assert all(f"number {number}" in everything for number in (1, 2, 3, 4))
        assert 'href="./?shows=food#photos"' in everything and 'href="./?shows=interior#photos"' in everything
        assert "shows=other" not in everything and "shows=menu" not in everything
        inside = gallery("?shows=interior")
        assert "number 3" in inside and "number 1" not in inside
        assert '<a href="./?shows=interior#photos" rel="nofollow" aria-current="true">Inside</a>' in inside
        assert "There are no such photos yet." in gallery("?shows=menu")
        assert "number 4" in gallery("?shows=weapons")

    def test_a_sharp_photo_of_food_is_the_cover(self, client: Client, place: Restaurant, photos: list[Photo]) -> None:
        header = client.get(place.get_absolute_url()).content.decode().partition('id="reviews"')[0]
        assert 'alt="number 1"' in header and 'alt="number 4"' not in header
        add_covers(rows := [place])
        assert rows[0].cover is not None and rows[0].cover.id == photos[0].pk

    def test_without_one_it_is_the_newest(self, place: Restaurant, photos: list[Photo]) -> None:
        Photo.objects.filter(pk=photos[0].pk).update(sharpness=0.1)
        add_covers(rows := [place])
        assert rows[0].cover is not None and rows[0].cover.id == photos[3].pk

    @pytest.mark.parametrize("change", [{"kind": "weapon"}, {"model_release": None}, {"token": None}])
    def test_the_database_refuses_a_kind_that_nothing_gave(
        self, photos: list[Photo], change: dict[str, str | None]
    ) -> None:
        state = {"state": PhotoState.REMOVED} if "token" in change else {}
        with pytest.raises(IntegrityError, match="restaurants_photo_kind"), transaction.atomic():
            Photo.objects.filter(pk=photos[0].pk).update(**change, **state)


@pytest.mark.parametrize(("squares", "expected"), [(0, False), (20, False), (27, True)])
def test_squares_with_faces_make_a_photo_of_people(squares: int, expected: bool) -> None:
    """Of 12 by 9 squares."""
    assert kinds.shows_people(f"{(1 << squares) - 1:x}", 1600, 1200) is expected
