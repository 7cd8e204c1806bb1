"""A team's own photos: added through the pipeline of photos, ordered, described, removed, and apart from guests'."""

from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from restaurants.actions import owners
from restaurants.enums import PhotoState
from restaurants.models import Notification, Photo, PhotoDeletion, Restaurant
from restaurants.photos import publishing
from restaurants.rules import MAX_PHOTOS_PER_PAGE
from restaurants.selectors.photos import photos_by_team
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.photos import objects, photo
from tests.restaurants.test_discovery import structured_data_of
from tests.restaurants.test_photos import send as send_of_review
from tests.restaurants.test_public_pages import queries

__all__ = ["objects"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("objects")]


def path_of(place: Restaurant) -> str:
    return f"/business/{place.slug}/gallery/"


def send(client: Client, place: Restaurant, *seeds: int, alt: str = "") -> str:
    """Send photos by the form, and have the worker publish them; the page that answers."""
    files = [SimpleUploadedFile(f"{seed}.jpg", photo(seed=seed)) for seed in seeds]
    page = client.post(path_of(place), {"photos": files, "alt": alt}, follow=True).content.decode()
    publish()
    return page


def publish() -> None:
    with playing("media"):
        publishing.run_due()


def shown(place: Restaurant) -> list[str]:
    place.refresh_from_db()
    return [each.alt for each in photos_by_team(place)]


def press(client: Client, place: Restaurant, alt: str, button: str, text: str | None = None) -> None:
    found = Photo.objects.get(restaurant=place, alt=alt)
    form = {"change": button, "alt": alt if text is None else text}
    assert client.post(f"{path_of(place)}{found.pk}/", form).status_code == 302


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    """A browser in which the owner is signed in."""
    at_the_desk(client, owner)
    return client


def test_a_photo_is_shown_as_the_restaurants_own(writer: Client, place: Restaurant) -> None:
    assert "We have your photo." in send(writer, place, 1, alt="The garden")
    page = Client().get(place.get_absolute_url()).content.decode()
    assert "Photo by the restaurant" in page and "Photos by the restaurant" in page and "The garden" in page
    assert "Photos by guests" not in page
    card = Client().get("/restaurants/").content.decode()
    assert "Photo by the restaurant" in card and 'alt="The garden"' in card
    (own,) = Client().get(f"/api/v1/restaurants/{place.slug}").json()["own_photos"]
    assert own["alt"] == "The garden" and structured_data_of(page)["image"] == [own["large"]]
    assert Client().get(f"/api/v1/restaurants/{place.slug}/photos").json()["items"] == []
    with closing(Client().get(urlsplit(own["card"]).path)) as answer:
        assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"


def test_guests_photos_stay_apart(writer: Client, place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    guest = Client()
    at_the_desk(guest, diner)
    send_of_review(guest, place, photo(seed=2), alt="My soup")
    send(writer, place, 1, alt="The garden")
    page = Client().get(place.get_absolute_url()).content.decode()
    assert page.index("Photos by the restaurant") < page.index("Photos by guests") < page.rindex("My soup")
    assert [each["alt"] for each in Client().get(f"/api/v1/restaurants/{place.slug}/photos").json()["items"]] == [
        "My soup"
    ]
    assert not Client().get("/restaurants/?photos=1&q=garden").context["page"].rows
    assert "The garden" not in guest.get(f"{place.get_absolute_url()}review/photos/").content.decode()
    Photo.objects.filter(alt="My soup").delete()
    assert not Client().get("/restaurants/?photos=1").context["page"].rows


def test_a_team_orders_describes_and_removes(writer: Client, place: Restaurant) -> None:
    for number, alt in enumerate(("a", "b", "c"), 1):
        send(writer, place, number, alt=alt)
    assert shown(place) == ["a", "b", "c"]
    press(writer, place, "c", "earlier")
    assert shown(place) == ["a", "c", "b"]
    press(writer, place, "a", "later")
    assert shown(place) == ["c", "a", "b"]
    press(writer, place, "b", "cover")
    assert shown(place) == ["b", "c", "a"]
    press(writer, place, "b", "earlier")
    press(writer, place, "a", "later")
    assert shown(place) == ["b", "c", "a"]
    press(writer, place, "c", "describe", "  The\nbar ")
    assert shown(place) == ["b", "The bar", "a"]
    press(writer, place, "b", "remove")
    assert shown(place) == ["The bar", "a"]
    removed = Photo.objects.get(position=1)
    publish()
    removed.refresh_from_db()
    assert removed.token is None and not Notification.objects.exists()


def test_a_manager_changes_what_an_owner_sent_and_only_who_sent_it_uncovers(
    writer: Client, place: Restaurant, diner: User
) -> None:
    send(writer, place, 1, alt="a")
    found = Photo.objects.get()
    assert writer.get(f"/photos/{found.pk}/blur/").status_code == 200
    assert writer.post(f"/photos/{found.pk}/blur/", {"cell": ["0"]})["Location"] == path_of(place)
    publish()
    assert shown(place) == ["a"] and Photo.objects.get().token != found.token
    owners.grant(restaurant=place, user=diner, by=None, role=TeamRole.MANAGER)
    manager = Client()
    at_the_desk(manager, diner)
    assert manager.get(f"/photos/{found.pk}/blur/").status_code == 404
    press(manager, place, "a", "remove")
    assert shown(place) == []


def test_limits_and_wrong_files_say_what_to_do(writer: Client, place: Restaurant) -> None:
    assert "Choose at least one photo." in writer.post(path_of(place), {}).content.decode()
    text = SimpleUploadedFile("menu.jpg", b"%PDF-1.4 a menu")
    assert "menu.jpg:" in writer.post(path_of(place), {"photos": [text]}).content.decode()
    send(writer, place, *range(MAX_PHOTOS_PER_PAGE))
    assert len(shown(place)) == MAX_PHOTOS_PER_PAGE
    assert f"A page has {MAX_PHOTOS_PER_PAGE} photos at most." in send(writer, place, 99)
    # The same file again is there already.
    assert "We have your photo." in send(writer, place, 1) and Photo.objects.count() == MAX_PHOTOS_PER_PAGE


def test_a_guests_photo_taken_over_by_a_page_waits_to_be_compared(
    writer: Client, place: Restaurant, diner: User
) -> None:
    factories.review(place, diner)
    guest = Client()
    at_the_desk(guest, diner)
    send_of_review(guest, place, photo(seed=5), alt="My soup")
    publish()
    send(writer, place, 5, alt="Our soup")
    assert shown(place) == []
    assert Photo.objects.get(alt="Our soup").state == PhotoState.DUPLICATE


def test_files_go_with_their_row(writer: Client, place: Restaurant, objects: Path) -> None:
    send(writer, place, 1, alt="a")
    Photo.objects.all().delete()
    assert shown(place) == [] and PhotoDeletion.objects.count() == 1
    publish()
    assert list((objects / "restaurants.photos").iterdir()) == []


def test_a_gallery_costs_pages_no_query(writer: Client, place: Restaurant) -> None:
    paths = (place.get_absolute_url(), "/restaurants/", f"/api/v1/restaurants/{place.slug}")
    without = [queries(Client(), path) for path in paths]
    send(writer, place, 1, 2, alt="a")
    with_gallery = [queries(Client(), path) for path in paths]
    assert with_gallery == [without[0], without[1] - 1, without[2]]
