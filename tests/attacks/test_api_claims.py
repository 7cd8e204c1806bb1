"""Attacks on claims by programs: somebody else's, look-alike domains, replayed codes, a race, stolen tokens."""

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from restaurants.enums import ClaimProof, ClaimState
from restaurants.models import Claim, TeamMember
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import gave, signed_in_twice_over, with_app
from tests.api.programs import program, token_of
from tests.api.test_claims import CLAIMS, JSON, MAILBOX, at_team, by_mail
from tests.conftest import Login, ProcessClient
from tests.restaurants import factories
from tests.restaurants.claims import WORDS, claimed, code_in, owner_of, place, send, state_of

COMMITTED = pytest.mark.django_db(transaction=True)
WAYS = ["page", "program"]


def browser_of(person: User) -> ProcessClient:
    client = ProcessClient()
    signed_in_twice_over(client, person)
    return client


def enter(way: str, person: User, claim: Claim, code: str) -> None:
    """Send a code by the page, or by a program."""
    if way == "page":
        browser_of(person).post(f"/claims/{claim.pk}/", {"code": code})
    else:
        program(token_of(person)).post(f"{CLAIMS}/{claim.pk}/code", {"code": code}, content_type=JSON)


def begin(way: str, person: User, slug: str, mailbox: str) -> Any:
    """Claim a place with a code by mail, by the page or by a program."""
    fields = {"proof": "mail", "mailbox": mailbox}
    if way == "page":
        return browser_of(person).post(f"/restaurants/{slug}/claim/", fields)
    return program(token_of(person)).post(CLAIMS, {"restaurant": slug, **fields}, content_type=JSON)


@pytest.mark.protection("claim_of_ones_own")
@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_somebody_elses_claim_is_read_shown_and_withdrawn_by_its_id(way: str) -> None:
    claim, mallory = claimed(place(), factories.confirmed("ada"), ClaimProof.MAIL), factories.confirmed("mallory")
    code = code_in(send(), MAILBOX)
    before = list(Claim.objects.values())
    if way == "page":
        client, one = browser_of(mallory), f"/claims/{claim.pk}/"
        answers = [client.get(one), client.post(one, {"code": code})]
        answers += [client.post(f"{one}change/", sent) for sent in ({}, {"withdraw": "1"})]
    else:
        client, one = program(token_of(mallory)), f"{CLAIMS}/{claim.pk}"
        answers = [client.get(one), client.post(f"{one}/code", {"code": code}, content_type=JSON)]
        answers += [client.post(f"{one}/new-code"), client.delete(one)]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert list(Claim.objects.values()) == before


@pytest.mark.protection("claim_domain_plain")
@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_a_website_that_hides_its_host_gets_the_code(way: str) -> None:
    restaurant = place(website="https://zum-reiher.example@evil.example/")
    begin(way, factories.confirmed("mallory"), restaurant.slug, "info")
    assert not Claim.objects.exists()


@pytest.mark.protection("claim_domain_not_shared")
@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_a_shared_domain_gets_the_code(way: str) -> None:
    restaurant = place(website="https://zum-reiher.github.io/")
    begin(way, factories.confirmed("mallory"), restaurant.slug, "info")
    assert not Claim.objects.exists()


@pytest.mark.protection("claim_code_needed")
@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_the_code_of_a_claim_that_was_withdrawn_is_entered_for_the_next_one(way: str) -> None:
    restaurant, mallory = place(), factories.confirmed("mallory")
    first = claimed(restaurant, mallory, ClaimProof.MAIL)
    code = code_in(send(), MAILBOX)
    assert program(token_of(mallory)).delete(f"{CLAIMS}/{first.pk}").status_code == 204
    second = claimed(restaurant, mallory, ClaimProof.MAIL)
    send()
    enter(way, mallory, first, code)
    enter(way, mallory, second, code)
    assert [state_of(claim) for claim in (first, second)] == [ClaimState.WITHDRAWN, ClaimState.CODE_SENT]


@pytest.mark.protection("claim_open_once")
@COMMITTED
@pytest.mark.parametrize("way", WAYS)
def test_two_claims_of_one_person_by_two_ways_at_once(login: Login, way: str) -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    other, watching = login("default", "web"), login("default", "migrator")
    statement = "SELECT restaurants_begin_claim(%s, %s, 'documents', '', %s, NULL)"
    # Signed in before, so that only the claim waits for the other one.
    client = browser_of(ada) if way == "page" else program(token_of(ada))
    path = f"/restaurants/{restaurant.slug}/claim/" if way == "page" else CLAIMS
    fields = by_mail(restaurant) if way == "program" else {"proof": "mail", "mailbox": "info"}
    sent: Any = {"content_type": JSON} if way == "program" else {}

    def ask() -> None:
        client.post(path, fields, **sent)
        connection.close()

    other.execute("BEGIN")
    assert other.execute(statement, [ada.pk, restaurant.pk, WORDS]).fetchone() == ("done",)
    thread = threading.Thread(target=ask)
    thread.start()
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    while thread.is_alive() and watching.execute(blocked, [other.info.backend_pid]).fetchone() == (0,):
        thread.join(0.05)
    other.execute("COMMIT")
    thread.join(30)
    assert Claim.objects.count() == 1


@pytest.mark.protection("claim_steps_of_owners_in_browsers")
@pytest.mark.django_db
@pytest.mark.parametrize("way", ["stolen token", "stolen session"])
def test_a_thief_gives_the_place_away(way: str) -> None:
    otto = owner_of(restaurant := place(), "otto")
    claim = claimed(restaurant, factories.confirmed("mallory"))
    with_app(otto)
    client = program(token_of(otto, *Scope))
    if way == "stolen session":
        client = browser_of(otto)
        gave(client, otto, seconds_ago=301)
    agreed = client.post(at_team(restaurant, f"claims/{claim.pk}/answer"), {"answer": "agrees"}, content_type=JSON)
    given_up = client.post(at_team(restaurant, "give-up"), {"sure": True}, content_type=JSON)
    assert (agreed.status_code, given_up.status_code, state_of(claim)) == (403, 403, ClaimState.ANSWERING)
    assert TeamMember.objects.filter(restaurant=restaurant, left_at=None).count() == 1
