"""Attacks on signing in to the console: passkeys of elsewhere or planted, fixed cookies, forged forms, an open desk."""

import json
import uuid
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings
from django.urls import URLPattern, get_resolver

from restaurants.demo.staff import code_at
from tests.accounts.passkeys import Passkey, with_passkey
from tests.analytics.staffing import (
    CODE,
    ConsoleClient,
    at_the_console,
    console_settings,
    employed,
    gives_password,
    with_old_proof,
    with_second_factor,
)
from tests.analytics.test_console_security import BY_PASSKEY, HOST, ORIGIN, challenge_for_sign_in
from tests.conftest import Login

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COOKIE = "platemark_console"
ONE = str(uuid.UUID(int=1))


@BOTH
@pytest.mark.protection("passkey_origin")
@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://evil.console.localhost:8004"])
def test_a_passkey_used_at_the_site_or_elsewhere_opens_no_console(origin: str) -> None:
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    passkey = with_passkey(user, HOST, ORIGIN)
    used = passkey.used(challenge_for_sign_in(client), origin, user)
    answer = client.post(BY_PASSKEY, {"credential": json.dumps(used)}, follow=True)
    assert "used on another site" in answer.content.decode()


@BOTH
@pytest.mark.protection("factor_bound")
def test_a_planted_passkey_signs_nobody_in() -> None:
    user, client, passkey = employed("sofia", "data_scientist"), ConsoleClient(), Passkey(HOST)
    planted = {"name": "mine", "credential": passkey.made(bytes(32), ORIGIN)}
    Authenticator.objects.create(user=user, type="webauthn", data=planted)
    used = passkey.used(challenge_for_sign_in(client), ORIGIN, user)
    client.post(BY_PASSKEY, {"credential": json.dumps(used)})
    assert client.get("/").status_code == 302


@BOTH
@pytest.mark.protection("console_session_new_key")
def test_a_cookie_from_before_the_sign_in_or_the_fresh_proof_is_nobodys() -> None:
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    secret = with_second_factor(user)
    gives_password(client, user)
    planted = [client.cookies[COOKIE].value]
    client.post(CODE, {"code": code_at(secret, client.moment)})
    planted.append(client.cookies[COOKIE].value)
    client.moment += 30
    client.post("/security/confirm/", {"code": code_at(secret, client.moment), "next": "/"})
    assert client.get("/").status_code == 200
    for key in planted:
        thief = ConsoleClient()
        thief.cookies[COOKIE] = key
        assert thief.get("/").status_code == 302


def posts() -> list[str]:
    """Every route of the console that asks for a sign-in, with something in the place of what it takes."""
    found: list[str] = []
    with override_settings(**console_settings()):
        for pattern in get_resolver("analytics.console.urls").url_patterns:
            below = "security/" if "security" in str(pattern.pattern) and hasattr(pattern, "url_patterns") else ""
            for route in getattr(pattern, "url_patterns", [pattern]):
                if isinstance(route, URLPattern) and getattr(route.callback, "login_required", True):
                    found.append("/" + below + _filled(str(route.pattern)))
    return found


def _filled(route: str) -> str:
    values: dict[str, Any] = {"uuid": ONE, "int": "1", "slug": "end", "str": "core.reviews"}
    for kind, value in values.items():
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return route


@BOTH
@pytest.mark.protection("console_forms_have_tokens")
def test_no_page_of_another_site_posts_to_the_console() -> None:
    """Every route, not a list of those that somebody thought of."""
    client = at_the_console("sofia", "security_engineer", "data_engineer", "customer_support")
    client.handler.enforce_csrf_checks = True
    answers = {path: client.post(path, headers={"origin": "https://evil.example"}).status_code for path in posts()}
    assert len(answers) > 30
    assert set(answers.values()) == {403}


@BOTH
@pytest.mark.protection("console_step_up")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/customer/"),
        ("get", "/tables/core.reviews/?one=data_scientist"),
        ("post", f"/requests/{ONE}/decision/"),
        ("post", f"/quarantine/{ONE}/replay/"),
        ("get", "/security/passkeys/add/"),
        ("get", "/security/password/"),
        ("post", "/security/sessions/end-others/"),
    ],
)
def test_a_desk_that_was_left_open_does_nothing_that_matters(method: str, path: str) -> None:
    client = with_old_proof(at_the_console("sofia", "security_engineer", "data_engineer", "customer_support"))
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, "/security/confirm/")


@pytest.mark.protection("staff_activity_append_only")
@pytest.mark.parametrize("statement", ["UPDATE {} SET detail = ''", "DELETE FROM {}"])
def test_an_injected_statement_takes_nothing_out_of_staffs_activity(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "console").execute(statement.format("public.accounts_staffsecurityevent"))
