"""Sign-in and security at the console: passkeys, the app, sessions, password, and what asks for a fresh proof."""

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from fido2.utils import websafe_decode

from accounts.models import OutgoingMail, StaffSecurityEvent, User
from analytics.console.models import ConsoleSession
from demo.staff import code_at
from tests.accounts.passkeys import Passkey, with_passkey
from tests.accounts.users import PASSWORD
from tests.analytics.staffing import (
    CODE,
    ConsoleClient,
    at_the_console,
    employed,
    gives_password,
    with_old_proof,
    with_second_factor,
)

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
HOST, ORIGIN = "console.localhost", settings.CONSOLE_URL
PAGE, CONFIRM, ADD = "/security/", "/security/confirm/", "/security/passkeys/add/"
BY_PASSKEY = "/sign-in/passkey/"
FAR = datetime(2090, 1, 1, tzinfo=UTC)


def challenge_in(page: str) -> bytes:
    """The challenge of the options that stand in a page's form."""
    options = json.loads(re.findall(r'data-options="([^"]+)"', page)[0].replace("&quot;", '"'))
    return websafe_decode(options["publicKey"]["challenge"])


def challenge_for_sign_in(client: ConsoleClient) -> bytes:
    """What a passkey is asked at the sign-in."""
    asked: dict[str, Any] = client.get(BY_PASSKEY, headers={"x-requested-with": "XMLHttpRequest"}).json()
    return websafe_decode(asked["request_options"]["publicKey"]["challenge"])


def test_a_passkey_is_added_signs_in_alone_and_is_mailed() -> None:
    client = at_the_console("sofia", "data_scientist")
    user = User.objects.get(email="sofia@example.org")
    passkey = Passkey(HOST)
    made = passkey.made(challenge_in(client.get(ADD).content.decode()), ORIGIN)
    answer = client.post(ADD, {"name": "My phone", "credential": json.dumps(made)})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert "My phone" in client.get(PAGE).content.decode()
    assert OutgoingMail.objects.filter(recipient=user.email, subject="A passkey was added").exists()
    again = ConsoleClient()
    used = passkey.used(challenge_for_sign_in(again), ORIGIN, user)
    assert again.post(BY_PASSKEY, {"credential": json.dumps(used)})["Location"] == "/"
    assert again.get("/").status_code == 200


def test_a_passkey_is_the_second_factor_after_the_password() -> None:
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    passkey = with_passkey(user, HOST, ORIGIN)
    assert gives_password(client, user)["Location"] == CODE
    used = passkey.used(challenge_in(client.get(CODE).content.decode()), ORIGIN, user)
    assert client.post(CODE, {"credential": json.dumps(used)})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_passkey_gets_another_name_and_keeps_working() -> None:
    client = at_the_console("sofia", "data_scientist")
    user = User.objects.get(email="sofia@example.org")
    passkey = with_passkey(user, HOST, ORIGIN)
    row = Authenticator.objects.get(user=user, type="webauthn")
    client.post(f"/security/passkeys/{row.pk}/name/", {"name": "Work key"})
    assert "Work key" in client.get(PAGE).content.decode()
    again = ConsoleClient()
    used = passkey.used(challenge_for_sign_in(again), ORIGIN, user)
    assert again.post(BY_PASSKEY, {"credential": json.dumps(used)})["Location"] == "/"


def test_the_last_factor_stays() -> None:
    client = at_the_console("sofia", "data_scientist")
    user = User.objects.get(email="sofia@example.org")
    app = Authenticator.objects.get(user=user)
    assert "This is your last second factor" in client.get(f"/security/factors/{app.pk}/remove/").content.decode()
    client.post(f"/security/factors/{app.pk}/remove/")
    assert Authenticator.objects.filter(pk=app.pk).exists()
    with_passkey(user, HOST, ORIGIN)
    client.post(f"/security/factors/{app.pk}/remove/")
    assert not Authenticator.objects.filter(pk=app.pk).exists()


