"""The console's pages on claims: two approve, each by proof; one refuses; letters are printed once; nobody is named."""

import re
import uuid

import pytest
from django.conf import settings

from restaurants.enums import ClaimProof, ClaimState
from restaurants.models import Claim, Restaurant
from restaurants.selectors import team_of
from reviews_site.audit.models import Event
from tests.analytics.staffing import at_the_console, with_old_proof
from tests.analytics.test_company_roles_page import proves_by_code, works
from tests.restaurants import factories
from tests.restaurants.claims import REASON, WORDS, added, claimed, owner_of, place, state_of

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PROOF_PAGE = "/claims/proof/"


def test_two_approve_each_with_a_proof_and_neither_learns_who_claims() -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    claim = claimed(restaurant, ada)
    support, security = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    page = f"/claims/{claim.pk}/"
    for client in (support, security):
        read = client.get(page).content.decode() + client.get("/claims/").content.decode()
        assert WORDS in read and "Zum Reiher" in read
        assert not any(said in read for said in (ada.email, "Ada", str(ada.pk)))
    for client, name, then in ((support, "sue", "a security engineer decides"), (security, "olga", "is its owner")):
        assert client.post(f"{page}decision/", {"step": "approve"})["Location"] == PROOF_PAGE
        asked = client.get(PROOF_PAGE).content.decode()
        assert "You approve the claim" in asked and then in asked and "Am Teich 1" in asked
        proves_by_code(client, name, PROOF_PAGE, page)
        assert "In progress" in client.get(page).content.decode()
        works()
    assert state_of(claim) == ClaimState.APPROVED
    assert [member.user for member in team_of(restaurant)] == [ada]
    assert "Approved" in security.get("/claims/").content.decode()
    assert security.post(f"{page}decision/", {"step": "approve"}).status_code == 409


def test_whoever_approved_first_is_not_the_second() -> None:
    claim, support = claimed(place(), factories.confirmed("ada")), at_the_console("sue", "customer_support")
    page = f"/claims/{claim.pk}/"
    support.post(f"{page}decision/", {"step": "approve"})
    proves_by_code(support, "sue", PROOF_PAGE, page)
    works()
    assert "Somebody else is the second" in support.get(page).content.decode()
    answer = support.post(f"{page}decision/", {"step": "approve"})
    assert (answer.status_code, "somebody else is the second" in answer.content.decode()) == (403, True)


def test_a_claim_is_refused_with_a_reason() -> None:
    claim, support = claimed(place(), factories.confirmed("ada")), at_the_console("sue", "customer_support")
    page = f"/claims/{claim.pk}/"
    assert support.post(f"{page}decision/", {"step": "refuse", "reason": "No."}).status_code == 400
    assert support.post(f"{page}decision/", {"step": "delete"}).status_code == 404
    support.post(f"{page}decision/", {"step": "refuse", "reason": REASON})
    assert REASON in support.get(PROOF_PAGE).content.decode()
    proves_by_code(support, "sue", PROOF_PAGE, page)
    works()
    assert REASON in support.get(page).content.decode()
    assert state_of(claim) == ClaimState.REFUSED


def test_a_letter_shows_its_code_once_and_who_printed_it_is_in_the_log() -> None:
    claim = claimed(place(), factories.confirmed("ada"), ClaimProof.POST)
    support = at_the_console("sue", "customer_support")
    page = f"/claims/{claim.pk}/"
    assert "Print the letter" in support.get(page).content.decode()
    assert support.get(f"{page}letter/").status_code == 405
    letter = support.post(f"{page}letter/")
    found = re.search(r"(?<=letter-code\">)[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", letter.content.decode())
    assert found and "Am Teich 1" in letter.content.decode()
    assert f"sign in at {settings.BASE_URL}/claims/" in letter.content.decode()
    assert "no-store" in letter["Cache-Control"]
    again = support.post(f"{page}letter/", follow=True).content.decode()
    assert found[0] not in again and "No letter is due" in again
    assert Event.objects.filter(action="claim.letter_printed", object_id=claim.pk).count() == 1


def test_a_missing_place_stands_beside_those_that_are_like_it() -> None:
    factories.restaurant("Haubentaucherin am Teich")
    claim = added(factories.confirmed("ada"))
    page = at_the_console("sue", "customer_support").get(f"/claims/{claim.pk}/").content.decode()
    assert "Haubentaucherin am Teich" in page and "Uferweg 3" in page and "Not yet" in page
    assert not Restaurant.objects.filter(source="claims").exists()


def test_a_dispute_says_what_an_owner_answered() -> None:
    restaurant = place()
    owner_of(restaurant, "otto")
    claim = claimed(restaurant, factories.confirmed("ada"))
    Claim.objects.update(state="waiting", answer="disputes", answer_text="We have never seen them.")
    page = at_the_console("sue", "customer_support").get(f"/claims/{claim.pk}/").content.decode()
    assert "We have never seen them." in page and "everybody of the team leaves it" in page


def test_the_pages_ask_for_a_recent_proof_and_know_no_other_claims() -> None:
    claim, support = claimed(place(), factories.confirmed("ada")), at_the_console("sue", "customer_support")
    assert support.get(f"/claims/{uuid.uuid4()}/").status_code == 404
    assert support.get(PROOF_PAGE)["Location"] == "/claims/"
    with_old_proof(support)
    assert support.get(f"/claims/{claim.pk}/").status_code == 302
    assert support.post(f"/claims/{claim.pk}/letter/").status_code == 302
