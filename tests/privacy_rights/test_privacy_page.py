"""Your data: the page, deleting the account by way of it, and the public receipt."""

import uuid

import pytest

from privacy_rights.models.erasure import ErasureRequest
from restaurants.actions import owners
from tests.accounts.factors import gave
from tests.accounts.users import member
from tests.analytics.conftest import make_restaurant
from tests.conftest import ProcessClient

pytestmark = pytest.mark.django_db


def test_a_number_that_is_nobodys_has_no_page() -> None:
    assert ProcessClient().get(f"/erasures/{uuid.uuid4()}/").status_code == 404


def test_the_page_says_what_goes_and_asks_for_a_fresh_proof() -> None:
    client, mia = ProcessClient(), member("mia")
    client.force_login(mia)
    assert client.get("/privacy/").status_code == 200
    assert client.get("/privacy/delete/")["Location"].startswith("/security/confirm/")
    gave(client, mia, "password")
    page = client.get("/privacy/delete/").content.decode()
    assert "What we delete" in page and "What we keep, and why" in page
    assert client.post("/privacy/delete/")["Location"] == "/privacy/"
    assert ErasureRequest.objects.get().user_id == mia.pk
    page = client.get("/privacy/").content.decode()
    assert page.index("Keep my account") < page.index("What you agreed to")
    assert client.post("/privacy/delete/cancel/")["Location"] == "/privacy/"
    assert "Delete my account" in client.get("/privacy/").content.decode()


def test_a_stranger_is_asked_to_sign_in_and_a_get_takes_nothing_back() -> None:
    for path in ("/privacy/", "/privacy/delete/"):
        assert ProcessClient().get(path)["Location"].startswith("/accounts/login/")
    client = ProcessClient()
    client.force_login(member("mia"))
    assert client.get("/privacy/delete/cancel/").status_code == 405


def test_who_runs_a_page_hands_it_over_first() -> None:
    mia = member("mia")
    owners.grant(restaurant=make_restaurant("golden-carp"), user=mia, by=None)
    client = ProcessClient()
    client.force_login(mia)
    gave(client, mia, "password")
    assert "Tell us who takes over" in client.get("/privacy/").content.decode()
    client.post("/privacy/delete/")
    assert not ErasureRequest.objects.exists()
