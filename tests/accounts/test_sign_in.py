"""Signing in and out."""

from datetime import timedelta

import pytest
from django.db.models import DateTimeField
from django.test import Client
from django.utils import timezone

from accounts.actions import users
from accounts.models import OutgoingMail, User
from tests.accounts.users import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN, SIGN_OUT = "/accounts/login/", "/accounts/logout/"
ADA = {"login": "ADA@example.org", "password": PASSWORD}


def test_the_right_password_lets_in(client: Client, diner: User) -> None:
    answer = client.post(SIGN_IN, ADA)
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    assert client.session["_auth_user_id"] == str(diner.pk)


@pytest.mark.parametrize("written", ["ADA@example.org", " ada@example.org", "ada@EXAMPLE.org "])
def test_an_address_written_otherwise_gives_no_more_guesses(diner: User, written: str) -> None:
    for number in range(5):
        wrong = {"login": "ada@example.org", "password": "eleven loud magpies at dawn"}
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(SIGN_IN, wrong)
    answer = Client(REMOTE_ADDR="192.0.2.99").post(SIGN_IN, {"login": written, "password": PASSWORD})
    assert "Too many attempts. Wait five minutes" in answer.content.decode()


def test_one_is_sent_on_to_where_one_was_going_and_nowhere_else(client: Client, diner: User) -> None:
    assert client.post(f"{SIGN_IN}?next=/profile/", ADA)["Location"] == "/profile/"
    client.post(SIGN_OUT)
    assert client.post(f"{SIGN_IN}?next=https://elsewhere.example/", ADA)["Location"] == "/start/"


def test_wrong_password_and_unknown_address_are_answered_alike(client: Client, diner: User) -> None:
    wrong = client.post(SIGN_IN, ADA | {"password": "eight noisy herons at noon"})
    unknown = client.post(SIGN_IN, ADA | {"login": "nobody@example.org"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "Wrong e-mail address or password" in str(wrong.context["form"].non_field_errors().as_data())
    assert not OutgoingMail.objects.exists()


def test_guessing_is_stopped_even_for_the_right_password(client: Client, diner: User) -> None:
    for _ in range(5):
        client.post(SIGN_IN, ADA | {"password": "eight noisy herons at noon"})
    answer = client.post(SIGN_IN, ADA)
    assert answer.status_code == 200
    assert "Too many attempts" in str(answer.context["form"].errors)


def test_an_unconfirmed_address_gets_a_code_and_not_in(client: Client) -> None:
    users.register(email="dora@example.org", password=PASSWORD, display_name="Dora")
    answer = client.post(SIGN_IN, {"login": "dora@example.org", "password": PASSWORD})
    assert answer["Location"] == "/accounts/confirm-email/"
    assert OutgoingMail.objects.get().recipient == "dora@example.org"
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_out(client: Client, diner: User) -> None:
    User.objects.update(is_active=False)
    assert client.post(SIGN_IN, ADA)["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/inactive/").status_code == 200


def test_a_password_of_long_ago_still_signs_in(client: Client, diner: User) -> None:
    long_ago = timezone.now() - timedelta(days=3650)
    dates = [field.name for field in User._meta.concrete_fields if isinstance(field, DateTimeField)]
    User.objects.filter(pk=diner.pk).update(**dict.fromkeys(dates, long_ago))
    client.post(SIGN_IN, ADA)
    assert "_auth_user_id" in client.session and client.get("/profile/").status_code == 200


def test_signing_out_takes_a_post(client: Client, diner: User) -> None:
    client.force_login(diner)
    assert client.get(SIGN_OUT).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(SIGN_OUT)["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_OUT])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/accounts/password/reset/key/1-abc/", "/accounts/password/set/", "/accounts/reauthenticate/", "/admin/"]
)
def test_what_this_site_does_not_use_of_allauth_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_route_for_the_address_leads_to_the_profile(client: Client, diner: User) -> None:
    client.force_login(diner)
    assert client.get("/accounts/email/")["Location"] == "/profile/"
