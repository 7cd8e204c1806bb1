"""The next person at the machine, and pages elsewhere: nothing that was answered to somebody signed in is for them."""

import pytest
from django.test import Client

from tests.accounts.factors import signed_in_twice_over
from tests.accounts.users import member
from tests.analytics.console_realm import paths_of_console
from tests.analytics.staffing import at_the_console
from tests.attacks.routes import paths

ALL = pytest.mark.django_db(databases=["default", "vault", "analytical"])
SIGN_OUT = {"/accounts/logout/", "/sign-out/"}
UNKNOWN = "/nowhere/"
STORED_NOWHERE = "no-store, private"


@ALL
@pytest.mark.protection("pages_not_stored")
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_no_answer_of_the_site_to_somebody_signed_in_is_kept(method: str) -> None:
    client = Client(raise_request_exception=False)
    signed_in_twice_over(client, member("mia"))
    walked = {*paths(), UNKNOWN} - SIGN_OUT
    assert len(walked) > 60
    assert not {path for path in walked if _may_be_kept(client, method, path)}


@ALL
@pytest.mark.protection("pages_not_stored")
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_answer_of_the_console_is_kept(method: str) -> None:
    client = at_the_console("sofia", "data_scientist")
    client.raise_request_exception = False
    kept = {
        path for path in (*paths_of_console(), UNKNOWN) if path not in SIGN_OUT and _may_be_kept(client, method, path)
    }
    assert not kept
    client.logout()
    assert not _may_be_kept(client, method, "/sign-in/")


@ALL
@pytest.mark.protection("pages_not_stored")
def test_a_form_and_what_waits_for_a_sign_in_are_not_kept(client: Client) -> None:
    answers = {path: _may_be_kept(client, "get", path) for path in ("/accounts/login/", "/profile/", "/business/")}
    assert not any(answers.values())


@ALL
@pytest.mark.protection("private_answers_not_embedded")
def test_no_answer_to_somebody_signed_in_is_loaded_by_a_page_elsewhere() -> None:
    """The badge, which is for other sites, is the one answer that says otherwise."""
    client = Client(raise_request_exception=False)
    signed_in_twice_over(client, member("mia"))
    answers = {path: client.get(path).headers.get("Cross-Origin-Resource-Policy") for path in set(paths()) - SIGN_OUT}
    assert {path for path, policy in answers.items() if policy != "same-origin"} == set()
    console = at_the_console("sofia", "data_scientist")
    console.raise_request_exception = False
    assert {console.get(path).headers.get("Cross-Origin-Resource-Policy") for path in paths_of_console()} == {
        "same-origin"
    }


@ALL
@pytest.mark.protection("storage_cleared_at_sign_out")
def test_a_draft_stays_in_the_browser_of_who_signed_out(client: Client) -> None:
    signed_in_twice_over(client, member("mia"))
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
    assert client.post("/accounts/logout/").headers.get("Clear-Site-Data") == '"storage"'
    console = at_the_console("sofia", "data_scientist")
    assert console.post("/sign-out/").headers.get("Clear-Site-Data") == '"storage"'


def _may_be_kept(client: Client, method: str, path: str) -> bool:
    return bool(getattr(client, method)(path).headers.get("Cache-Control") != STORED_NOWHERE)
