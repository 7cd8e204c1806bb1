"""Attacks on signing in to the console: passkeys of elsewhere or planted, fixed cookies, an open desk."""

import json

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.actions import staff
from accounts.models import User
from analytics.console.models import ConsoleSession
from demo.staff import code_at
from tests.accounts.passkeys import Passkey, with_passkey
from tests.analytics.staffing import (
    CODE,
    ConsoleClient,
    at_the_console,
    employed,
    gives_password,
    with_old_proof,
    with_second_factor,
)
from tests.analytics.test_console_security import BY_PASSKEY, HOST, ORIGIN, challenge_for_sign_in
from tests.attacks.routes import ONE
from tests.conftest import Login

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COOKIE = "platemark_console"


@BOTH
@pytest.mark.protection("passkey_origin")
@pytest.mark.parametrize("origin", [settings.BASE_URL, "http://evil.console.localhost:9404"])
def test_a_passkey_used_at_the_site_or_elsewhere_opens_no_console(origin: str) -> None:
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    passkey = with_passkey(user, HOST, ORIGIN)
    used = passkey.used(challenge_for_sign_in(client), origin, user)
    answer = client.post(BY_PASSKEY, {"credential": json.dumps(used)}, follow=True)
    assert "used on another site" in answer.content.decode()


@BOTH
@pytest.mark.protection("factor_binding")
def test_a_planted_passkey_signs_nobody_in() -> None:
    user, client, passkey = employed("sofia", "data_scientist"), ConsoleClient(), Passkey(HOST)
    planted = {"name": "mine", "credential": passkey.made(bytes(32), ORIGIN)}
    Authenticator.objects.create(user=user, type="webauthn", data=planted)
    used = passkey.used(challenge_for_sign_in(client), ORIGIN, user)
    client.post(BY_PASSKEY, {"credential": json.dumps(used)})
    assert client.get("/").status_code == 302


@BOTH
@pytest.mark.protection("console_session_fixation")
@pytest.mark.parametrize("planted_at", [0, 1], ids=["before the sign-in", "before the recent authentication"])
def test_a_cookie_from_before_the_sign_in_or_the_fresh_proof_is_nobodys(planted_at: int) -> None:
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    secret = with_second_factor(user)
    gives_password(client, user)
    planted = [client.cookies[COOKIE].value]
    client.post(CODE, {"code": code_at(secret, client.moment)})
    planted.append(client.cookies[COOKIE].value)
    client.moment += 30
    client.post("/security/confirm/", {"code": code_at(secret, client.moment), "next": "/"})
    assert client.get("/").status_code == 200
    thief = ConsoleClient()
    thief.cookies[COOKIE] = planted[planted_at]
    assert thief.get("/").status_code == 302


@BOTH
@pytest.mark.protection("invitation_ends_sessions")
def test_a_thief_of_a_factor_is_signed_out_when_its_owner_is_invited_again() -> None:
    thief, another = at_the_console("sofia", "data_scientist"), at_the_console("tom", "executive")
    staff.invite(user=User.objects.get(email="sofia@example.org"), by="a test")
    assert ConsoleSession.objects.count() == 1
    assert thief.get("/")["Location"].startswith("/sign-in/")
    assert another.get("/").status_code == 200


@BOTH
@pytest.mark.protection("console_step_up")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/customer/"),
        ("get", "/tables/core.reviews/?one=data_scientist"),
        ("post", f"/quarantine/{ONE}/replay/"),
        ("get", "/security/passkeys/add/"),
        ("get", "/security/password/"),
        ("post", "/security/sessions/end-others/"),
    ],
)
def test_a_console_that_was_left_open_does_nothing_important(method: str, path: str) -> None:
    client = with_old_proof(at_the_console("sofia", "security_engineer", "data_engineer", "customer_support"))
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, "/security/confirm/")


@pytest.mark.protection("staff_activity_append_only")
@pytest.mark.parametrize("statement", ["UPDATE {} SET detail = ''", "DELETE FROM {}"])
def test_an_injected_statement_takes_nothing_out_of_staffs_activity(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "console").execute(statement.format("public.accounts_staffsecurityevent"))
