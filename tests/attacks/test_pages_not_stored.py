"""The next person at the machine: nothing that was answered to somebody signed in may lie in a browser or a proxy."""

import pytest
from django.test import Client, override_settings
from django.urls import clear_url_caches

from tests.accounts.factors import signed_in_twice_over
from tests.accounts.users import member
from tests.analytics.staffing import at_the_console, console_settings
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
        path for path in (*_paths_of_console(), UNKNOWN) if path not in SIGN_OUT and _may_be_kept(client, method, path)
    }
    assert not kept
    client.logout()
    assert not _may_be_kept(client, method, "/sign-in/")


@ALL
@pytest.mark.protection("pages_not_stored")
def test_a_form_and_what_waits_for_a_sign_in_are_not_kept(client: Client) -> None:
    answers = {path: _may_be_kept(client, "get", path) for path in ("/accounts/login/", "/profile/", "/business/")}
    assert not any(answers.values())


def _may_be_kept(client: Client, method: str, path: str) -> bool:
    return bool(getattr(client, method)(path).headers.get("Cache-Control") != STORED_NOWHERE)


def _paths_of_console() -> list[str]:
    with override_settings(**console_settings()):
        clear_url_caches()
        found = paths()
    clear_url_caches()
    return found
