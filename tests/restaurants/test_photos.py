"""Photos of reviews: added by their author, decided and published by the worker, served, removed."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from restaurants.actions import reviews
from restaurants.enums import PhotoState
from restaurants.models import Photo, PhotoDeletion, Restaurant, Review
from restaurants.photos import publishing, store
from restaurants.rules import MAX_PHOTOS_PER_REVIEW, PHOTO_TRANSITIONS
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.photos import as_file, objects, photo, picture, refused_files

__all__ = ["objects"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def originals_end(objects: Path) -> Iterator[None]:
    """Whatever becomes of a photo, what was sent does not stay."""
    yield
    assert list((objects / "restaurants.photo-originals").iterdir()) == []


@pytest.fixture
def review(place: Restaurant, diner: User) -> Review:
    return factories.review(place, diner)


def page_of(place: Restaurant) -> str:
    return f"{place.get_absolute_url()}review/photos/"


def send(client: Client, place: Restaurant, *files: bytes, alt: str = "") -> int:
    """Send files by the form; the status of the answer."""
    sent = [SimpleUploadedFile(f"photo{number}.jpg", content) for number, content in enumerate(files)]
    return client.post(page_of(place), {"photos": sent, "alt": alt}).status_code


def publish() -> None:
    with playing("media"):
        publishing.run_due()


def published(place: Restaurant) -> Photo:
    return Photo.objects.get(restaurant=place, state=PhotoState.PUBLISHED)


def post_review(client: Client, place: Restaurant, *files: bytes, **fields: str) -> Any:
    """The review's own form, with photos, as the page's script sends it."""
    sent = [SimpleUploadedFile(f"photo{number}.jpg", content) for number, content in enumerate(files)]
    day = timezone.now().date() - timedelta(days=1)
    form = {"rating": "5", "visited_on": day, "text": factories.TEXT, "alt": "Soup", **fields, "photos": sent}
    return client.post(f"{place.get_absolute_url()}review/", form, headers={"Accept": "application/json"})


def test_photos_come_with_the_review(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    answer = post_review(client, place, photo(), photo(seed=1))
    assert json.loads(answer.content) == {"next": place.get_absolute_url()}
    assert list(Photo.objects.values_list("alt", "review__author")) == [("Soup", diner.pk)] * 2
    page = client.get(place.get_absolute_url()).content.decode()
    assert "Your review is published." in page and "We have your 2 photos." in page
    publish()


def test_with_a_text_that_is_too_short_no_photo_is_kept(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    page = post_review(client, place, photo(), text="Short.").content.decode()
    assert "Choose your photos again" in page and "field-errors" in page
    assert not Review.objects.exists() and not Photo.objects.exists()


def test_a_bad_photo_keeps_no_review_out(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    assert json.loads(post_review(client, place, photo(), b"<svg/>").content) == {"next": page_of(place)}
    assert Review.objects.count() == Photo.objects.count() == 1
    assert "photo1.jpg" in client.get(page_of(place)).content.decode()
    publish()


def test_a_photo_is_added_published_shown_and_served(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    assert send(client, place, photo(), alt="Soup in a <b>blue</b> bowl") == 302
    assert "Being prepared" in client.get(page_of(place)).content.decode()
    publish()
    found = published(place)
    assert (found.width, found.height, found.author_id, found.review_id) == (640, 480, diner.pk, review.pk)
    page = client.get(place.get_absolute_url()).content.decode()
    assert f"/photos/{found.token}-400.webp 400w, /photos/{found.token}-800.webp 640w" in page
    assert "Soup in a &lt;b&gt;blue&lt;/b&gt; bowl" in page and "<b>blue" not in page
    assert f'"image":["http://testserver/photos/{found.token}-800.webp"]' in page.replace(": ", ":").replace(
        settings.BASE_URL, "http://testserver"
    )
    for end in ("400", "800", "card"):
        answer = Client().get(f"/photos/{found.token}-{end}.webp")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file
        assert Image.open(io.BytesIO(content)).format == "WEBP"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Client().get(f"/photos/{found.token}-1600.webp").status_code == 404
    assert len(list((objects / "restaurants.photos").iterdir())) == 3


def test_a_card_shows_the_newest_photo(client: Client, place: Restaurant, diner: User, review: Review) -> None:
    client.force_login(diner)
    factories.restaurant("Zum Storch")
    send(client, place, photo())
    publish()
    page = Client().get("/restaurants/").content.decode()
    assert page.count(f"/photos/{published(place).token}-card.webp") == 1 and "img/drawings/" in page


def test_the_same_file_is_one_photo(client: Client, place: Restaurant, diner: User, review: Review) -> None:
    client.force_login(diner)
    assert send(client, place, photo(), photo()) == 302
    assert send(client, place, photo()) == 302
    assert Photo.objects.count() == 1
    publish()


def test_bad_files_get_a_sentence_each_and_keep_no_other_out(
    client: Client, place: Restaurant, diner: User, review: Review
) -> None:
    client.force_login(diner)
    bad = [refused_files()[name] for name in ("svg", "pdf", "tiff")]
    sent = [
        SimpleUploadedFile(f"{n}.jpg", content)
        for n, content in enumerate([*bad, photo(), b"\xff\xd8\xff" * 6_000_000])
    ]
    answer = client.post(page_of(place), {"photos": sent, "alt": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and Photo.objects.count() == 1
    for sentence in ("an SVG drawing", "a PDF", "a TIFF picture", "more than 15 MB"):
        assert sentence in page
    publish()


def test_the_worker_refuses_a_damaged_file_and_its_author_sees_why(
    client: Client, place: Restaurant, diner: User, review: Review
) -> None:
    client.force_login(diner)
    send(client, place, photo()[:3000])
    publish()
    assert "damaged or cut short" in client.get(page_of(place)).content.decode()
    assert Photo.objects.get().state == PhotoState.REFUSED


def test_a_removed_photo_is_gone_at_once_and_its_files_soon(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    publish()
    found = published(place)
    assert client.post(f"/photos/{found.pk}/", {"alt": "Bread"}).status_code == 302
    assert client.post(f"/photos/{found.pk}/", {"remove": "yes"}).status_code == 302
    assert Client().get(f"/photos/{found.token}-400.webp").status_code == 404
    assert found.token is not None and found.token not in client.get(place.get_absolute_url()).content.decode()
    publish()
    assert list((objects / "restaurants.photos").iterdir()) == []


def test_a_review_has_ten_photos_at_most(client: Client, place: Restaurant, diner: User, review: Review) -> None:
    client.force_login(diner)
    small = [as_file(picture(40, 30, seed), "JPEG") for seed in range(MAX_PHOTOS_PER_REVIEW)]
    assert send(client, place, *small) == 302
    assert send(client, place, photo(seed=99)) == 422
    assert Photo.objects.count() == MAX_PHOTOS_PER_REVIEW
    for row in Photo.objects.all():
        store.delete_files(row.pk, None)


def test_files_without_a_row_are_swept(objects: Path) -> None:
    orphan = objects / "restaurants.photo-originals" / "0190a1b2-0000-7000-8000-000000000000"
    shown = objects / "restaurants.photos" / f"{'a' * 32}-400.webp"
    for path in (orphan, shown):
        path.write_bytes(b"left by a restored backup")
    with playing("media"):
        publishing.sweep()
    assert not orphan.exists() and not shown.exists()


def test_files_go_with_a_row_whoever_deletes_it(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    publish()
    Photo.objects.all().delete()
    assert PhotoDeletion.objects.count() == 1
    publish()
    assert PhotoDeletion.objects.count() == 0 and list((objects / "restaurants.photos").iterdir()) == []


def test_photos_go_with_a_review_that_is_withdrawn(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    publish()
    with playing("web"):
        reviews.withdraw(restaurant=place, by=diner)
    publish()
    assert not Photo.objects.exists() and list((objects / "restaurants.photos").iterdir()) == []


def test_the_way_of_a_photo_ends_with_its_removal() -> None:
    assert all(to or state is PhotoState.REMOVED for state, to in PHOTO_TRANSITIONS.items())


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_no_review_there_finds_no_page(client: Client, place: Restaurant, stranger: User, method: str) -> None:
    client.force_login(stranger)
    assert getattr(client, method)(page_of(place)).status_code == 404


def test_reviews_with_photos_can_be_read_alone(client: Client, place: Restaurant, diner: User) -> None:
    factories.review(place, factories.confirmed("guest"))
    client.force_login(diner)
    post_review(client, place, photo())
    address = f"{place.get_absolute_url()}?photos=1"
    assert client.get(address).context["reviews"] == [], "It is not published yet."
    publish()
    page = client.get(address)
    assert [review.pen_name for review in page.context["reviews"]] == [diner.profile.display_name]
    assert 'fetchpriority="high"' in page.content.decode()


def test_the_list_and_the_map_can_be_narrowed_to_places_with_photos(
    client: Client, place: Restaurant, diner: User
) -> None:
    factories.restaurant("Zum Adler")
    client.force_login(diner)
    post_review(client, place, photo())
    assert client.get("/restaurants/?photos=1").context["total"] == 0, "It is not published yet."
    publish()
    page = client.get("/restaurants/?photos=1")
    assert [row.name for row in page.context["page"].rows] == ["Zum Reiher"]
    assert page.context["map_url"] == "/map/?photos=1" and 'name="photos" value="1" checked' in page.content.decode()
