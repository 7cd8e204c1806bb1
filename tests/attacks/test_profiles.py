"""Attacks on profiles: another restaurant's by page and by SQL, its history, and what a profile says."""

import psycopg
import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import owners
from restaurants.actions import profiles as actions
from restaurants.actions.profiles import ProfileValues
from restaurants.models import PageProfile, ProfileVersion, Restaurant
from reviews_site.policy import Denied, TeamRole
from tests.accounts.factors import at_the_desk
from tests.conftest import Login
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
HOSTILE = '</script><img src=x onerror="alert(1)">'
CHANGE = "SELECT restaurants_change_profile(%s, %s, %s, %s, '', %s, %s, %s)"


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def owner(place: Restaurant) -> User:
    """The owner of `place`, whose profile was changed twice."""
    user = factories.confirmed("otto")
    owners.grant(restaurant=place, user=user, by=None)
    actions.change(restaurant=place, values=ProfileValues("First words."), seen=0, by=user)
    actions.change(restaurant=place, values=ProfileValues("True words."), seen=1, by=user)
    return user


@pytest.mark.django_db
@pytest.mark.protection("profiles_of_own_restaurant")
@pytest.mark.parametrize("role", [None, TeamRole.ANALYST])
def test_others_open_no_profile_and_write_none(
    client: Client, place: Restaurant, owner: User, role: TeamRole | None
) -> None:
    mallory, own = factories.confirmed("mallory"), factories.restaurant("Zur Falle")
    owners.grant(restaurant=own, user=mallory, by=None)
    if role:
        owners.grant(restaurant=place, user=mallory, by=None, role=role)
    at_the_desk(client, mallory)
    form = {"seen": "2", "description": "Taken.", "restaurant": str(place.pk), "restaurant_id": str(place.pk)}
    path = f"/business/{place.slug}/profile/"
    assert [client.get(path).status_code, client.post(path, form).status_code] == [404, 404]
    client.post(f"/business/{own.slug}/profile/", {**form, "seen": "0", "version": "9", "name": "Taken"})
    assert PageProfile.objects.get(restaurant=place).description == "True words."
    taken = PageProfile.objects.get(restaurant=own)
    assert (taken.description, taken.version, Restaurant.objects.get(pk=own.pk).name) == ("Taken.", 1, "Zur Falle")
    with pytest.raises(Denied):
        actions.change(restaurant=place, values=ProfileValues("Taken."), seen=2, by=mallory)


@COMMITTED
@pytest.mark.protection("profile_tables_read_only")
def test_injected_sql_writes_no_profile_and_no_history(place: Restaurant, owner: User, login: Login) -> None:
    web = login("default", "web")
    for statement in (
        "UPDATE restaurants_pageprofile SET description = 'Taken.'",
        "DELETE FROM restaurants_pageprofile",
        "UPDATE restaurants_profileversion SET description = 'Taken.'",
        "DELETE FROM restaurants_profileversion",
        "INSERT INTO restaurants_profileversion SELECT * FROM restaurants_profileversion",
        "UPDATE restaurants_restaurant SET website = 'https://evil.example'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@COMMITTED
@pytest.mark.protection("menu_functions_ask_who_acts")
def test_injected_sql_changes_a_profile_for_somebody_who_may_not(place: Restaurant, owner: User, login: Login) -> None:
    web, stranger = login("default", "web"), factories.confirmed("sven")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(CHANGE, [stranger.pk, place.pk, 2, "Taken.", "", "", ""])


@COMMITTED
@pytest.mark.protection("profile_values_checked")
@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "ftp://evil.example"])
def test_injected_sql_plants_a_link_that_runs(place: Restaurant, owner: User, login: Login, address: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute(CHANGE, [owner.pk, place.pk, 2, "", "", address, ""])


@COMMITTED
@pytest.mark.protection("profile_history_kept")
def test_a_profile_is_replaced_without_a_trace(place: Restaurant, owner: User, login: Login) -> None:
    login("default", "migrator").execute("UPDATE restaurants_pageprofile SET description = '', version = 1")
    kept = ProfileVersion.objects.order_by("version").values_list("version", "description")
    assert list(kept) == [(0, ""), (1, "First words."), (2, "True words.")]


@pytest.mark.django_db
@pytest.mark.protection("review_escaping")
def test_markup_in_a_profile_is_shown_as_text(client: Client, place: Restaurant, owner: User) -> None:
    actions.change(restaurant=place, values=ProfileValues(HOSTILE, HOSTILE), seen=2, by=owner)
    at_the_desk(client, owner)
    for path in (place.get_absolute_url(), f"{place.get_absolute_url()}changes/", f"/business/{place.slug}/profile/"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page and "&lt;img src=x" in page
