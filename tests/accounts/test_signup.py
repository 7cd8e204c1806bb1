"""Signing up: whole, by a mailed code, and the same to see whether or not the address has an account."""

import re
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.agreements.texts import current_texts
from accounts.models import OutgoingMail, Profile, User
from reviews_site.audit.models import Event
from tests.accounts.users import PASSWORD
from tests.conftest import ProcessClient

pytestmark = pytest.mark.django_db
SIGN_UP, CODE = "/accounts/signup/", "/accounts/confirm-email/"
ADA = {"email": "Ada@Example.org", "password1": PASSWORD, "display_name": "Ada Heron", "agreed": current_texts()}


def mailed_code() -> str:
    mail = OutgoingMail.objects.latest("created_at")
    found = re.search(r"^ {4}(\S+)$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def test_the_form_suggests_a_name_and_says_who_sees_it(client: Client) -> None:
    page = client.get(SIGN_UP).content.decode()
    assert re.search(r'name="display_name" value="\w+ \w+ \d{4}"', page)
    assert "Everybody sees it." in page


def test_a_new_person_is_mailed_a_code_and_signs_in_with_it(client: Client) -> None:
    answer = client.post(SIGN_UP, ADA)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    user = User.objects.get()
    assert (user.email, user.profile.display_name) == ("ada@example.org", "Ada Heron")
    assert OutgoingMail.objects.get().recipient == "ada@example.org"
    assert "_auth_user_id" not in client.session
    answer = client.post(CODE, {"code": mailed_code()})
    assert (answer.status_code, answer["Location"]) == (302, "/verification/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get().verified
    said = Event.objects.filter(object_id=user.pk).order_by("id").values_list("action", "actor_id")
    actions = ["account.created", "documents.accepted", "security.signed_in"]
    assert list(said) == [(action, user.pk) for action in actions]


def test_the_mail_is_text_and_a_page_that_fetches_nothing(client: Client) -> None:
    client.post(SIGN_UP, ADA)
    mail = OutgoingMail.objects.get()
    assert f'<p class="code">{mailed_code()}</p>' in mail.html
    assert "http" not in mail.html
    assert "<" not in mail.text


def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(client: Client, diner: User) -> None:
    strangers = ProcessClient()
    known = client.post(SIGN_UP, ADA | {"display_name": "Somebody Else"})
    new = strangers.post(SIGN_UP, ADA | {"email": "carla@example.org", "display_name": "Carla Heron"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"]) == (302, CODE)
    pages = [visitor.get(CODE).content.decode() for visitor in (client, strangers)]
    pages = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"|ada@|carla@', "", page) for page in pages]
    assert pages[0] == pages[1]
    assert User.objects.filter(email="ada@example.org").count() == 1
    to_owner = OutgoingMail.objects.get(recipient="ada@example.org").text
    assert "already have an account" in to_owner
    assert "/accounts/login/" in to_owner


def test_a_wrong_code_lets_nobody_in_and_five_end_it(client: Client) -> None:
    client.post(SIGN_UP, ADA)
    for _ in range(4):
        assert client.post(CODE, {"code": "WRONG-CODE"}).status_code == 200
    answer = client.post(CODE, {"code": "WRONG-CODE"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert client.post(CODE, {"code": mailed_code()})["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_a_code_is_worth_nothing_in_another_browser(client: Client) -> None:
    client.post(SIGN_UP, ADA)
    assert ProcessClient().post(CODE, {"code": mailed_code()})["Location"] == "/accounts/login/"
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("email", "nobody", "such as ada@example.org"),
        ("password1", "too short", "6 more"),
        ("password1", "ada@example.org", "too similar"),
        ("display_name", "", "Choose a pen name"),
        ("email", "", "Enter your e-mail address"),
        ("password1", "", "Choose a password"),
        ("display_name", "ada@example.org", "letters, digits"),
        ("display_name", "x" * 41, "40"),
        ("display_name", "TAKEN heron", "is taken"),
        ("agreed", "", "14 or older and accept the terms"),
        ("agreed", "terms.0-privacy.1", "changed while this page was open"),
    ],
)
def test_bad_input_is_reported_and_makes_nobody(
    client: Client, other_diner: User, field: str, value: str, says: str
) -> None:
    Profile.objects.filter(user=other_diner).update(display_name="Taken Heron")
    answer = client.post(SIGN_UP, ADA | {field: value})
    assert answer.status_code == 200
    assert says in " ".join(answer.context["form"].errors[field])
    assert User.objects.count() == 1


def test_a_person_signed_in_is_sent_on(client: Client, diner: User) -> None:
    client.force_login(diner)
    assert client.get(SIGN_UP).status_code == 302
    assert client.get(CODE)["Location"] == "/start/"
    assert client.get("/start/")["Location"] == "/restaurants/"


@pytest.mark.parametrize("path", [SIGN_UP, CODE])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_signing_up_is_throttled(client: Client) -> None:
    codes = [client.post(SIGN_UP, ADA | {"email": "nobody"}).status_code for _ in range(21)]
    assert (codes[0], codes[-1]) == (200, 429)


@pytest.mark.parametrize("path", [SIGN_UP, "/accounts/signup/passkey/", "/accounts/login/"])
def test_the_ways_between_the_forms_keep_where_one_was_going(client: Client, path: str) -> None:
    page = client.get(path, {"next": "/restaurants/golden-carp/review/"}).content.decode()
    ways = re.findall(r'href="(/accounts/(?:signup|login)/[^"]*)"', page.partition("<main")[2])
    assert ways
    assert all(unquote(way).endswith("?next=/restaurants/golden-carp/review/") for way in ways), ways


def test_a_weak_password_gives_one_problem(client: Client) -> None:
    page = client.post(SIGN_UP, ADA | {"password1": "restaurant"})
    assert len(page.context["form"].errors["password1"]) == 1


def test_the_password_is_not_asked_for_again_just_after_joining(client: Client) -> None:
    client.post(SIGN_UP, ADA)
    client.post(CODE, {"code": mailed_code()})
    assert client.get("/security/app/add/").status_code == 200
