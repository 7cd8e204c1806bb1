"""Attacks on claims to restaurants: races, decisions alone, on one's own, without a signature, and web's login."""

import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.actions import signed_actions
from accounts.enums import AppealState, ClaimStep
from accounts.identity import clients
from accounts.private_rows import private_rows
from restaurants import selectors
from restaurants.actions import claims, owners
from restaurants.enums import ClaimProof, ClaimState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim
from reviews_site.policy import Denied
from tests.accounts.appeals import appealed, decided, shows_document, two_with_one_document
from tests.accounts.conftest import StandIn
from tests.accounts.test_staffing import Engineer
from tests.analytics.staffing import at_the_console
from tests.attacks.refusal import refusal
from tests.attacks.test_review_trigger import INSERT
from tests.attacks.test_staffing import settled
from tests.conftest import Login, playing
from tests.restaurants import factories
from tests.restaurants.claims import (
    WORDS,
    claimed,
    place,
    state_of,
    step_on,
    takes,
    two_of_the_company,
)

COMMITTED = pytest.mark.django_db(transaction=True)
BEGIN = "SELECT restaurants_begin_claim(%s, %s, %s, %s, %s, NULL)"


@pytest.mark.protection("claim_by_confirmed_people")
@COMMITTED
def test_somebody_unconfirmed_claims_a_place_with_webs_login(login: Login) -> None:
    nobody = factories.confirmed("ida")
    nobody.verification_status.expires_at = timezone.now() - timedelta(days=1)
    nobody.verification_status.save()
    asked = [nobody.pk, place().pk, "documents", "", WORDS]
    assert login("default", "web").execute(BEGIN, asked).fetchone() == ("not_confirmed",)


@pytest.mark.protection("claim_by_confirmed_people")
@pytest.mark.django_db
def test_a_confirmation_ends_before_the_second_approval() -> None:
    claim = claimed(restaurant := place(), ada := factories.confirmed("ada"))
    first, second = two_of_the_company()
    takes(first, claim)
    ada.verification_status.expires_at = timezone.now() - timedelta(days=1)
    ada.verification_status.save()
    takes(second, claim)
    assert not selectors.team_of(restaurant)


TAKEN_OVER = [
    "INSERT INTO restaurants_claim (id, restaurant_id, user_id, proof, state, address, statement, tries, codes_sent,"
    " answer, answer_text, reason, mailed_state, owners_mailed_state)"
    " VALUES (uuidv7(), %(place)s, %(me)s, 'documents', 'half_approved', '', '', 0, 0, '', '', '', '', '')",
    "UPDATE restaurants_claim SET state = 'waiting', proven_at = now()",
    "UPDATE restaurants_claim SET user_id = %(me)s",
    "DELETE FROM restaurants_claim",
    "SELECT restaurants_take_claim_step(%(first)s, %(claim)s, 'approve', '')",
    "UPDATE restaurants_restaurant SET website = 'https://evil.example'",
    "UPDATE restaurants_restaurant SET managed_since = now()",
]


@pytest.mark.protection("claim_tables_select_only")
@COMMITTED
@pytest.mark.parametrize("statement", TAKEN_OVER)
def test_webs_login_names_itself_owner_or_approves(login: Login, statement: str) -> None:
    restaurant, mallory = place(), factories.confirmed("mallory")
    claim = claimed(restaurant, mallory, ClaimProof.MAIL)
    values = {"place": restaurant.pk, "me": mallory.pk, "claim": claim.pk, "first": uuid.uuid4()}
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement, values)


@pytest.mark.protection("claim_console_signs")
@COMMITTED
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE restaurants_claim SET state = 'half_approved', first_by = %(first)s",
        "SELECT restaurants_take_claim_step(%(first)s, %(claim)s, 'approve', '')",
        "SELECT digest FROM restaurants_claim",
        "DELETE FROM restaurants_claim",
    ],
)
def test_the_consoles_login_approves(login: Login, statement: str) -> None:
    claim = claimed(place(), factories.confirmed("mallory"))
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", "console").execute(statement, {"claim": claim.pk, "first": uuid.uuid4()})


