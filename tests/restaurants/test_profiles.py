"""A restaurant's team writes its profile; everybody reads it, and what changed and when."""

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import listings
from restaurants.actions import profiles as actions
from restaurants.actions.profiles import ProfileValues
from restaurants.exceptions import PageChanged
from restaurants.listings.rows import ListingRow
from restaurants.models import PageProfile, ProfileVersion, Restaurant, TeamEdit
from tests.accounts.factors import at_the_desk
from tests.restaurants import factories
from tests.restaurants.menus import published
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db
VALUES = ProfileValues("A quiet garden under chestnuts.", "+43 7242 1234", "https://reiher.example/", "yes")


def path_of(place: Restaurant) -> str:
    return f"/business/{place.slug}/profile/"


def changes_of(place: Restaurant) -> str:
    return Client().get(f"{place.get_absolute_url()}changes/").content.decode()


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    """A browser in which the owner is signed in."""
    at_the_desk(client, owner)
    return client


def test_a_profile_is_written_and_shown_at_once(writer: Client, place: Restaurant, owner: User) -> None:
    visitor = Client()
    assert "chestnuts" not in visitor.get(place.get_absolute_url()).content.decode()
    form = {
        "seen": "0",
        "description": " A garden\r\nunder chestnuts. ",
        "phone": "+43 7242  1234",
        "wheelchair": "yes",
    }
    page = writer.post(path_of(place), {**form, "website": "https://reiher.example"}, follow=True).content.decode()
    assert "Your profile is saved" in page and 'value="+43 7242 1234"' in page
    shown = visitor.get(place.get_absolute_url()).content.decode()
    assert "From the restaurant" in shown and "A garden\nunder chestnuts." in shown
    assert 'href="tel:+4372421234"' in shown and "reiher.example" in shown and "Wheelchair accessible" in shown
    assert '"description":"A garden\\nunder chestnuts."' in shown
    assert TeamEdit.objects.values_list("user", "kind", "version").get() == (owner.pk, "profile", 1)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"description": "x" * 1001}, "Use at most 1000 characters."),
        ({"phone": "call me"}, "Write a number such as +43 7242 1234"),
        ({"website": "javascript:alert(1)"}, "Write an address such as https://www.example.at."),
        ({"website": "https://user@evil.example"}, "Write an address such as"),
        ({"website": "https://nodots"}, "Write an address such as"),
        ({"link_menu": "http://menu.example/"}, "Write an address that begins with https://."),
        ({"link_menu": "javascript:alert(1)"}, "Write an address that begins with https://."),
        ({"link_instagram": "https://instagram.com.evil.example/"}, "Write an address on instagram.com."),
        ({"link_facebook": "https://notfacebook.com/"}, "Write an address on facebook.com."),
        ({"wheelchair": "perhaps"}, "Choose one of the options."),
        ({"seen": ""}, "Please fill this in."),
    ],
)
def test_a_wrong_profile_says_what_to_do(writer: Client, place: Restaurant, values: dict[str, str], says: str) -> None:
    page = writer.post(path_of(place), {"seen": "0", **values}).content.decode()
    assert says in page and not PageProfile.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_each_other(writer: Client, place: Restaurant, owner: User) -> None:
    actions.change(restaurant=place, values=VALUES, seen=0, by=owner)
    page = writer.post(path_of(place), {"seen": "0", "description": "My own words."}).content.decode()
    assert "Somebody else changed this profile" in page and "My own words." in page
    assert PageProfile.objects.get().description == VALUES.description
    with pytest.raises(PageChanged):
        actions.change(restaurant=place, values=VALUES, seen=7, by=owner)


def test_everybody_sees_what_changed_and_when_and_never_who(place: Restaurant, owner: User) -> None:
    assert Client().get(f"{place.get_absolute_url()}changes/").status_code == 404
    assert "What changed on this page" not in Client().get(place.get_absolute_url()).content.decode()
    Restaurant.objects.filter(pk=place.pk).update(phone="+43 1 1111")
    actions.change(restaurant=place, values=VALUES, seen=0, by=owner)
    actions.change(restaurant=place, values=ProfileValues("Now with a view.", VALUES.phone), seen=1, by=owner)
    published(place, owner)
    # The same again is no change.
    assert (
        actions.change(restaurant=place, values=ProfileValues("Now with a view.", VALUES.phone), seen=2, by=owner) == 2
    )
    page = changes_of(place)
    assert page.count('<li class="card stack">') == 3 and "The first menu." in page
    assert "+43 1 1111" in page and page.count("chestnuts") == 2 and "Now with a view." in page
    assert "Wheelchair accessible" in page and "Otto Heron" not in page and str(owner.pk) not in page
    assert ProfileVersion.objects.count() == 2
    assert "What changed on this page" in Client().get(place.get_absolute_url()).content.decode()


def test_an_import_does_not_overwrite_what_the_team_wrote(place: Restaurant, owner: User) -> None:
    other = factories.restaurant("Zum Adler")
    actions.change(restaurant=place, values=VALUES, seen=0, by=owner)
    rows = [
        ListingRow(ref=each.source_ref, name=each.name, town="Wels", cuisines=("regional",), phone="+43 9 999")
        for each in (place, other)
    ]
    listings.store(rows=rows, source="test", by=None)
    found = dict(Restaurant.objects.values_list("source_ref", "phone"))
    assert found == {place.source_ref: VALUES.phone, other.source_ref: "+43 9 999"}
    place.refresh_from_db()
    assert (place.town, place.website, place.wheelchair) == ("Wels", VALUES.website, "yes")


def test_a_profile_costs_a_page_no_query(place: Restaurant, owner: User) -> None:
    without = queries(Client(), place.get_absolute_url())
    actions.change(restaurant=place, values=VALUES, seen=0, by=owner)
    assert queries(Client(), place.get_absolute_url()) == without
    assert queries(Client(), f"{place.get_absolute_url()}changes/") <= 5


def test_links_are_shown_with_where_they_lead(writer: Client, place: Restaurant) -> None:
    form = {
        "seen": "0",
        "link_reservation": "HTTPS://Book.Example/Reiher?a=1",
        "link_instagram": "https://www.instagram.com/r",
    }
    writer.post(path_of(place), form)
    page = Client().get(place.get_absolute_url()).content.decode()
    assert '<a href="https://book.example/Reiher?a=1" rel="nofollow ugc noopener noreferrer">Book a table</a>' in page
    assert (
        '"acceptsReservations":"https://book.example/Reiher?a=1"' in page
        and '"sameAs":"https://www.instagram.com/r"' in page
    )
    answer = Client().get(f"/api/v1/restaurants/{place.slug}").json()
    assert set(answer["own_links"]) == {"reservation", "instagram"}
    assert "Book a table: https://book.example/Reiher?a=1" in changes_of(place)
    assert 'value="https://www.instagram.com/r"' in writer.get(path_of(place)).content.decode()


def test_links_stay_where_a_change_does_not_name_them(place: Restaurant, owner: User) -> None:
    links = {"menu": "https://menu.example/"}
    actions.change(restaurant=place, values=ProfileValues("First.", links=links), seen=0, by=owner)
    actions.change(restaurant=place, values=ProfileValues("Second."), seen=1, by=owner)
    assert PageProfile.objects.values_list("description", "links").get() == ("Second.", links)
    actions.change(restaurant=place, values=ProfileValues("Third.", links={}), seen=2, by=owner)
    assert PageProfile.objects.get().links == {}
