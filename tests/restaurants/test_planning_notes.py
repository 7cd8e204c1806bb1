"""Notes on events and closed days: kept for the team, and published without their names."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import PlanningNote, Restaurant
from reviews_site.audit.models import Event as AuditEvent
from reviews_site.outbox.models import Event
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.restaurants import factories

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
TODAY = timezone.now().date()
TOMORROW = TODAY + timedelta(days=1)
FESTIVAL = {"first_day": TOMORROW.isoformat(), "kind": "event", "name": "Wine festival", "effect": "more"}


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    """The owner's browser."""
    at_the_desk(client, owner)
    return client


def page_of(place: Restaurant) -> str:
    return f"/business/{place.slug}/visits/notes/"


def published() -> list[dict[str, Any]]:
    events = Event.objects.filter(topic="restaurants.days_planned").order_by("id")
    return [event.payload for event in events]


def test_an_event_is_noted_for_the_team_and_published_without_its_name(
    desk: Client, place: Restaurant, owner: User
) -> None:
    page = desk.post(page_of(place), FESTIVAL, follow=True).content.decode()
    assert "The note is saved." in page and "Wine festival</a>, more guests than usual" in page
    note = PlanningNote.objects.get()
    assert (note.first_day, note.last_day, note.kind, note.effect) == (TOMORROW, TOMORROW, "event", "more")
    (payload,) = published()
    assert payload["days"] == [{"day": TOMORROW.isoformat(), "plan": "event", "effect": "more"}]
    assert "Wine" not in str(payload)
    assert AuditEvent.objects.get(action="planning_note.added").actor_id == owner.pk


def test_holidays_of_the_house_are_closed_days_without_an_effect(desk: Client, place: Restaurant) -> None:
    last = TOMORROW + timedelta(days=13)
    form = {**FESTIVAL, "kind": "holiday", "last_day": last.isoformat(), "name": ""}
    page = desk.post(page_of(place), form, follow=True).content.decode()
    assert ">Holidays of the house</a></td>" in page
    assert PlanningNote.objects.get().effect == ""
    (payload,) = published()
    assert len(payload["days"]) == 14 and {(day["plan"], day["effect"]) for day in payload["days"]} == {
        ("closed", None)
    }


def test_a_deleted_note_is_withdrawn_from_analytics(desk: Client, place: Restaurant, owner: User) -> None:
    desk.post(page_of(place), FESTIVAL)
    address = f"{page_of(place)}{PlanningNote.objects.get().pk}/delete/"
    assert "The note is deleted." in desk.post(address, follow=True).content.decode()
    assert not PlanningNote.objects.exists() and desk.post(address).status_code == 404
    assert published()[-1]["days"] == [{"day": TOMORROW.isoformat(), "plan": None, "effect": None}]
    assert AuditEvent.objects.get(action="planning_note.deleted").actor_id == owner.pk


def test_a_note_is_changed_and_analytics_follows(desk: Client, place: Restaurant, owner: User) -> None:
    desk.post(page_of(place), FESTIVAL)
    note = PlanningNote.objects.get()
    address = f"{page_of(place)}{note.pk}/"
    assert f'href="{address}"' in desk.get(page_of(place)).content.decode()
    form = desk.get(address).content.decode()
    assert 'value="Wine festival"' in form and f'value="{TOMORROW.isoformat()}"' in form
    later = TOMORROW + timedelta(days=1)
    changed = {"first_day": later.isoformat(), "kind": "closed", "name": "", "seen": "1"}
    assert "The note is changed." in desk.post(address, changed, follow=True).content.decode()
    note.refresh_from_db()
    assert (note.first_day, note.last_day, note.kind, note.name, note.effect) == (later, later, "closed", "", "")
    assert [(day["day"], day["plan"]) for day in published()[-1]["days"]] == [
        (TOMORROW.isoformat(), None),
        (later.isoformat(), "closed"),
    ]
    assert AuditEvent.objects.get(action="planning_note.changed").actor_id == owner.pk
    assert "Somebody else changed this note" in desk.post(address, {**changed, **FESTIVAL}).content.decode()
    assert "Choose the day." in desk.post(address, {**changed, "first_day": ""}).content.decode()
    desk.post(page_of(place), FESTIVAL)
    onto = {**FESTIVAL, "seen": "2"}
    assert "There is a note on one of these days." in desk.post(address, onto).content.decode()
    assert len(published()) == 3