@pytest.mark.protection("claim_signature")
@COMMITTED
def test_the_console_inserts_approvals_in_two_names(login: Login) -> None:
    claim, (sina, oskar) = claimed(restaurant := place(), factories.confirmed("mallory")), two_of_the_company()
    for who in (sina, oskar):
        login("default", "console").execute(
            "INSERT INTO accounts_claimaction (id, actor_id, created_at, signature_kind, signature, claim_id, step,"
            " reason) VALUES (uuidv7(), %s, now(), 'code', %s, %s, 'approve', '')",
            [who.user.pk, "0" * 64, claim.pk],
        )
        settled()
    assert state_of(claim) == ClaimState.WAITING
    assert not selectors.team_of(restaurant)


@pytest.mark.protection("claim_signature_content")
@pytest.mark.django_db
@pytest.mark.parametrize("other", ["claim", "step"])
def test_a_signature_of_another_step_is_put_under_an_approval(other: str) -> None:
    wanted_of = claimed(place(), factories.confirmed("mallory"))
    meant_of = claimed(place("Zur Rohrdommel", website=""), factories.confirmed("ada"))
    sina, _ = two_of_the_company()
    meant = step_on(meant_of, sina.user) if other == "claim" else step_on(wanted_of, sina.user, ClaimStep.REFUSE)
    sina.proves(meant)
    wanted = step_on(wanted_of, sina.user)
    wanted.pk, wanted.created_at = meant.pk, meant.created_at
    wanted.signature_kind, wanted.signature = meant.signature_kind, meant.signature
    signed_actions.submit(wanted)
    settled()
    assert state_of(wanted_of) == ClaimState.WAITING


@pytest.mark.protection("claim_two_people")
@pytest.mark.django_db
def test_one_person_with_both_roles_approves_twice() -> None:
    claim, both = claimed(restaurant := place(), factories.confirmed("ada")), Engineer("sue", "customer_support")
    takes(both, claim)
    takes(both, claim)
    assert state_of(claim) == ClaimState.HALF_APPROVED
    assert not selectors.team_of(restaurant)


@pytest.mark.protection("claim_two_people")
@COMMITTED
def test_a_claim_is_approved_in_one_name_by_the_owner_of_the_table() -> None:
    claim, one = claimed(place(), factories.confirmed("ada")), uuid.uuid4()
    now = timezone.now()
    with pytest.raises(IntegrityError):
        Claim.objects.filter(pk=claim.pk).update(
            state=ClaimState.APPROVED, first_by=one, decided_by=one, closed_at=now, proven_at=now
        )


@pytest.mark.protection("claim_not_ones_own")
@pytest.mark.django_db
@pytest.mark.parametrize("step", list(ClaimStep))
def test_somebody_of_the_staff_decides_on_their_own_claim(step: ClaimStep) -> None:
    sue, claim = Engineer("sue", "customer_support"), claimed(place(), factories.confirmed("ada"))
    Claim.objects.update(user=sue.user)
    takes(sue, claim, step)
    assert state_of(claim) == ClaimState.WAITING


@pytest.mark.protection("claim_not_ones_own")
@pytest.mark.django_db
def test_an_owner_who_is_of_the_staff_refuses_a_claim_to_their_place() -> None:
    sue, restaurant = Engineer("sue", "customer_support"), place()
    owners.grant(restaurant=restaurant, user=sue.user, by=None)
    claim = claimed(restaurant, factories.confirmed("ada"))
    takes(sue, claim, ClaimStep.REFUSE)
    assert state_of(claim) == ClaimState.ANSWERING


@pytest.mark.protection("claim_staff_roles")
@pytest.mark.django_db(databases=["default", "analytical"])
def test_a_role_without_the_right_reads_claims_prints_and_approves() -> None:
    claim = claimed(place(), factories.confirmed("ada"), ClaimProof.POST)
    analyst = at_the_console("mara", "marketing_analyst")
    page = f"/claims/{claim.pk}/"
    assert [analyst.get(path).status_code for path in ("/claims/", page)] == [403, 403]
    assert analyst.post(f"{page}letter/").status_code == 403
    assert state_of(claim) == ClaimState.CODE_DUE


