"""Changing one's e-mail address: codes at both, the same answer for a taken one, and what ends with it."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import OutgoingMail, SecurityEvent, User
from tests.accounts.factors import signed_in_twice_over
from tests.accounts.users import member

pytestmark = pytest.mark.django_db
ASK, CODES = "/security/email/", "/security/email/codes/"
NEW = "mia.new@example.org"


@pytest.fixture
def mia(client: Client) -> User:
    user = member("mia")
    signed_in_twice_over(client, user)
    return user


def code_at(address: str) -> str:
    mails = OutgoingMail.objects.filter(recipient=address).order_by("-created_at")
    found = [match[1] for mail in mails if (match := re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", mail.text))]
    return found[0]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_address_changes_once_both_codes_come_back(client: Client, mia: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(mia)
    assert client.post(ASK, {"email": " Mia.New@example.org "})["Location"] == CODES
    assert "mia@example.org" in text(client.get(CODES)) and NEW in text(client.get(CODES))
    codes = {"old": code_at("mia@example.org"), "new": code_at(NEW).lower()}
    OutgoingMail.objects.all().delete()
    assert client.post(CODES, codes)["Location"] == "/security/"
    mia.refresh_from_db()
    assert mia.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    told = sorted(OutgoingMail.objects.values_list("recipient", "subject"))
    assert told == [(NEW, "Your e-mail address was changed"), ("mia@example.org", "Your e-mail address was changed")]
    assert elsewhere.get("/security/").status_code == 302
    assert client.get("/security/").status_code == 200
    assert SecurityEvent.objects.filter(kind="email_changed").count() == 1


@pytest.mark.parametrize("which", ["old", "new"])
def test_one_code_of_the_two_changes_nothing(client: Client, mia: User, which: str) -> None:
    client.post(ASK, {"email": NEW})
    codes = {"old": code_at("mia@example.org"), "new": code_at(NEW)} | {which: "BBBB-BBBB"}
    for _ in range(2):
        assert "the right codes" in text(client.post(CODES, codes))
    assert client.post(CODES, codes)["Location"] == ASK
    right = {"old": code_at("mia@example.org"), "new": code_at(NEW)}
    assert client.post(CODES, right)["Location"] == ASK
    mia.refresh_from_db()
    assert mia.email == "mia@example.org"


def test_codes_are_good_for_ten_minutes(client: Client, mia: User) -> None:
    client.post(ASK, {"email": NEW})
    session = client.session
    session["change_of_address"] |= {"expires_at": session["change_of_address"]["expires_at"] - 601}
    session.save()
    codes = {"old": code_at("mia@example.org"), "new": code_at(NEW)}
    assert client.post(CODES, codes)["Location"] == ASK
    mia.refresh_from_db()
    assert mia.email == "mia@example.org"


def test_the_answer_is_the_same_for_an_address_that_has_an_account(client: Client, mia: User) -> None:
    member("ada")
    pages = []
    for address in ("ada@example.org", "nob@example.org"):
        assert client.post(ASK, {"email": address})["Location"] == CODES
        pages.append(text(client.get(CODES)).replace(address, "…"))
    assert re.sub(r'value="\w{64}"', "", pages[0]) == re.sub(r'value="\w{64}"', "", pages[1])
    assert "already has an account" in OutgoingMail.objects.get(recipient="ada@example.org").text


def test_an_address_that_was_taken_meanwhile_stays_with_its_owner(client: Client, mia: User) -> None:
    client.post(ASK, {"email": NEW})
    codes = {"old": code_at("mia@example.org"), "new": code_at(NEW)}
    User.objects.create_user(email=NEW)
    assert client.post(CODES, codes)["Location"] == ASK
    mia.refresh_from_db()
    assert mia.email == "mia@example.org"


def test_many_codes_are_refused_in_words(client: Client, mia: User) -> None:
    for number in range(5):
        client.post(ASK, {"email": f"new{number}@example.org"})
    assert "Wait an hour" in text(client.post(ASK, {"email": NEW}))


def test_without_a_change_under_way_there_are_no_codes_to_give(client: Client, mia: User) -> None:
    assert client.get(CODES)["Location"] == ASK


def test_what_is_no_address_says_what_to_do(client: Client, mia: User) -> None:
    assert "such as ada@example.org" in text(client.post(ASK, {"email": "mia at home"}))


def test_a_change_waits_in_the_session_without_its_codes(client: Client, mia: User) -> None:
    client.post(ASK, {"email": NEW})
    kept = str(client.session["change_of_address"])
    assert code_at(NEW).replace("-", "") not in kept
