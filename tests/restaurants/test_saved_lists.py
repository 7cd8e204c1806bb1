"""The pages of saved restaurants: save from a page or a card, name lists, move, note, remove."""

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import saved_lists as actions
from restaurants.models import Restaurant, SavedList, SavedPlace
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(diner: User) -> ProcessClient:
    client = ProcessClient()
    client.force_login(diner)
    return client


def test_the_pages_ask_for_a_sign_in_and_lead_back(client: Client, place: Restaurant) -> None:
    address = f"{place.get_absolute_url()}save/"
    for path in ("/saved/", address):
        assert client.get(path).url == f"/accounts/login/?next={path}"  # type: ignore[attr-defined]  # a redirect
    assert client.post(address, {}).status_code == 302 and not SavedPlace.objects.exists()
    for path in (place.get_absolute_url(), "/restaurants/"):
        page = client.get(path).content.decode()
        assert f'href="{address}"' in page and "csrf" not in page


def test_a_restaurant_is_saved_in_the_default_list(signed_in: Client, place: Restaurant) -> None:
    page = signed_in.post(f"{place.get_absolute_url()}save/", {"note": " The corner\ttable "}, follow=True)
    text = page.content.decode()
    assert page.redirect_chain[-1][0] == f"/saved/{SavedList.objects.get(name='Saved').pk}/"
    assert "Zum Reiher is saved in “Saved”." in text and "The corner table" in text
    assert ">Saved</a>" in signed_in.get(f"{place.get_absolute_url()}save/").content.decode()


def test_saving_again_changes_the_note(signed_in: Client, place: Restaurant) -> None:
    for note in ("First", "Second"):
        signed_in.post(f"{place.get_absolute_url()}save/", {"note": note})
    assert [each.note for each in SavedPlace.objects.all()] == ["Second"]


def test_a_new_list_is_made_while_saving_and_needs_a_name(signed_in: Client, place: Restaurant) -> None:
    address = f"{place.get_absolute_url()}save/"
    assert "Give the new list a name." in signed_in.post(address, {"saved_list": "new"}).content.decode()
    signed_in.post(address, {"saved_list": "new", "name": "Date  night"})
    signed_in.post(address, {"saved_list": "", "name": ""})
    assert sorted(SavedList.objects.values_list("name", flat=True)) == ["Date night", "Saved"]
    for name in ("x" * 61, "\u2800"):
        signed_in.post(address, {"saved_list": "new", "name": name})
    assert SavedList.objects.count() == 2


def test_lists_are_made_renamed_and_deleted(signed_in: Client, diner: User, place: Restaurant) -> None:
    assert "Nothing saved yet" in signed_in.get("/saved/").content.decode()
    signed_in.post("/saved/", {"name": "Lunch"})
    actions.create(name="Dinner", by=diner)
    lunch = SavedList.objects.get(name="Lunch")
    actions.save(restaurant=place, list_id=lunch.pk, by=diner)
    address = f"/saved/{lunch.pk}/"
    assert (
        "already have a list named “Dinner”"
        in signed_in.post(address, {"name": "Dinner"}, follow=True).content.decode()
    )
    page = signed_in.post(address, {"name": "Noon"}, follow=True).content.decode()
    assert "Noon</bdi>" in page and "Zum Reiher" in page and "Delete the list and 1 saved restaurant<" in page
    page = signed_in.post(address, {"delete": "1"}, follow=True).content.decode()
    assert "The list is deleted." in page and "Noon" not in page and not SavedPlace.objects.exists()


def test_a_place_is_noted_moved_and_removed(signed_in: Client, diner: User, place: Restaurant) -> None:
    first = actions.save(restaurant=place, list_id=None, by=diner)
    other = actions.create(name="Dinner", by=diner)
    address = f"/saved/places/{SavedPlace.objects.get().pk}/"
    page = signed_in.post(address, {"saved_list": str(other.pk), "note": "Ask for Ana"}, follow=True).content.decode()
    assert "Your changes to Zum Reiher are saved." in page and "Ask for Ana" in page
    assert SavedPlace.objects.get().saved_list == other
    assert (
        "at most 200"
        in signed_in.post(address, {"saved_list": str(other.pk), "note": "x" * 201}, follow=True).content.decode()
    )
    actions.save(restaurant=place, list_id=first.pk, by=diner)
    page = signed_in.post(address, {"saved_list": str(first.pk)}, follow=True).content.decode()
    assert "“Saved” already has Zum Reiher." in page
    page = signed_in.post(address, {"remove": "1"}, follow=True).content.decode()
    assert "Zum Reiher is removed from the list." in page
    assert SavedPlace.objects.get().saved_list == first


@pytest.mark.parametrize(
    ("limit", "words"), [("MAX_LISTS", "You have 1 lists"), ("MAX_PLACES_PER_LIST", "has 1 places")]
)
def test_lists_and_places_have_a_limit(
    signed_in: Client, diner: User, place: Restaurant, limit: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, limit, 1)
    signed_in.post(f"{place.get_absolute_url()}save/", {})
    other = factories.restaurant("Zur Rohrdommel")
    values = (
        {"saved_list": "new", "name": "More"}
        if limit == "MAX_LISTS"
        else {"saved_list": str(SavedList.objects.get().pk)}
    )
    assert words in signed_in.post(f"{other.get_absolute_url()}save/", values).content.decode()
    assert SavedPlace.objects.get().restaurant == place


def test_the_page_costs_the_same_whatever_is_saved(signed_in: Client, diner: User, place: Restaurant) -> None:
    actions.save(restaurant=place, list_id=None, by=diner)
    with_one = queries(signed_in, "/saved/")
    for number in range(3):
        actions.save(restaurant=factories.restaurant(f"Place {number}"), list_id=None, by=diner)
        actions.create(name=f"List {number}", by=diner)
    assert queries(signed_in, "/saved/") == with_one
