"""Attacks on profiles and hours: another restaurant's by page and by SQL, its history, and what a profile says."""

import json
from datetime import date

import psycopg
import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import owners
from restaurants.actions import profiles as actions
from restaurants.actions.profiles import ProfileValues
from restaurants.hours.written import WrittenHours, read_line
from restaurants.models import PageProfile, ProfileVersion, Restaurant
from reviews_site.policy import Denied, TeamRole
from tests.accounts.factors import at_the_desk
from tests.conftest import Login
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
HOSTILE = '</script><img src=x onerror="alert(1)">'
HOURS, TODAY = WrittenHours((read_line("11:00-14:00"), *((),) * 6)), date(2026, 11, 30)
HOURS_CHANGE = "SELECT restaurants_change_hours(%s, %s, %s, %s, %s::smallint[], %s::jsonb)"
CHANGE = "SELECT restaurants_change_profile(%s, %s, %s, %s, '', %s, %s, %s, '{}')"
LINKS = "SELECT restaurants_change_profile(%s, %s, 2, '', '', '', '', '', %s::jsonb)"


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


@pytest.mark.django_db
@pytest.mark.protection("hours_of_own_restaurant")
@pytest.mark.parametrize("role", [None, TeamRole.ANALYST])
def test_others_open_no_hours_and_write_none(
    client: Client, place: Restaurant, owner: User, role: TeamRole | None
) -> None:
    mallory = factories.confirmed("mallory")
    if role:
        owners.grant(restaurant=place, user=mallory, by=None, role=role)
    at_the_desk(client, mallory)
    path = f"/business/{place.slug}/hours/"
    form = {"seen": "2", "dates_shown": "0", "on_holidays": "usual", "weekday_0": "11-14"}
    assert [client.get(path).status_code, client.post(path, form).status_code] == [404, 404]
    with pytest.raises(Denied):
        actions.change_hours(restaurant=place, hours=HOURS, seen=2, today=TODAY, by=mallory)
    place.refresh_from_db()
    assert place.opening_hours == ""


@COMMITTED
@pytest.mark.protection("hours_only_by_function")
def test_injected_sql_writes_no_hours(place: Restaurant, owner: User, login: Login) -> None:
    web = login("default", "web")
    for statement in (
        "UPDATE restaurants_restaurant SET opening_hours = '24/7'",
        "UPDATE restaurants_restaurant SET open_week = '{0,10080}'",
        "INSERT INTO restaurants_specialday (day, restaurant_id, minutes)"
        " SELECT now(), id, '{}' FROM restaurants_restaurant",
        "UPDATE restaurants_specialday SET minutes = '{0,1440}'",
        "DELETE FROM restaurants_specialday",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@COMMITTED
@pytest.mark.protection("menu_functions_ask_who_acts")
def test_injected_sql_changes_hours_for_somebody_who_may_not(place: Restaurant, owner: User, login: Login) -> None:
    web, stranger = login("default", "web"), factories.confirmed("sven")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(HOURS_CHANGE, [stranger.pk, place.pk, 2, "Mo 11:00-14:00", [660, 840], "[]"])


@COMMITTED
@pytest.mark.protection("hours_texts_checked")
@pytest.mark.parametrize("text", ["Mo 11:00-14:00; call 0900", '"<script>alert(1)</script>"', "Mo 11:00-14:00\noff"])
def test_injected_sql_writes_other_words_as_hours(place: Restaurant, owner: User, login: Login, text: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute(HOURS_CHANGE, [owner.pk, place.pk, 2, text, [660, 840], "[]"])


@COMMITTED
@pytest.mark.protection("hours_minutes_checked")
@pytest.mark.parametrize(
    ("week", "days"),
    [
        ([840, 660], "[]"),
        ([660], "[]"),
        ([660, 20000], "[]"),
        ([-1, 660], "[]"),
        ([660, 840], '[{"day": "2026-12-25", "minutes": [0, 1441]}]'),
        ([660, 840], '[{"day": "2026-12-25", "minutes": [900, 60]}]'),
    ],
)
def test_injected_sql_spoils_the_filter_of_what_is_open(
    place: Restaurant, owner: User, login: Login, week: list[int], days: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute(HOURS_CHANGE, [owner.pk, place.pk, 2, "Mo 11:00-14:00", week, days])


@COMMITTED
@pytest.mark.protection("profile_links_checked")
@pytest.mark.parametrize(
    "links",
    [
        {"menu": "javascript:alert(1)"},
        {"menu": "http://menu.example/"},
        {"menu": "https://user@evil.example/"},
        {"menu": 'https://menu.example/"onclick="alert(1)'},
        {"menu": "https://menu.example/ \nhttps://evil.example"},
        {"instagram": "https://instagram.com.evil.example/"},
        {"facebook": "https://evil.example/facebook.com/"},
        {"shop": "https://shop.example/"},
        {"menu": "https://menu.example/" + "a" * 500},
        {"menu": {"a": "https://menu.example/"}},
        ["https://menu.example/"],
    ],
    ids=str,
)
def test_injected_sql_plants_other_links(place: Restaurant, owner: User, login: Login, links: object) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute(LINKS, [owner.pk, place.pk, json.dumps(links)])