def test_notes_of_the_past_stand_apart(desk: Client, place: Restaurant) -> None:
    assert "Nothing planned" in desk.get(page_of(place)).content.decode()
    for day in (TODAY - timedelta(days=9), TOMORROW):
        desk.post(page_of(place), {**FESTIVAL, "first_day": day.isoformat(), "name": f"In {day:%B}"})
    page = desk.get(page_of(place)).content.decode()
    assert page.index("Coming up") < page.index(f"{TOMORROW:%-d %b %Y}") < page.index("Past")
    assert page.index("Past") < page.index(f"{TODAY - timedelta(days=9):%-d %b %Y}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"first_day": ""}, "Choose the day."),
        ({"last_day": TODAY.isoformat()}, "The last day is before the first one."),
        ({"last_day": (TOMORROW + timedelta(days=92)).isoformat()}, "A note covers at most 92 days."),
        ({"first_day": (TODAY + timedelta(days=401)).isoformat()}, "Choose days within the next 400 days."),
        ({"first_day": (TODAY - timedelta(days=1096)).isoformat()}, "Choose days of the last three years"),
        ({"kind": "party"}, "Choose what happens."),
        ({"effect": "wild"}, "Choose more, fewer, or that you don’t know."),
        ({"name": "x" * 61}, "At most 60 characters."),
    ],
)
def test_what_is_no_plan_is_refused(desk: Client, place: Restaurant, wrong: dict[str, str], says: str) -> None:
    assert says in desk.post(page_of(place), {**FESTIVAL, **wrong}).content.decode()
    assert not PlanningNote.objects.exists() and not published()


def test_a_day_has_one_note(desk: Client, place: Restaurant) -> None:
    week = {**FESTIVAL, "last_day": (TOMORROW + timedelta(days=6)).isoformat()}
    desk.post(page_of(place), week)
    for first, last in ((0, 0), (6, 9), (-3, 20)):
        days = [(TOMORROW + timedelta(days=number)).isoformat() for number in (first, last)]
        form = {**FESTIVAL, "first_day": days[0], "last_day": days[1]}
        assert "There is a note on one of these days." in desk.post(page_of(place), form).content.decode()
    assert PlanningNote.objects.count() == len(published()) == 1


def test_managers_plan_and_nobody_else(client: Client, place: Restaurant, owner: User, stranger: User) -> None:
    manager, analyst = factories.confirmed("mia"), factories.confirmed("ada")
    owners.grant(restaurant=place, user=manager, by=None, role=TeamRole.MANAGER)
    owners.grant(restaurant=place, user=analyst, by=None, role=TeamRole.ANALYST)
    at_the_desk(client, owner)
    client.post(page_of(place), FESTIVAL)
    delete = f"{page_of(place)}{PlanningNote.objects.get().pk}/delete/"
    edit = delete.removesuffix("delete/")
    for person in (analyst, stranger):
        at_the_desk(client, person)
        assert client.get(page_of(place)).status_code == client.post(page_of(place), FESTIVAL).status_code == 404
        assert client.post(delete).status_code == 404
        assert client.get(edit).status_code == client.post(edit, {**FESTIVAL, "seen": "1"}).status_code == 404
    assert PlanningNote.objects.count() == 1
    at_the_desk(client, manager)
    assert client.post(f"{page_of(place)}{uuid4()}/delete/").status_code == 404
    assert client.post(delete).status_code == 302 and not PlanningNote.objects.exists()
    assert client.put(page_of(place)).status_code == client.get(delete).status_code == 405


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"last_day": TODAY}, "in_order"),
        ({"kind": "party", "effect": ""}, "kind_listed"),
        ({"effect": "wild"}, "effect_of_event"),
        ({"kind": "closed"}, "effect_of_event"),
    ],
)
def test_the_database_holds_the_rules(place: Restaurant, change: dict[str, Any], constraint: str) -> None:
    values = {"first_day": TOMORROW, "last_day": TOMORROW, "kind": "event", "effect": "more", **change}
    with pytest.raises(IntegrityError, match=f"restaurants_planningnote_{constraint}"):
        PlanningNote.objects.create(restaurant=place, **values)


def test_no_two_notes_begin_on_one_day(place: Restaurant) -> None:
    day = {"restaurant": place, "first_day": TOMORROW, "last_day": TOMORROW, "kind": "event"}
    PlanningNote.objects.create(**day)
    with pytest.raises(IntegrityError, match="restaurants_planningnote_one_a_day"):
        PlanningNote.objects.create(**day)
