"""Claims by programs: made, shown by code, withdrawn, and read; and by their owners' browsers answered and given up."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.enums import ClaimAnswer, ClaimProof, ClaimState
from restaurants.models import Claim, Restaurant, TeamMember
from restaurants.rules import MAX_CLAIM_CODES
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import gave, signed_in_twice_over
from tests.api.answers import check, get_json
from tests.api.programs import program, token_of
from tests.api.test_manners import problem_of
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.claims import LISTING, WORDS, approved, claimed, code_in, owner_of, place, send, state_of

pytestmark = pytest.mark.django_db
JSON, CLAIMS = "application/json", "/api/v1/me/claims"
MAILBOX = "info@zum-reiher.example"


@pytest.fixture
def ada() -> User:
    return factories.confirmed("ada")


@pytest.fixture
def sender(ada: User) -> ProcessClient:
    """A program of somebody who claims places, with a token for that alone."""
    return program(token_of(ada, Scope.CLAIMS_WRITE))


def sent(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    answer = client.post(path, body, content_type=JSON, headers=headers)
    check(path, answer, "post")
    return answer


def by_mail(restaurant: Restaurant, mailbox: str = "info") -> dict[str, Any]:
    return {"restaurant": restaurant.slug, "proof": "mail", "mailbox": mailbox}


def at_team(restaurant: Restaurant, path: str) -> str:
    return f"/api/v1/restaurants/{restaurant.slug}/{path}"


def test_a_place_is_claimed_with_a_code_and_two_approvals(sender: ProcessClient) -> None:
    restaurant = place()
    ways = get_json(sender, at_team(restaurant, "claim-ways"))
    assert ways == {"proofs": ["mail", "post", "documents"], "domain": "zum-reiher.example"}
    key = {"idempotency-key": "claim-the-heron"}
    made, again = (sent(sender, CLAIMS, by_mail(restaurant, "Info"), **key) for _ in range(2))
    assert (made.status_code, again.json()) == (201, made.json())
    claim = Claim.objects.get()
    one = f"{CLAIMS}/{claim.pk}"
    assert made.json() == get_json(sender, one) == get_json(sender, CLAIMS)["items"][0]
    found = made.json()
    assert (found["restaurant"], found["state"], found["address"]) == (restaurant.slug, "code_due", MAILBOX)
    problem_of(sent(sender, CLAIMS, by_mail(restaurant)), 409)
    first = code_in(send(), MAILBOX)
    assert sent(sender, f"{one}/new-code").json()["codes_left"] == MAX_CLAIM_CODES - 1
    code = code_in(send(), MAILBOX)
    assert "not the code" in problem_of(sent(sender, f"{one}/code", {"code": first}), 409)["detail"]
    assert get_json(sender, one)["tries_left"] == 4
    assert sent(sender, f"{one}/code", {"code": code.lower()}).json()["state"] == "waiting"
    approved(claim)
    assert get_json(sender, one)["state"] == "approved"
    problem_of(sender.delete(one), 409)
    assert TeamMember.objects.get().user == claim.user


def test_a_missing_place_is_claimed_and_the_claim_withdrawn(sender: ProcessClient) -> None:
    asked = {"place": LISTING, "proof": "documents", "statement": WORDS}
    made = sent(sender, CLAIMS, asked).json()
    assert (made["restaurant"], made["restaurant_name"], made["state"]) == (None, LISTING["name"], "waiting")
    assert made["url"].endswith(f"/claims/{made['id']}/")
    assert Claim.objects.get().listing["cuisines"] == ["fish"]  # type: ignore[index]  # it is not listed
    assert sender.delete(f"{CLAIMS}/{made['id']}").status_code == 204
    assert get_json(sender, f"{CLAIMS}/{made['id']}")["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"proof": "mail", "mailbox": "info@evil.example"}, "mailbox"),
        ({"proof": "mail"}, "mailbox"),
        ({"proof": "word of honour"}, "proof"),
        ({"statement": "Mine."}, "statement"),
        ({"state": "approved"}, "state"),
        ({"place": LISTING}, "restaurant"),
        ({"restaurant": None, "place": {**LISTING, "town": " "}}, "place.town"),
        ({"restaurant": None, "place": {**LISTING, "cuisines": []}}, "place.cuisines"),
        ({"restaurant": None, "place": LISTING, "proof": "mail"}, "proof"),
        ({"restaurant": None}, "restaurant"),
    ],
)
def test_what_the_pages_refuse_is_refused(sender: ProcessClient, change: dict[str, Any], field: str) -> None:
    body = {"restaurant": place().slug, "proof": "documents", "statement": WORDS, **change}
    if body["restaurant"] is None:
        del body["restaurant"]
    answer = problem_of(sent(sender, CLAIMS, body), 422)
    assert [each["field"] for each in answer["errors"]] == [field]
    assert not Claim.objects.exists()


def test_who_may_not_claim_reads_why(sender: ProcessClient, ada: User) -> None:
    body = {"restaurant": place().slug, "proof": "documents", "statement": WORDS}
    nobody = program(token_of(factories.unconfirmed("ulf")))
    assert "Confirm who you are" in problem_of(sent(nobody, CLAIMS, body), 409)["detail"]
    problem_of(sent(sender, CLAIMS, {**body, "restaurant": "nowhere"}), 404)
    problem_of(sent(program(token_of(ada, Scope.SUGGESTIONS_WRITE)), CLAIMS, body), 403)
    problem_of(sent(ProcessClient(), CLAIMS, body), 401)
    assert not Claim.objects.exists()


def browser_of(owner: User) -> ProcessClient:
    client = ProcessClient()
    signed_in_twice_over(client, owner)
    return client


def test_an_owner_disputes_a_claim_in_a_browser_that_has_just_shown_a_factor(ada: User) -> None:
    otto = owner_of(restaurant := place(), "otto")
    claim = claimed(restaurant, ada)
    client, one = browser_of(otto), at_team(restaurant, f"claims/{claim.pk}/answer")
    (found,) = get_json(client, at_team(restaurant, "claims"))["items"]
    assert (found["id"], found["state"], found["answer"]) == (str(claim.pk), "answering", None)
    assert ada.email not in str(found)
    gave(client, otto, seconds_ago=301)
    assert "confirm in this browser" in problem_of(sent(client, one, {"answer": "disputes"}), 403)["detail"]
    gave(client, otto)
    problem_of(sent(client, one, {"answer": "agrees", "state": "approved"}), 422)
    answered = sent(client, one, {"answer": "disputes", "words": "We have never met."}).json()
    assert (answered["state"], answered["answer"]) == ("waiting", "disputes")
    claim.refresh_from_db()
    assert (claim.answer, claim.answer_text) == (ClaimAnswer.DISPUTES, "We have never met.")
    problem_of(sent(client, one, {"answer": "agrees"}), 409)
    problem_of(sent(client, at_team(place("Zur Dohle"), f"claims/{claim.pk}/answer"), {"answer": "agrees"}), 404)


def test_an_owner_gives_the_restaurant_up(ada: User) -> None:
    otto, olga = owner_of(restaurant := place(), "otto"), owner_of(restaurant, "olga")
    for owner, is_managed in ((otto, True), (olga, False)):
        client = browser_of(owner)
        for unsure in ({}, {"sure": False}):
            problem_of(sent(client, at_team(restaurant, "give-up"), unsure), 422)
        assert sent(client, at_team(restaurant, "give-up"), {"sure": True}).json() == {"is_managed": is_managed}
        problem_of(sent(client, at_team(restaurant, "give-up"), {"sure": True}), 404)
    assert not TeamMember.objects.filter(left_at=None).exists()


def test_each_route_takes_so_many_queries(sender: ProcessClient, ada: User) -> None:
    for name in ("Zum Reiher", "Zur Dohle", "Zum Zeisig"):
        claimed(place(name, town=name, website=""), ada, ClaimProof.POST)
    counts = []
    for path in (CLAIMS, f"{CLAIMS}/{Claim.objects.earliest('pk').pk}"):
        with CaptureQueriesContext(connection) as captured:
            get_json(sender, path)
        counts.append(sum("ROLE" not in each["sql"] for each in captured.captured_queries))
    assert counts == [6, 6]
    assert {state_of(claim) for claim in Claim.objects.all()} == {ClaimState.CODE_DUE}