def test_the_page_lists_sessions_and_ends_the_others() -> None:
    client = at_the_console("sofia", "data_scientist")
    user = User.objects.get(email="sofia@example.org")
    ConsoleSession.objects.create(session_key="f" * 40, user_id=user.pk, device="A thief", expire_date=FAR)
    assert "A thief" in client.get(PAGE).content.decode()
    client.post("/security/sessions/end/", {"session": "f" * 40})
    assert not ConsoleSession.objects.filter(session_key="f" * 40).exists()
    ConsoleSession.objects.create(session_key="e" * 40, user_id=user.pk, expire_date=FAR)
    client.post("/security/sessions/end-others/")
    assert ConsoleSession.objects.filter(user_id=user.pk).count() == 1
    assert client.get(PAGE).status_code == 200


def test_a_change_of_the_password_ends_other_sessions_and_is_mailed() -> None:
    client = at_the_console("sofia", "data_scientist")
    user = User.objects.get(email="sofia@example.org")
    ConsoleSession.objects.create(session_key="e" * 40, user_id=user.pk, expire_date=FAR)
    new = "eleven patient otters at dusk"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/security/password/", form)["Location"] == PAGE
    assert ConsoleSession.objects.filter(user_id=user.pk).count() == 1
    assert client.get(PAGE).status_code == 200
    assert gives_password(ConsoleClient(), user, new)["Location"] == CODE
    assert OutgoingMail.objects.filter(recipient=user.email, subject="Your password was changed").exists()


def test_sign_ins_stand_in_the_activity_and_a_new_device_is_mailed() -> None:
    user = employed("sofia", "data_scientist")
    secret = with_second_factor(user)
    for number, agent in enumerate(("", "", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")):
        client = ConsoleClient(headers={"user-agent": agent})
        client.moment += 30 * number
        gives_password(client, user)
        assert client.post(CODE, {"code": code_at(secret, client.moment)})["Location"] == "/"
    assert StaffSecurityEvent.objects.filter(user=user, kind="signed_in").count() == 3
    assert [mail.subject for mail in OutgoingMail.objects.filter(recipient=user.email)] == ["You signed in"]
    assert "Firefox on Linux" in client.get("/security/activity/").content.decode()


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("data_engineer", "post", f"/quarantine/{uuid.UUID(int=1)}/replay/"),
        ("customer_support", "get", "/customer/"),
        ("security_engineer", "get", "/tables/core.reviews/?one=data_scientist"),
        ("executive", "get", ADD),
        ("executive", "get", "/security/app/add/"),
        ("executive", "get", "/security/password/"),
        ("executive", "post", "/security/sessions/end-others/"),
    ],
)
def test_what_matters_asks_for_a_fresh_proof(role: str, method: str, path: str) -> None:
    client = with_old_proof(at_the_console("sofia", role))
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, CONFIRM)


def test_a_fresh_code_opens_it_and_gives_the_session_a_new_key() -> None:
    user = employed("sofia", "customer_support")
    secret, client = with_second_factor(user), ConsoleClient()
    gives_password(client, user)
    client.post(CODE, {"code": code_at(secret, client.moment)})
    before = client.cookies["platemark_console"].value
    with_old_proof(client)
    client.moment += 30
    answer = client.post(CONFIRM, {"code": code_at(secret, client.moment), "next": "/customer/"})
    assert answer["Location"] == "/customer/"
    assert client.get("/customer/").status_code == 200
    assert client.cookies["platemark_console"].value != before


def test_a_wrong_code_opens_nothing_and_the_page_says_so() -> None:
    client = with_old_proof(at_the_console("sofia", "customer_support"))
    page = client.post(CONFIRM, {"code": "000000", "next": "/customer/"}).content.decode()
    assert "Try again with a new code" in page
    assert client.get("/customer/").status_code == 302
