"""Attacks on a restaurant's own photos: those of another page by id, past the functions, and in a guest's place."""

import uuid

import psycopg
import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import galleries as actions
from restaurants.actions import owners
from restaurants.actions.galleries import GalleryChange
from restaurants.models import Photo, Restaurant
from restaurants.photos import publishing
from restaurants.selectors.photos import photos_by_team
from reviews_site.policy import Denied, TeamRole
from tests.accounts.factors import at_the_desk
from tests.attacks.test_photos import sent
from tests.conftest import AsProcess, Login
from tests.restaurants import factories
from tests.restaurants.photos import objects, photo

__all__ = ["objects"]
pytestmark = pytest.mark.usefixtures("objects")
COMMITTED = pytest.mark.django_db(transaction=True)
CHANGE = "SELECT restaurants_change_page_photo(%s, %s, %s, %s)"
ADD = """
INSERT INTO restaurants_photo (id, restaurant_id, author_id, sha256, alt, position) VALUES (%s, %s, %s, '', '', 1)
"""


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def owner(place: Restaurant) -> User:
    user = factories.confirmed("otto")
    owners.grant(restaurant=place, user=user, by=None)
    return user


@pytest.fixture
def shown(place: Restaurant, owner: User, as_process: AsProcess) -> Photo:
    """A published photo of the page of `place`."""
    with as_process("web"):
        actions.add(restaurant=place, files=[sent(photo())], alt="Ours", by=owner)
    with as_process("media"):
        publishing.run_due()
    return Photo.objects.get()


@pytest.mark.django_db
@pytest.mark.protection("galleries_of_own_restaurant")
@pytest.mark.parametrize("role", [None, TeamRole.ANALYST])
def test_others_change_no_photo_of_a_page(
    client: Client, place: Restaurant, shown: Photo, role: TeamRole | None
) -> None:
    mallory, own = factories.confirmed("mallory"), factories.restaurant("Zur Falle")
    owners.grant(restaurant=own, user=mallory, by=None)
    if role:
        owners.grant(restaurant=place, user=mallory, by=None, role=role)
    at_the_desk(client, mallory)
    path = f"/business/{place.slug}/gallery/"
    answers = [
        client.get(path),
        client.post(path, {"alt": ""}),
        client.post(f"{path}{shown.pk}/", {"change": "remove"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    with pytest.raises(Denied):
        actions.add(restaurant=place, files=[sent(photo(seed=2))], alt="", by=mallory)
    for what in GalleryChange:
        with pytest.raises(Denied):
            actions.change(photo=shown, what=what, alt="Taken", by=mallory)
    place.refresh_from_db()
    assert [each.alt for each in photos_by_team(place)] == ["Ours"]


@pytest.mark.django_db
@pytest.mark.protection("gallery_photo_of_that_page")
def test_the_id_of_another_pages_photo_or_of_a_guests_is_not_there(client: Client, shown: Photo) -> None:
    mallory, own = factories.confirmed("mallory"), factories.restaurant("Zur Falle")
    owners.grant(restaurant=own, user=mallory, by=None)
    at_the_desk(client, mallory)
    answer = client.post(f"/business/{own.slug}/gallery/{shown.pk}/", {"change": "remove"})
    assert answer.status_code == 404
    assert client.post(f"/photos/{shown.pk}/", {"remove": "yes"}).status_code == 404


@COMMITTED
@pytest.mark.protection("gallery_functions_ask_who_acts")
@pytest.mark.parametrize("verb", ["remove", "describe", "cover", "blur"])
def test_injected_sql_names_somebody_who_may_not(shown: Photo, login: Login, verb: str) -> None:
    stranger = factories.confirmed("sven")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(CHANGE, [stranger.pk, shown.pk, verb, ""])


@COMMITTED
@pytest.mark.protection("gallery_photos_by_their_team")
def test_injected_sql_adds_a_photo_for_somebody_who_may_not(place: Restaurant, owner: User, login: Login) -> None:
    stranger = factories.confirmed("sven")
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute(ADD, [uuid.uuid4(), place.pk, stranger.pk])


@COMMITTED
@pytest.mark.protection("gallery_only_by_function")
@pytest.mark.parametrize("change", ["state = 'removed'", "alt = 'Taken'", "state = 'blurring'"])
def test_injected_sql_changes_a_page_past_the_function(shown: Photo, login: Login, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(f"UPDATE restaurants_photo SET {change}")


@COMMITTED
@pytest.mark.protection("gallery_kept_by_trigger")
def test_injected_sql_puts_another_picture_on_a_page(shown: Photo, login: Login) -> None:
    for statement in (
        "UPDATE restaurants_restaurant SET gallery = NULL",
        "UPDATE restaurants_photo SET position = 2",
        "UPDATE restaurants_photo SET review_id = NULL",
        "UPDATE restaurants_photo SET token = '0'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login("default", "web").execute(statement)


@pytest.mark.django_db
@pytest.mark.protection("review_escaping")
def test_markup_in_a_description_is_shown_as_text(client: Client, place: Restaurant, owner: User, shown: Photo) -> None:
    actions.change(photo=shown, what=GalleryChange.DESCRIBE, alt='"><img src=x onerror="alert(1)">', by=owner)
    at_the_desk(client, owner)
    for path in (place.get_absolute_url(), "/restaurants/", f"/business/{place.slug}/gallery/"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page and "&lt;img src=x" in page
