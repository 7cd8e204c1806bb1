"""Attacks by the name that a request is sent under: more guesses, a link in somebody's mail, another's page."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts.models import OutgoingMail
from tests.accounts.factors import with_app
from tests.accounts.users import PASSWORD, member
from tests.analytics.staffing import ConsoleClient
from tests.attacks.test_enumeration import LOGIN, ask_for_a_code, log_in, sign_up

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
OTHERS = (
    *("localhost", "127.0.0.1", "testserver:1", "testserver:443", "TESTSERVER", "TestServer", "testserver.", "[::1]"),
    *("evil.example", "testserver.evil.example"),
)


@BOTH
@pytest.mark.protection("own_host")
@pytest.mark.parametrize("host", OTHERS)
def test_no_other_name_gets_a_page_or_is_counted(host: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    user, client = member("mia"), Client(headers={"host": host})
    before = dict(getattr(cache, "_cache"))  # noqa: B009 - the memory of Django's own class
    answers = [client.get("/restaurants/"), log_in(client, user.email), ask_for_a_code(client, user.email)]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert getattr(cache, "_cache") == before  # noqa: B009 - the same
    assert not OutgoingMail.objects.exists()


@BOTH
@pytest.mark.protection("own_host")
@pytest.mark.parametrize(
    "host",
    ["localhost", "console.localhost", "CONSOLE.localhost:9404", "console.localhost:1"],
)
def test_the_console_answers_to_its_own_name_alone(host: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert ConsoleClient(HTTP_HOST=host).get("/sign-in/").status_code == 400
    assert ConsoleClient().get("/sign-in/").status_code == 200


@BOTH
@pytest.mark.protection("links_from_base_url")
def test_no_mail_leads_to_the_name_that_it_was_asked_for_under(settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.OWN_HOST = ["*"], "evil.example"
    user = member("mia")
    for number, ask in enumerate((sign_up, ask_for_a_code)):
        ask(Client(headers={"host": "evil.example"}, REMOTE_ADDR=f"192.0.2.{number}"), user.email)
    mails = OutgoingMail.objects.filter(recipient=user.email)
    assert mails.count() == 2
    assert not [mail.subject for mail in mails if "evil.example" in mail.text + mail.html]


@BOTH
@pytest.mark.protection("limits_by_account_alone")
def test_another_name_for_the_site_gives_no_more_guesses(settings: Any) -> None:
    """Even where the site answers to several."""
    settings.ALLOWED_HOSTS, user, answers = ["*"], member("mia"), []
    for number, host in enumerate(("testserver", "localhost:1", "LOCALHOST", "localhost.", "127.0.0.1", "a", "b", "c")):
        settings.OWN_HOST = host
        answers.append(log_in(Client(headers={"host": host}, REMOTE_ADDR=f"192.0.2.{number}"), user.email))
    assert "Too many attempts. Wait five minutes" in answers[-1].content.decode()


@BOTH
@pytest.mark.protection("machine_limit_outlives_success")
@pytest.mark.parametrize("success", ["second factor", "new password"])
def test_ones_own_success_gives_a_machine_no_more_guesses_at_others(client: Client, success: str) -> None:
    """Nine wrong passwords for others, then one's own sign-in or reset, and again."""
    own, guesses = member("mallory"), 0
    if success == "second factor":
        with_app(own)
    for _ in range(2):
        for _ in range(9):
            guesses += (
                "Wrong e-mail address or password" in log_in(client, f"guest{guesses}@example.org").content.decode()
            )
        succeed(client, own.email, success)
    assert guesses <= 10


def succeed(client: Client, email: str, success: str) -> None:
    """Sign in, or set a new password, as somebody of one's own."""
    if success == "new password":
        ask_for_a_code(client, email)
        mail = OutgoingMail.objects.filter(recipient=email).latest("created_at")
        code = re.findall(r"^ {4}(\S+)$", mail.text, re.MULTILINE)[0]
        assert client.post("/accounts/password/reset/confirm/", {"code": code}).status_code == 302
        form = {"password1": "four slow otters waving", "password2": "four slow otters waving"}
        client.post("/accounts/password/reset/complete/", form)
    else:
        client.post(LOGIN, {"login": email, "password": PASSWORD})
        codes = Authenticator.objects.get(user__email=email, type="recovery_codes").wrap().get_unused_codes()
        assert client.post("/accounts/login/second/", {"code": codes[0]}).status_code == 302
    client.post("/accounts/logout/")
