"""A zone on the provider's page: what becomes of it, and what the customer's site is told."""

from datetime import UTC, datetime

import pytest

from sandbox.identity_provider.machine_readable_zone import example_zones
from tests.sandbox.conftest import Customer
from tests.sandbox.zones import card, passport


@pytest.mark.parametrize(
    ("says", "status", "reason"),
    [
        ("A passport, confirmed", "confirmed", ""),
        ("A card, confirmed", "confirmed", ""),
        ("A card without an end, confirmed", "confirmed", ""),
        ("An expired passport", "refused", "The document has expired."),
        ("A child", "refused", "The holder has to be 14 years old."),
    ],
)
def test_the_page_takes_a_zone_in_place_of_the_fields(customer: Customer, says: str, status: str, reason: str) -> None:
    session_id = customer.session()
    empty = {"type": "", "country": "", "number": "", "expires_on": ""}
    zone = example_zones(datetime.now(UTC).date())[says]
    assert customer.submits(session_id, zone=zone, **empty).status_code == 303
    outcome = customer.reads(session_id)
    assert (outcome["status"], outcome["reason"]) == (status, reason)
    assert "born" not in str(outcome)


@pytest.mark.parametrize(
    ("zone", "status", "code"),
    [
        (passport(issuer="RKS"), "confirmed", ""),
        (card(issuer="ESP", expiry="990101"), "confirmed", ""),
        (passport(birth="<<<<<<"), "refused", "age_unknown"),
        (passport(birth="26<<<<"), "refused", "too_young"),
        (passport(issuer="WSA"), "refused", "country_not_supported"),
        (passport(issuer="XOM"), "refused", "country_not_supported"),
        (passport(expiry="990101"), "refused", "document_expired"),
    ],
)
def test_the_outcome_has_a_code(customer: Customer, zone: str, status: str, code: str) -> None:
    session_id = customer.session()
    assert customer.submits(session_id, zone=zone).status_code == 303
    outcome = customer.reads(session_id)
    assert (outcome["status"], outcome["code"]) == (status, code)


def test_nationalities_of_nobody_issue_nothing(customer: Customer) -> None:
    assert "XXA is no issuer" in customer.submits(customer.session(), zone=passport(issuer="XXA")).text


def test_what_could_not_be_read_is_shown_again_in_the_same_check(customer: Customer) -> None:
    session_id = customer.session()
    assert customer.submits(session_id, number="AGAIN1").status_code == 303
    assert (customer.reads(session_id)["status"], customer.reads(session_id)["code"]) == ("open", "document_unreadable")
    assert "could not be read" in customer.browser.get(f"/verify/{session_id}").text
    assert customer.submits(session_id, has_no_end="on", expires_on="").status_code == 303
    assert customer.reads(session_id)["document"]["expires_on"] is None


def test_an_unreadable_zone_is_asked_for_again(customer: Customer) -> None:
    answer = customer.submits(customer.session(), zone=passport().replace("U1234567", "U1234568"))
    assert answer.status_code == 422
    assert "Look at the number again" in answer.text


def test_a_zone_of_no_country_is_asked_for_again(customer: Customer) -> None:
    assert "No country is printed as UTO" in customer.submits(customer.session(), zone=passport(issuer="UTO")).text
