"""A forgotten password, by a mailed code; and a changed one."""

import re

import pytest
from django.test import Client

from accounts.models import OutgoingMail, User
from tests.accounts.users import PASSWORD
from tests.conftest import ProcessClient

pytestmark = pytest.mark.django_db
RESET, CODE, NEW = (f"/accounts/password/reset/{step}" for step in ("", "confirm/", "complete/"))
CHANGE = "/accounts/password/change/"
BETTER = "nineteen quiet otters swim upstream"


def mailed_code() -> str:
    mail = OutgoingMail.objects.latest("created_at")
    found = re.search(r"\n\s+([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\n", mail.text)
    assert found, mail.text
    return found[1]


def with_code(client: Client) -> None:
    client.post(RESET, {"email": "ada@example.org"})
    assert client.post(CODE, {"code": mailed_code()})["Location"] == NEW


def test_a_code_from_the_mail_sets_a_new_password_and_ends_every_session(client: Client, diner: User) -> None:
    elsewhere = ProcessClient()
    elsewhere.force_login(diner)
    with_code(client)
    answer = client.post(NEW, {"password1": BETTER, "password2": BETTER}, follow=True)
    assert "Your password is changed." in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert elsewhere.get("/profile/").status_code == 302
    diner.refresh_from_db()
    assert diner.check_password(BETTER)
    assert OutgoingMail.objects.latest("created_at").subject == "Your password was reset"


def test_known_and_unknown_addresses_are_answered_alike_and_strangers_get_no_mail(client: Client, diner: User) -> None:
    stranger = ProcessClient()
    known = client.post(RESET, {"email": "ada@example.org"})
    assert OutgoingMail.objects.count() == 1
    unknown = stranger.post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, CODE)
    pages = [client.get(CODE).content.decode(), stranger.get(CODE).content.decode()]
    masked = [re.sub(r'value="[^"]+"|(ada|nobody)@example.org', "", page) for page in pages]
    assert masked[0] == masked[1]
    assert OutgoingMail.objects.count() == 1


def test_three_wrong_codes_end_it(client: Client, diner: User) -> None:
    client.post(RESET, {"email": "ada@example.org"})
    right = mailed_code()
    for _ in range(3):
        client.post(CODE, {"code": "WRONG-CODE"})
    assert client.post(CODE, {"code": right})["Location"] == "/accounts/login/"
    assert client.get(NEW)["Location"] == RESET


def test_nobody_sets_a_password_without_the_code(client: Client, diner: User) -> None:
    client.post(RESET, {"email": "ada@example.org"})
    assert client.post(NEW, {"password1": BETTER, "password2": BETTER})["Location"] == CODE
    assert ProcessClient().post(NEW, {"password1": BETTER, "password2": BETTER})["Location"] == RESET
    diner.refresh_from_db()
    assert diner.check_password(PASSWORD)


def test_an_address_is_not_flooded_with_codes(client: Client, diner: User) -> None:
    answers = [client.post(RESET, {"email": "ada@example.org"}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert OutgoingMail.objects.count() == 3


def test_a_weak_password_is_refused(client: Client, diner: User) -> None:
    with_code(client)
    answer = client.post(NEW, {"password1": "short", "password2": "short"})
    assert answer.status_code == 200
    assert "15 characters" in answer.content.decode()


def test_changing_it_takes_the_old_one_and_tells_the_owner(client: Client, diner: User) -> None:
    client.force_login(diner)
    wrong = client.post(CHANGE, {"oldpassword": "not this one at all", "password1": BETTER, "password2": BETTER})
    assert wrong.status_code == 200
    right = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": BETTER, "password2": BETTER})
    assert right["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200
    assert OutgoingMail.objects.get().subject == "Your password was changed"


def test_changing_it_takes_a_sign_in(client: Client) -> None:
    assert client.get(CHANGE)["Location"].startswith("/accounts/login/")


def test_a_visitor_who_is_signed_out_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get(CHANGE)["Location"].partition("?")[0] == "/accounts/login/"
