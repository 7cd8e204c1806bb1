"""The hosted page: each test number, each mistake, strangers, and what the browser is told."""

from typing import Any

import httpx
import pytest

from sandbox.identity_provider.countries import countries
from tests.sandbox.conftest import BACK, PASSPORT, Customer
from tests.sandbox.programs import Program, Receiver, wait_for

CONFIRMED = {"status": "confirmed", "reason": "", "document": PASSPORT}
EXPIRED = {"status": "refused", "reason": "The document has expired.", "document": None}


def outcome_of(customer: Customer, session_id: str) -> dict[str, Any]:
    """The outcome without what names the session."""
    read = customer.reads(session_id)
    return {name: read[name] for name in ("status", "reason", "document")}


def test_confirms_a_document(customer: Customer) -> None:
    session_id = customer.session()
    answer = customer.submits(session_id)
    assert (answer.status_code, answer.headers["Location"]) == (303, BACK)
    assert outcome_of(customer, session_id) == CONFIRMED


def test_the_number_is_normalized(customer: Customer) -> None:
    session_id = customer.session()
    customer.submits(session_id, number=" p-123 4567 ")
    assert outcome_of(customer, session_id) == CONFIRMED


def test_refuses(customer: Customer) -> None:
    session_id = customer.session()
    assert customer.submits(session_id, number="refuse1").status_code == 303
    reason = "The document could not be confirmed as genuine."
    assert outcome_of(customer, session_id) == {"status": "refused", "reason": reason, "document": None}


def test_fails(customer: Customer) -> None:
    session_id = customer.session()
    assert customer.submits(session_id, number="FAIL1").status_code == 303
    reason = "The check broke off before anything was decided."
    assert outcome_of(customer, session_id) == {"status": "failed", "reason": reason, "document": None}


def test_delays(customer: Customer) -> None:
    session_id = customer.session()
    assert customer.submits(session_id, number="DELAY1").status_code == 303
    assert outcome_of(customer, session_id) == {"status": "pending", "reason": "", "document": None}
    assert "is under way" in customer.browser.get(f"/verify/{session_id}").text
    wait_for(lambda: customer.reads(session_id)["status"] == "confirmed")
    assert customer.reads(session_id)["document"] == PASSPORT | {"number": "DELAY1"}


def test_stumbles_twice(customer: Customer) -> None:
    session_id = customer.session()
    customer.submits(session_id, number="ERROR1")
    statuses = [customer.api.get(f"/v1/sessions/{session_id}").status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert outcome_of(customer, session_id) == CONFIRMED | {"document": PASSPORT | {"number": "ERROR1"}}


@pytest.mark.parametrize("number", ["P1234567", "DELAY1", "FAIL1"])
def test_an_expired_document_is_refused(customer: Customer, number: str) -> None:
    session_id = customer.session()
    assert customer.submits(session_id, number=number, expires_on="2020-01-31").status_code == 303
    assert outcome_of(customer, session_id) == EXPIRED


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("type", "", "Choose which document you have."),
        ("type", "library_card", "Choose one of the three documents."),
        ("country", "", "Choose the country that issued the document."),
        ("country", "ZZ", "Choose a country from the list."),
        ("number", "", "Type the number of the document."),
        ("number", "P12", "A number has 4 to 20 letters and digits, without accents."),
        ("number", "Pä123456", "A number has 4 to 20 letters and digits, without accents."),
        ("number", "P" * 21, "A number has 4 to 20 letters and digits, without accents."),
        ("expires_on", "", "Give the last day on which the document is valid."),
        ("expires_on", "31.12.2099", "Write the date as year-month-day, for example 2031-05-30."),
        ("expires_on", "2031-02-30", "Write the date as year-month-day, for example 2031-05-30."),
    ],
)
def test_a_mistake_is_named_and_the_rest_kept(customer: Customer, name: str, typed: str, error: str) -> None:
    session_id = customer.session()
    answer = customer.submits(session_id, **{name: typed})
    assert answer.status_code == 422
    assert answer.text.count(error) == 2  # in the summary, and at its field
    kept = PASSPORT | {name: typed}
    assert f'value="{kept["number"]}"' in answer.text
    assert f'value="{kept["expires_on"]}"' in answer.text
    assert ('<option value="AT" selected>' in answer.text) == (name != "country")
    assert customer.reads(session_id)["status"] == "open"


def test_what_was_typed_is_escaped(customer: Customer) -> None:
    answer = customer.submits(customer.session(), number='"><script>alert(1)</script>')
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_session_takes_one_document(customer: Customer, receiver: Receiver) -> None:
    session_id, other = customer.session(), customer.session()
    customer.submits(session_id)
    customer.browser.get(f"/verify/{other}")
    token = customer.browser.cookies["sandbox_provider_csrf"]
    again = customer.browser.post(f"/verify/{session_id}", data=PASSPORT | {"csrfmiddlewaretoken": token})
    assert again.status_code == 409
    assert "Your document is confirmed." in again.text
    assert f'href="{BACK}"' in again.text
    wait_for(lambda: receiver.received)
    assert outcome_of(customer, session_id) == CONFIRMED


def test_another_sites_form_is_refused(customer: Customer) -> None:
    session_id = customer.session()
    answer = customer.browser.post(f"/verify/{session_id}", data=PASSPORT)
    assert answer.status_code == 403
    assert "Please send the form again" in answer.text
    assert customer.reads(session_id)["status"] == "open"


def test_a_stranger_finds_nothing(customer: Customer) -> None:
    answer = customer.browser.get("/verify/nobody-knows-this")
    assert answer.status_code == 404
    assert "This check is not known here" in answer.text


def test_wrong_method(customer: Customer) -> None:
    assert customer.browser.delete(f"/verify/{customer.session()}").status_code in {403, 405}


def test_the_page_lists_its_test_numbers_and_every_country(customer: Customer) -> None:
    page = customer.browser.get(f"/verify/{customer.session()}").text
    assert [number for number in ("REFUSE", "DELAY", "FAIL", "ERROR") if f"<code>{number}</code>" not in page] == []
    assert len(countries()) == 252
    assert [code for code, _ in countries() if f'<option value="{code}">' not in page] == []


def test_headers(customer: Customer) -> None:
    headers = customer.browser.get(f"/verify/{customer.session()}").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:9400"
    )
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/nothing", "/verify/nobody", "/healthz", "/v1/sessions"])
def test_every_answer_has_a_policy(provider_process: Program, path: str) -> None:
    policy = httpx.get(provider_process.url + path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("form-action 'self'")
