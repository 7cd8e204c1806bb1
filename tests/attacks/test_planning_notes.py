"""Attacks on what a restaurant plans: reading, adding, changing and deleting another restaurant's notes."""

from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import owners, planning_notes
from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.models import PlanningNote, Restaurant
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.conftest import Login
from tests.restaurants import factories

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
DAY = timezone.now().date() + timedelta(days=3)
ADD = "SELECT restaurants_add_planning_note(%s, %s, %s, %s, 'closed', '', '')"
CHANGE = "SELECT restaurants_change_planning_note(%s, %s, 1, %s, %s, 'closed', '', '')"
FORM = {"first_day": (DAY + timedelta(days=1)).isoformat(), "kind": "closed"}


def planned() -> tuple[Restaurant, User, User]:
    """A restaurant with a note, its owner, and the owner of another one."""
    place, elsewhere = factories.restaurant("Zum Reiher"), factories.restaurant("Zur Post")
    owner, mallory = factories.confirmed("otto"), factories.confirmed("mallory")
    for user, at in ((owner, place), (mallory, elsewhere)):
        owners.grant(restaurant=at, user=user, by=None, role=TeamRole.OWNER)
    planning_notes.add(
        restaurant=place,
        first_day=DAY,
        last_day=DAY,
        kind=PlanningKind.EVENT,
        name="Takeover talks",
        effect=PlannedEffect.MORE,
        by=owner,
    )
    return place, owner, mallory


def untouched() -> bool:
    return list(PlanningNote.objects.values_list("first_day", "name")) == [(DAY, "Takeover talks")]


@BOTH
@pytest.mark.protection("planning_notes_of_the_team")
def test_another_owner_asks_the_pages(client: Client) -> None:
    place, _, mallory = planned()
    at_the_desk(client, mallory)
    page = f"/business/{place.slug}/visits/notes/"
    assert client.get(page).status_code == 404
    client.post(page, FORM)
    note = f"{page}{PlanningNote.objects.get().pk}/"
    client.post(note, {**FORM, "seen": "1"})
    client.post(f"{note}delete/")
    assert untouched()


@COMMITTED
@pytest.mark.protection("planning_notes_of_the_team")
def test_injected_sql_reads_adds_and_deletes(login: Login) -> None:
    place, _, mallory = planned()
    note = PlanningNote.objects.get().pk
    web = login("default", "web")
    for person in ("", str(mallory.pk)):
        web.execute("SELECT set_config('platemark.person', %s, false)", [person])
        assert web.execute("SELECT count(*) FROM restaurants_planningnote").fetchone() == (0,)
    with suppress(psycopg.errors.InsufficientPrivilege):
        web.execute(ADD, [mallory.pk, place.pk, FORM["first_day"], FORM["first_day"]])
    with suppress(psycopg.errors.InsufficientPrivilege):
        web.execute(CHANGE, [mallory.pk, note, DAY, DAY])
    web.execute("SELECT restaurants_delete_planning_note(%s, %s)", [mallory.pk, note])
    for statement in (
        "DELETE FROM restaurants_planningnote",
        "UPDATE restaurants_planningnote SET name = ''",
    ):
        with suppress(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)
    assert untouched()