@pytest.mark.protection("claim_staff_roles")
@pytest.mark.django_db
def test_a_signed_step_of_another_role_is_carried_out() -> None:
    claim = claimed(place(), factories.confirmed("ada"))
    takes(Engineer("tom", "data_engineer"), claim)
    assert state_of(claim) == ClaimState.WAITING


@pytest.mark.protection("claim_rows_of_ones_own")
@pytest.mark.django_db
def test_a_missing_filter_shows_the_claims_of_everybody() -> None:
    claimed(place(), factories.confirmed("ada"))
    mallory = factories.confirmed("mallory")
    with playing("web"), private_rows(mallory.pk):
        assert list(Claim.objects.values_list("id")) == []


@pytest.mark.protection("claim_columns_unread")
@COMMITTED
@pytest.mark.parametrize("column", ["statement", "answer_text", "answered_by", "first_by", "decided_by", "digest"])
def test_web_reads_what_claimants_and_owners_wrote(login: Login, column: str) -> None:
    claimed(place(), ada := factories.confirmed("ada"))
    web = login("default", "web")
    web.execute("SELECT set_config('platemark.person', %s, false)", [str(ada.pk)])
    with refusal(psycopg.errors.InsufficientPrivilege):
        web.execute(f"SELECT {column} FROM restaurants_claim")


@pytest.mark.protection("claim_answer_by_owners")
@COMMITTED
def test_a_claimant_or_a_stranger_answers_for_the_owners(login: Login) -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    owners.grant(restaurant=restaurant, user=factories.confirmed("otto"), by=None)
    claim, web = claimed(restaurant, ada), login("default", "web")
    for person in (ada, factories.confirmed("mallory")):
        asked = [person.pk, claim.pk]
        row = web.execute("SELECT restaurants_answer_claim(%s, %s, 'agrees', 'Sure.')", asked).fetchone()
        assert row == ("not_possible",)
    assert state_of(claim) == ClaimState.ANSWERING


@pytest.mark.protection("claim_give_up_by_owners")
@COMMITTED
def test_a_stranger_gives_a_place_up(login: Login) -> None:
    restaurant = place()
    owners.grant(restaurant=restaurant, user=factories.confirmed("otto"), by=None)
    mallory = factories.confirmed("mallory")
    row = login("default", "web").execute("SELECT restaurants_give_up(%s, %s)", [mallory.pk, restaurant.pk]).fetchone()
    assert row == ("not_possible",)
    assert len(selectors.team_of(restaurant)) == 1


@pytest.mark.protection("claim_competitors_unreviewed")
@COMMITTED
def test_web_inserts_a_review_of_a_competitor(login: Login) -> None:
    beside, mallory = factories.restaurant("Zur Rohrdommel"), factories.confirmed("mallory")
    claim = claimed(place(), mallory)
    with playing("web"):
        claims.withdraw(claim=claim, by=mallory)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        login("default", "web").execute(INSERT, [uuid.uuid4(), beside.pk, mallory.pk])
    assert refused.value.diag.constraint_name == "restaurants_review_not_of_competitor"


@pytest.mark.protection("claim_competitors_unreviewed")
@pytest.mark.django_db(databases=["default", "vault"])
def test_a_claimant_comes_back_with_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada claims a place. Her document then confirms the account that she appealed with."""
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    beside = factories.restaurant("Zur Rohrdommel")
    ada, again = two_with_one_document(stand_in)
    claimed(place(), ada)
    decided(appealed(again), AppealState.GRANTED)
    shows_document(again, stand_in)
    with playing("web"), pytest.raises(Denied, match="same town"):
        factories.review(beside, again)


@pytest.mark.protection("claim_after_reviews")
@pytest.mark.django_db
def test_somebody_reviews_a_competitor_and_claims_then() -> None:
    beside, mallory = factories.restaurant("Zur Rohrdommel"), factories.confirmed("mallory")
    factories.review(beside, mallory, rating=1)
    with pytest.raises(ClaimRefused):
        claimed(place(), mallory)
    assert not Claim.objects.exists()
