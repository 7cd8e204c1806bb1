"""Attacks on saved lists and notes of other people: by id, with web's database login, and by what they say."""

import psycopg
import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import saved_lists as actions
from restaurants.models import Restaurant, SavedList, SavedPlace
from tests.conftest import Login
from tests.restaurants import factories

SECRET = "Where I meet my lawyer."
HOSTILE = '"><img src=x onerror="alert(1)">'


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def owner(place: Restaurant) -> User:
    """Somebody with a list, a saved place and a note."""
    person = factories.confirmed("dora")
    actions.save(restaurant=place, list_id=None, name="Secret meetings", note=SECRET, by=person)
    return person


@pytest.mark.protection("saved_lists_own_only")
@pytest.mark.django_db
def test_somebody_else_reads_and_changes_a_list_by_its_id(client: Client, place: Restaurant, owner: User) -> None:
    saved_list, saved = SavedList.objects.get(), SavedPlace.objects.get()
    mallory = factories.confirmed("mallory")
    own = actions.create(name="Mine", by=mallory)
    client.force_login(mallory)
    planted = {"user": str(owner.pk), "user_id": str(owner.pk), "id": str(saved.pk)}
    pages = [
        client.get(f"/saved/{saved_list.pk}/"),
        client.get(f"/saved/?list={saved_list.pk}&user={owner.pk}"),
        client.post(f"/saved/{saved_list.pk}/", {"name": "Taken", **planted}),
        client.post(f"/saved/{saved_list.pk}/", {"delete": "1", **planted}),
        client.post(f"/saved/places/{saved.pk}/", {"remove": "1", **planted}),
        client.post(f"/saved/places/{saved.pk}/", {"saved_list": str(own.pk), "note": "Taken", **planted}),
        client.post(f"{place.get_absolute_url()}save/", {"saved_list": str(saved_list.pk), "note": "Taken", **planted}),
        client.get(f"{place.get_absolute_url()}save/"),
    ]
    assert [page.status_code for page in pages] == [404, 200, 404, 404, 404, 404, 200, 200]
    for page in pages:
        assert SECRET not in page.content.decode() and "Secret meetings" not in page.content.decode()
    assert (SavedList.objects.get(user=owner).name, SavedPlace.objects.get().note) == ("Secret meetings", SECRET)


@pytest.mark.protection("private_row_security")
@pytest.mark.django_db(transaction=True)
def test_nobody_puts_a_place_into_the_list_of_somebody_else(place: Restaurant, owner: User, login: Login) -> None:
    other, target = factories.confirmed("mallory"), SavedList.objects.get()
    planted = factories.restaurant("Zur Falle")
    connection = login("default", "web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("SELECT set_config('platemark.person', %s, true)", [str(other.pk)])
        connection.execute(
            "INSERT INTO restaurants_savedplace (id, saved_list_id, restaurant_id, note, saved_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'Planted', now())",
            [target.pk, planted.pk],
        )


@pytest.mark.protection("review_escaping")
@pytest.mark.django_db
def test_markup_in_names_and_notes_is_shown_as_text(client: Client, place: Restaurant) -> None:
    person = factories.confirmed("dora")
    saved_list = actions.save(restaurant=place, list_id=None, name=HOSTILE, note=HOSTILE, by=person)
    client.force_login(person)
    for path in (f"/saved/{saved_list.pk}/", f"{place.get_absolute_url()}save/"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page and "&lt;img src=x" in page
