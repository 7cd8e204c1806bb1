"""Races about claims: two of one person at once, and two approvals of one place at once."""

import threading
from typing import Any

import pytest

from restaurants.models import Claim, TeamMember
from tests.conftest import Login
from tests.restaurants import factories
from tests.restaurants.claims import WORDS, claimed, place, takes, two_of_the_company

COMMITTED = pytest.mark.django_db(transaction=True)
BEGIN = "SELECT restaurants_begin_claim(%s, %s, 'documents', '', %s, NULL)"
APPROVE = "SELECT restaurants_take_claim_step(%s, %s, 'approve', '')"


def at_once(login: Login, name: str, statement: str, one: list[Any], other: list[Any]) -> list[str]:
    """What two connections answer, the second of which asks before the first has committed."""
    first, second = login("default", name), login("default", name)
    answers: list[str] = []

    def ask(connection: Any, values: list[Any]) -> None:
        ((answer,),) = connection.execute(statement, values).fetchall()
        answers.append(answer)

    first.execute("BEGIN")
    ask(first, one)
    thread = threading.Thread(target=ask, args=[second, other])
    thread.start()
    watching, blocked = login("default", "migrator"), "SELECT cardinality(pg_blocking_pids(%s))"
    while thread.is_alive() and watching.execute(blocked, [second.info.backend_pid]).fetchone() == (0,):
        thread.join(0.05)
    first.execute("COMMIT")
    thread.join(30)
    return answers


@pytest.mark.protection("claim_open_once")
@COMMITTED
def test_two_claims_of_one_person_at_once(login: Login) -> None:
    asked = [factories.confirmed("ada").pk, place().pk, WORDS]
    assert at_once(login, "web", BEGIN, asked, asked) == ["done", "open"]
    assert Claim.objects.count() == 1


@pytest.mark.protection("claim_approved_once")
@COMMITTED
def test_two_claims_to_one_place_are_approved_at_once(login: Login) -> None:
    restaurant = place()
    rivals = [claimed(restaurant, factories.confirmed(name)) for name in ("ada", "mallory")]
    sina, oskar = two_of_the_company()
    for claim in rivals:
        takes(sina, claim)
    one, other = ([oskar.user.pk, claim.pk] for claim in rivals)
    assert at_once(login, "staffing", APPROVE, one, other) == ["done", "managed_now"]
    assert TeamMember.objects.filter(restaurant=restaurant, role="owner", left_at=None).count() == 1


@pytest.mark.protection("claim_approved_once")
@COMMITTED
def test_one_claim_is_approved_twice_at_once(login: Login) -> None:
    claim = claimed(restaurant := place(), factories.confirmed("ada"))
    rival = claimed(restaurant, factories.confirmed("mallory"))
    (sina, oskar), third = two_of_the_company(), two_of_the_company()[0]
    for each in (claim, rival):
        takes(sina, each)
    asked = [[who.user.pk, claim.pk] for who in (oskar, third)]
    assert at_once(login, "staffing", APPROVE, *asked) == ["done", "not_possible"]
    assert at_once(login, "staffing", APPROVE, [oskar.user.pk, rival.pk], [third.user.pk, rival.pk])[0] == "managed_now"
    assert TeamMember.objects.filter(restaurant=restaurant, left_at=None).count() == 1
