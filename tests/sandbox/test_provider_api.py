"""The provider's HTTP API: works, wrong secret, unknown session, wrong method, bad input."""

import uuid

import httpx
import pytest

from tests.sandbox.conftest import BACK, Customer
from tests.sandbox.programs import Program

HOOK = "http://127.0.0.1:9400/webhooks/identity/"


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """The status, and the code for programs; the sentence for people is there too."""
    error = answer.json()["error"]
    assert error["message"].endswith(".")
    return answer.status_code, error["code"]


def test_opens_a_session(customer: Customer, provider_process: Program) -> None:
    answer = customer.opens()
    session = answer.json()
    assert answer.status_code == 201
    assert session == {
        "id": session["id"],
        "url": f"{provider_process.url}/verify/{session['id']}",
        "status": "open",
    }
    assert len(session["id"]) == 32


def test_the_same_reference_is_the_same_session(customer: Customer) -> None:
    reference = str(uuid.uuid4())
    first, second = customer.opens(reference=reference), customer.opens(reference=reference)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_a_reference_does_not_change_its_addresses(customer: Customer) -> None:
    reference = str(uuid.uuid4())
    customer.opens(reference=reference)
    answer = customer.opens(reference=reference, return_url="http://127.0.0.1:9400/elsewhere/")
    assert code_of(answer) == (409, "reference_taken")


def test_reads_an_open_session(customer: Customer) -> None:
    reference = str(uuid.uuid4())
    session_id = customer.opens(reference=reference).json()["id"]
    assert customer.reads(session_id) == {
        "id": session_id,
        "reference": reference,
        "status": "open",
        "code": "",
        "reason": "",
        "document": None,
    }


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic an api secret for tests", "Bearer \xe9"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/sessions"), ("GET", "/v1/sessions/unknown-id")])
def test_wrong_secret(provider_process: Program, header: str, method: str, path: str) -> None:
    headers = [(b"Authorization", header.encode("latin-1"))]
    answer = httpx.request(method, provider_process.url + path, headers=headers, json={})
    assert code_of(answer) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_unknown_session(customer: Customer) -> None:
    assert code_of(customer.api.get("/v1/sessions/nobody-knows-this")) == (404, "unknown_session")


def test_unknown_path(customer: Customer) -> None:
    assert code_of(customer.api.get("/v1/documents")) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("GET", "/v1/sessions", "POST"), ("PUT", "/v1/sessions/x", "GET")]
)
def test_wrong_method(customer: Customer, method: str, path: str, allowed: str) -> None:
    answer = customer.api.request(method, path)
    assert code_of(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff", b"[" * 50_000])
def test_not_a_json_object(customer: Customer, body: bytes) -> None:
    assert code_of(customer.api.post("/v1/sessions", content=body)) == (422, "unprocessable")


@pytest.mark.parametrize("name", ["reference", "return_url", "webhook_url"])
@pytest.mark.parametrize("value", [None, 7, "", [], {}])
def test_missing_field(customer: Customer, name: str, value: object) -> None:
    answer = customer.opens(**{name: value})
    assert code_of(answer) == (422, "unprocessable")
    assert answer.json()["error"]["message"].startswith(name)


@pytest.mark.parametrize("reference", ["two words", "r" * 101, "ä", "<b>", "line\n"])
def test_bad_reference(customer: Customer, reference: str) -> None:
    assert code_of(customer.opens(reference=reference)) == (422, "unprocessable")


@pytest.mark.parametrize("name", ["return_url", "webhook_url"])
@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http:///path",
        "//127.0.0.1/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://127.0.0.1/\r\nSet-Cookie: a=b",
        "http://127.0.0.1/" + "a" * 2000,
    ],
)
def test_addresses_elsewhere(customer: Customer, name: str, address: str) -> None:
    assert code_of(customer.opens(**{name: address})) == (422, "unprocessable")


@pytest.mark.parametrize("address", [BACK, HOOK, "http://localhost:9400/", "https://[::1]:8443/a?b=c#d"])
def test_addresses_here(customer: Customer, address: str) -> None:
    assert customer.opens(return_url=address, webhook_url=address).status_code == 201


def test_too_much(customer: Customer) -> None:
    assert code_of(customer.opens(reference="r" * 70_000)) == (413, "too_large")


def test_another_host_name(provider_process: Program) -> None:
    """A page elsewhere whose name is pointed at this machine gets nothing."""
    assert httpx.get(f"{provider_process.url}/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_health(provider_process: Program) -> None:
    assert httpx.get(f"{provider_process.url}/healthz").json() == {"status": "ok"}
