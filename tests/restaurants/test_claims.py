"""Claims to restaurants: made and shown by code, letter or documents, decided by two, disputed, and given up."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import ActionOutcome, ClaimStep
from restaurants import selectors
from restaurants.actions import claims, owners
from restaurants.enums import ClaimAnswer, ClaimProof, ClaimState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, Restaurant, TeamEvent, TeamMember
from restaurants.rules import CLAIM_TRANSITIONS, MAX_CLAIM_CODES, MAX_CLAIM_TRIES, MAX_CLAIMS_PER_DAY, OPEN_CLAIM_STATES
from restaurants.selectors.claims import claim_ways
from reviews_site.audit.models import Event
from reviews_site.outbox.models import Event as OutboxEvent
from reviews_site.policy import Role, TeamRole
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.claims import (
    REASON,
    WORDS,
    added,
    approved,
    claimed,
    code_in,
    owner_of,
    place,
    refused,
    send,
    state_of,
    takes,
    two_of_the_company,
)

pytestmark = pytest.mark.django_db
MAILBOX = "info@zum-reiher.example"


def test_a_code_by_mail_and_two_approvals_make_an_owner() -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    claim = claimed(restaurant, ada, ClaimProof.MAIL)
    assert (claim.state, claim.address) == (ClaimState.CODE_DUE, MAILBOX)
    mails = send()
    assert {(each.to[0], each.subject) for each in mails} == {
        (MAILBOX, "Your code for Zum Reiher"),
        (ada.email, "The code for Zum Reiher is on its way"),
    }
    with playing("web"):
        claims.enter_code(claim=claim, code=code_in(mails, MAILBOX).lower().replace("-", " "), by=ada)
    assert state_of(claim) == ClaimState.WAITING
    assert [each.subject for each in send()] == ["Your claim to Zum Reiher is with our staff"]
    first, second = two_of_the_company()
    assert takes(first, claim).state == ActionOutcome.DONE
    assert state_of(claim) == ClaimState.HALF_APPROVED
    assert not selectors.team_of(restaurant)
    assert takes(second, claim).state == ActionOutcome.DONE
    (member,) = selectors.team_of(restaurant)
    assert (member.user, member.role) == (ada, TeamRole.OWNER)
    restaurant.refresh_from_db()
    assert restaurant.managed_since is not None
    assert [each.subject for each in send()] == ["Zum Reiher is yours to manage"]
    assert send() == []
    actions = Event.objects.filter(object_id=claim.pk).order_by("pk").values_list("action", "login")
    assert list(actions) == [
        *(("claim.made", "web"), ("claim.code_entered", "web")),
        *(("claim.approved", "staffing"), ("claim.approved", "staffing")),
    ]


def test_a_letter_is_printed_once_and_its_code_works() -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    claim = claimed(restaurant, ada, ClaimProof.POST)
    send()
    how: dict[str, Any] = {"claim": claim, "by": two_of_the_company()[0].user.pk, "roles": [Role.CUSTOMER_SUPPORT]}
    with playing("console"):
        code = claims.print_letter(**how)
        with pytest.raises(ClaimRefused, match="No letter is due"):
            claims.print_letter(**how)
    assert code not in str(Claim.objects.filter(pk=claim.pk).values())
    with playing("web"):
        claims.enter_code(claim=claim, code=code, by=ada)
    assert state_of(claim) == ClaimState.WAITING


def test_documents_go_to_the_staff_at_once_and_one_of_them_refuses_with_a_reason() -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    claim = claimed(restaurant, ada)
    assert claim.state == ClaimState.WAITING
    first, _ = two_of_the_company()
    assert takes(first, claim, ClaimStep.REFUSE).state == ActionOutcome.DONE
    claim = Claim.objects.get(pk=claim.pk)
    assert (claim.state, claim.reason) == (ClaimState.REFUSED, REASON)
    (mail,) = send()
    assert REASON in mail.body
    claimed(restaurant, ada)


def test_a_missing_place_is_listed_with_the_second_approval() -> None:
    factories.restaurant("Zur Haubentaucherin")
    claim = added(factories.confirmed("ada"))
    assert not Restaurant.objects.filter(source="claims").exists()
    approved(claim)
    made = Restaurant.objects.select_related("rating").get(source="claims")
    assert (made.slug, made.cuisines, made.street) == ("zur-haubentaucherin-linz-2", ["fish"], "Uferweg 3")
    assert (made.time_zone, made.rating_count, made.managed_since is not None) == ("Europe/Vienna", 0, True)
    assert "haubentaucherin" in made.name_words and made.name_skeleton
    assert [str(member.user) for member in selectors.team_of(made)] == [str(claim.user)]
    event = OutboxEvent.objects.filter(restaurant_id=made.pk).get()
    listed = OutboxEvent.objects.exclude(restaurant_id=made.pk).filter(topic=event.topic).latest("pk")
    assert event.payload.keys() == listed.payload.keys()
    assert (event.topic, event.version, event.payload["cuisine"]) == (listed.topic, listed.version, "fish")
    assert found_by_search("haubentaucherin") >= {made.slug}


def found_by_search(words: str) -> set[str]:
    """The slugs that search finds."""
    found = selectors.suggestions(words)
    return {str(place.slug) for place in Restaurant.objects.filter(name__in=[str(each) for each in found])}


def test_owners_are_asked_and_keep_the_place_where_the_claim_is_refused() -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    otto = owner_of(restaurant, "otto")
    claim = claimed(restaurant, ada)
    assert claim.state == ClaimState.ANSWERING
    assert {(each.to[0], each.subject) for each in send()} == {
        (ada.email, "The people who manage Zum Reiher are asked"),
        (otto.email, "Somebody claims Zum Reiher"),
    }
    assert refused(claims.answer_claim, claim=claim, answer=ClaimAnswer.AGREES, words="", by=ada)
    with playing("web"):
        claims.answer_claim(claim=claim, answer=ClaimAnswer.DISPUTES, words="Never seen them.", by=otto)
    assert state_of(claim) == ClaimState.WAITING
    takes(two_of_the_company()[0], claim, ClaimStep.REFUSE)
    assert "A claim to Zum Reiher was refused" in {each.subject for each in send() if each.to == [otto.email]}
    assert [member.user for member in selectors.team_of(restaurant)] == [otto]


@pytest.mark.parametrize(
    ("answer", "left"), [(ClaimAnswer.AGREES, ["ada", "mia", "otto"]), (ClaimAnswer.DISPUTES, ["ada"])]
)
def test_an_approved_dispute_replaces_the_team_unless_an_owner_agreed(answer: ClaimAnswer, left: list[str]) -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    otto = owner_of(restaurant, "otto")
    owners.grant(restaurant=restaurant, user=factories.confirmed("mia"), by=None, role=TeamRole.MANAGER)
    since = Restaurant.objects.get(pk=restaurant.pk).managed_since
    claim = claimed(restaurant, ada)
    with playing("web"):
        claims.answer_claim(claim=claim, answer=answer, words="", by=otto)
    approved(claim)
    assert [member.user.email.partition("@")[0] for member in selectors.team_of(restaurant)] == left
    assert "A claim to Zum Reiher was approved" in {each.subject for each in send() if each.to == [otto.email]}
    # What was is remembered, and somebody has managed it all the time.
    assert TeamMember.objects.filter(restaurant=restaurant).count() == 3
    assert (Restaurant.objects.get(pk=restaurant.pk).managed_since == since) is (answer == ClaimAnswer.AGREES)


def test_without_an_answer_the_staff_decide_after_two_weeks() -> None:
    restaurant = place()
    owner_of(restaurant, "otto")
    claim = claimed(restaurant, factories.confirmed("ada"))
    send()
    Claim.objects.update(answer_by=timezone.now() - timedelta(seconds=1))
    send()
    assert state_of(claim) == ClaimState.WAITING


def test_who_came_to_manage_the_place_since_is_asked_before_the_second_approval() -> None:
    restaurant = place()
    early, late = (claimed(restaurant, factories.confirmed(name)) for name in ("ada", "bert"))
    first, second = two_of_the_company()
    for claim in (early, late):
        takes(first, claim)
    takes(second, early)
    outcome = takes(second, late)
    assert (outcome.state, "come to manage" in outcome.message) == (ActionOutcome.REFUSED, True)
    assert state_of(late) == ClaimState.ANSWERING
    assert [member.user for member in selectors.team_of(restaurant)] == [early.user]


def test_a_claim_waits_while_the_claimant_is_not_confirmed() -> None:
    claim = claimed(place(), ada := factories.confirmed("ada"))
    first, second = two_of_the_company()
    takes(first, claim)
    ada.verification_status.expires_at = timezone.now() - timedelta(days=1)
    ada.verification_status.save()
    assert "confirmed person" in takes(second, claim).message
    assert state_of(claim) == ClaimState.HALF_APPROVED


def test_what_the_database_refuses() -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    how = {"restaurant": restaurant, "proof": ClaimProof.DOCUMENTS, "mailbox": "", "statement": WORDS}
    assert "Confirm who you are" in refused(claims.begin, **how, by=factories.unconfirmed("una"))
    assert "already" in refused(claims.begin, **how, by=owner_of(restaurant, "otto"))
    claim = claimed(restaurant, ada)
    assert "under way" in refused(claims.begin, **how, by=ada)
    assert "changed" in refused(claims.withdraw, claim=claim, by=factories.confirmed("eve"))
    with playing("web"):
        claims.withdraw(claim=claim, by=ada)
    for _ in range(MAX_CLAIMS_PER_DAY - 1):
        claimed_again = claimed(restaurant, ada)
        with playing("web"):
            claims.withdraw(claim=claimed_again, by=ada)
    assert "many claims" in refused(claims.begin, **how, by=ada)
    bare = factories.restaurant("Ohne Adresse")
    post = {"restaurant": bare, "proof": ClaimProof.POST, "mailbox": "", "statement": ""}
    assert "no address" in refused(claims.begin, **post, by=factories.confirmed("bea"))
    mailed = {"restaurant": bare, "proof": ClaimProof.MAIL, "mailbox": "info", "statement": ""}
    assert "mailbox" in refused(claims.begin, **mailed, by=factories.confirmed("cleo"))


def test_wrong_codes_are_counted_and_another_code_is_sent_three_times_in_all() -> None:
    claim = claimed(place(), ada := factories.confirmed("ada"), ClaimProof.MAIL)
    code = code_in(send(), MAILBOX)
    for _ in range(MAX_CLAIM_TRIES):
        assert "not the code" in refused(claims.enter_code, claim=claim, code="0000-0000-0000", by=ada)
    assert "wrong codes" in refused(claims.enter_code, claim=claim, code=code, by=ada)
    for _ in range(MAX_CLAIM_CODES - 1):
        with playing("web"):
            claims.ask_for_code(claim=claim, by=ada)
        code = code_in(send(), MAILBOX)
    assert "Withdraw" in refused(claims.ask_for_code, claim=claim, by=ada)
    with playing("web"):
        claims.enter_code(claim=claim, code=code, by=ada)
    assert state_of(claim) == ClaimState.WAITING


def test_codes_and_claims_expire_and_ended_claims_are_deleted() -> None:
    claim = claimed(place(), ada := factories.confirmed("ada"), ClaimProof.MAIL)
    code = code_in(send(), MAILBOX)
    Claim.objects.update(code_ends_at=timezone.now() - timedelta(seconds=1))
    assert "expired" in refused(claims.enter_code, claim=claim, code=code, by=ada)
    Claim.objects.update(submitted_at=timezone.now() - timedelta(days=61))
    assert [each.subject for each in send()] == ["Your claim to Zum Reiher has expired"]
    assert state_of(claim) == ClaimState.EXPIRED
    for days, left in ((89, 1), (91, 0)):
        Claim.objects.update(closed_at=timezone.now() - timedelta(days=days))
        with playing("mail"):
            claims.delete_old()
        assert Claim.objects.count() == left


def test_giving_up_leaves_the_place_to_the_other_owners_and_then_to_nobody() -> None:
    restaurant = place()
    otto, olga = owner_of(restaurant, "otto"), owner_of(restaurant, "olga")
    owners.grant(restaurant=restaurant, user=(mia := factories.confirmed("mia")), by=None, role=TeamRole.MANAGER)
    assert refused(claims.give_up, restaurant=restaurant, by=mia)
    with playing("web"):
        assert not claims.give_up(restaurant=restaurant, by=otto)
    assert {member.user for member in selectors.team_of(restaurant)} == {olga, mia}
    with playing("web"):
        assert claims.give_up(restaurant=restaurant, by=olga)
    assert not selectors.team_of(restaurant)
    assert Restaurant.objects.get(pk=restaurant.pk).managed_since is None
    assert TeamEvent.objects.filter(restaurant=restaurant, action="gave_up").count() == 2
    assert TeamMember.objects.filter(restaurant=restaurant).count() == 3
    assert {(each.to[0], each.subject) for each in send()} >= {(mia.email, "Zum Reiher has no team any more")}
    assert claimed(restaurant, otto).state == ClaimState.WAITING


def test_the_database_takes_the_ways_of_the_table() -> None:
    """Each step of the functions is a transition that `rules.py` names."""
    assert {state for state in ClaimState if CLAIM_TRANSITIONS[state]} == set(OPEN_CLAIM_STATES)


@pytest.mark.parametrize("host", ["zum-reiher.co.at", "cafe.uni-linz.example", "xn--grner-baum-9db.at"])
def test_a_plain_website_has_a_domain(host: str) -> None:
    for website in (f"https://www.{host}", f"http://{host.upper()}:8080/menu", f"https://{host}#today"):
        restaurant = place(website=website)
        with playing("web"):
            assert claim_ways(restaurant).domain == host
