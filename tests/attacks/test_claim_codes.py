"""Attacks on the codes of claims: domains that look alike or are shared, mailboxes that lead elsewhere, guessing."""

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from restaurants.actions import claims
from restaurants.enums import ClaimProof, ClaimState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, ProfileVersion, Restaurant
from restaurants.selectors.claims import claim_ways
from tests.attacks.refusal import refusal
from tests.conftest import Login, playing
from tests.restaurants import factories
from tests.restaurants.claims import (
    WEBSITE,
    added,
    approved,
    claimed,
    code_in,
    place,
    send,
    state_of,
)

COMMITTED = pytest.mark.django_db(transaction=True)
PUBLISHED = "2026-01-01T00:00:00+00:00"
BEGIN = "SELECT restaurants_begin_claim(%s, %s, %s, %s, %s, NULL)"


def domain_of(restaurant: Restaurant) -> str:
    """The domain that a code would be mailed to; empty where none would."""
    with playing("web"):
        return claim_ways(restaurant).domain


@pytest.mark.protection("claim_domain_plain")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "website",
    [
        "https://zum-reiher.example@evil.example/",
        "https://zum-reiher.example:secret@evil.example/",
        "https://zum-reiher.example\\@evil.example/",
        "https://zum-reiher.example\uff0fevil.example/",
        "https://zum-reiher.example,evil.example/",
        "https://zum-reiher.exampl\u0435/",
    ],
)
def test_an_address_hides_the_host_that_it_leads_to(website: str) -> None:
    assert domain_of(place(website=website)) == ""


@pytest.mark.protection("claim_domain_not_shared")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "host",
    [
        *("gmail.com", "gmx.at", "www.facebook.com", "facebook.com/zumreiher", "instagram.com/zumreiher"),
        *("zumreiher.github.io", "zumreiher.wixsite.com", "zumreiher.wordpress.com", "sites.google.com/zumreiher"),
        *("co.at", "zumreiher.blogspot.com", "lieferando.at/menu/zumreiher"),
    ],
)
def test_a_mailbox_where_everybody_can_have_one_is_asked_for_a_code(host: str) -> None:
    restaurant, mallory = place(website=f"https://{host}"), factories.confirmed("mallory")
    assert domain_of(restaurant) == ""
    with pytest.raises(ClaimRefused):
        claimed(restaurant, mallory, ClaimProof.MAIL, "mallory")
    assert not Claim.objects.exists()


@pytest.mark.protection("claim_domain_of_one_place")
@pytest.mark.django_db
def test_an_employee_of_a_chain_claims_one_of_its_places() -> None:
    one, other = place(), place("Zur Rohrdommel", website="http://zum-reiher.example/rohrdommel")
    assert (domain_of(one), domain_of(other)) == ("", "")


@pytest.mark.protection("claim_domain_of_listing")
@pytest.mark.django_db
def test_a_website_that_a_team_or_a_claimant_wrote_gets_the_code() -> None:
    """An owner who has to go writes a website of their own before; or somebody adds a place with such a website."""
    restaurant = place(website="https://evil.example")
    ProfileVersion.objects.create(restaurant=restaurant, version=0, website=WEBSITE, changed_at=PUBLISHED)
    assert domain_of(restaurant) == "zum-reiher.example"
    approved(added(factories.confirmed("ada"), website="https://evil-too.example"))
    assert domain_of(Restaurant.objects.get(source="claims")) == ""


@pytest.mark.protection("claim_mailbox_plain")
@COMMITTED
@pytest.mark.parametrize(
    "mailbox",
    [
        *("mallory@zum-reiher.example.evil.example,x", "mallory@evil.example\n", "x@evil.example,info", '"x" '),
        *("mallory@evil.example\\", "in\u0444o", "info%evil.example", ".info", ""),
    ],
)
def test_a_mailbox_leads_elsewhere(login: Login, mailbox: str) -> None:
    mallory, restaurant = factories.confirmed("mallory"), place()
    asked = [mallory.pk, restaurant.pk, "mail", mailbox, ""]
    answer = login("default", "web").execute(BEGIN, asked).fetchone()
    assert answer == ("no_domain",)
    assert not Claim.objects.exists()


@pytest.mark.protection("claim_code_tries")
@COMMITTED
def test_codes_are_guessed(login: Login) -> None:
    claim = claimed(place(), ada := factories.confirmed("ada"), ClaimProof.MAIL)
    code = code_in(send(), "info@zum-reiher.example").replace("-", "")
    web = login("default", "web")

    def says(guess: str) -> str:
        (row,) = web.execute("SELECT restaurants_enter_claim_code(%s, %s, %s)", [ada.pk, claim.pk, guess]).fetchall()
        return str(row[0])

    assert [says(f"{number:012}") for number in range(6)] == ["wrong_code"] * 5 + ["no_tries"]
    assert says(code) == "no_tries"


@pytest.mark.protection("claim_code_days")
@pytest.mark.django_db
def test_an_old_code_is_entered() -> None:
    claim = claimed(place(), ada := factories.confirmed("ada"), ClaimProof.MAIL)
    code = code_in(send(), "info@zum-reiher.example")
    Claim.objects.update(code_ends_at=timezone.now() - timedelta(seconds=1))
    with playing("web"), pytest.raises(ClaimRefused):
        claims.enter_code(claim=claim, code=code, by=ada)
    assert state_of(claim) == ClaimState.CODE_SENT


@pytest.mark.protection("claim_code_needed")
@COMMITTED
def test_a_code_of_another_claim_is_entered(login: Login) -> None:
    own = claimed(place("Zur Rohrdommel", website="https://evil.example"), factories.confirmed("eve"), ClaimProof.MAIL)
    code = code_in(send(), "info@evil.example").replace("-", "")
    claim = claimed(place(), mallory := factories.confirmed("mallory"), ClaimProof.MAIL)
    send()
    asked = [mallory.pk, claim.pk, code]
    answer = login("default", "web").execute("SELECT restaurants_enter_claim_code(%s, %s, %s)", asked).fetchone()
    assert answer == ("wrong_code",)
    assert {state_of(claim), state_of(own)} == {ClaimState.CODE_SENT}


@pytest.mark.protection("claim_codes_in_mails")
@COMMITTED
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT code FROM restaurants_take_claim_mail()",
        "SELECT restaurants_print_claim_letter(%(claim)s)",
        "SELECT text FROM accounts_outgoingmail",
        "SELECT digest FROM restaurants_claim",
    ],
)
def test_web_reads_a_code(login: Login, statement: str) -> None:
    claim = claimed(place(), factories.confirmed("ada"), ClaimProof.POST)
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement, {"claim": claim.pk})
