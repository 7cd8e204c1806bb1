"""Attacks on how restaurants ask for reviews: a badge that runs code, cards in a stranger's name, an empty log."""

import pytest
from django.db import connection
from django.test import Client

from restaurants.actions import owners
from restaurants.models import Restaurant, TeamEvent
from tests.accounts.factors import at_the_desk
from tests.conftest import AsProcess
from tests.restaurants import factories


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant('Zum "Reiher"</title><script>alert(1)</script>')


@pytest.mark.protection("badge_runs_nothing")
def test_a_listed_name_runs_in_pages_that_show_the_badge(client: Client, place: Restaurant) -> None:
    """Somebody opens the badge by itself: then it is a document of our origin."""
    answer = client.get(f"/restaurants/{place.slug}/badge.svg")
    assert "<script" not in answer.content.decode()


@pytest.mark.protection("badge_policy")
def test_what_gets_into_a_badge_runs_all_the_same(client: Client, place: Restaurant) -> None:
    answer = client.get(f"/restaurants/{place.slug}/badge.svg")
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'"} <= set(policy) and answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.protection("guest_cards_logged")
@pytest.mark.django_db
def test_cards_are_printed_without_a_line_in_the_log(client: Client, place: Restaurant) -> None:
    owner = factories.confirmed("otto")
    owners.grant(restaurant=place, user=owner, by=None)
    at_the_desk(client, owner)
    before = TeamEvent.objects.count()
    client.post(f"/business/{place.slug}/guests/cards/")
    assert TeamEvent.objects.count() == before + 1


@pytest.mark.protection("guest_cards_ask")
@pytest.mark.django_db
def test_a_broken_web_process_logs_cards_in_a_strangers_name(as_process: AsProcess, place: Restaurant) -> None:
    stranger = factories.confirmed("sven")
    with as_process("web"), connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_note_guest_cards(%s, %s)", [stranger.pk, place.pk])
        assert cursor.fetchone() == (False,)
    assert not TeamEvent.objects.filter(action="cards").exists()
