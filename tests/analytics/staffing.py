"""People at the console: their accounts and second factors, and a client whose requests run as the console process."""

import time
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.actions import staff
from accounts.factor_binding import bind
from accounts.models import User
from accounts.second_factor import sealed_for
from accounts.selectors.support import CustomerRecord, customer_record, note_customer_lookup
from demo.staff import code_at
from reviews_site.processes import Purpose
from reviews_site.settings.realms import host_of
from tests.accounts.factors import gave
from tests.accounts.users import PASSWORD, member
from tests.analytics.console_realm import console_realm
from tests.conftest import playing

SIGN_IN, CODE = "/sign-in/", "/sign-in/code/"


class ConsoleClient(Client):
    """Django's test client, whose every request runs as the console process, with its settings, logins and keys.

    Codes are checked at the moment when the client was made: one that is typed at the end of its half minute would come
    too late now and then.
    """

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**{"HTTP_HOST": host_of(settings.CONSOLE_URL), **defaults})
        self.moment = int(time.time())

    def request(self, **request: Any) -> Any:
        clock = SimpleNamespace(time=lambda: self.moment)
        with (
            patch("allauth.mfa.totp.internal.auth.time", clock),
            console_realm(),
            playing("console"),
        ):
            return super().request(**request)


def employed(name: str, *roles: str) -> User:
    """Somebody with these company roles, and no second factor yet."""
    user = member(name)
    for role in roles:
        staff.grant(user=user, role=role, by="a test")
    return user


def looked_up(address: str, reader: User) -> CustomerRecord | None:
    """The record that a member of customer support finds, in the two transactions that it takes."""
    return customer_record(note_customer_lookup(address, reader_id=reader.pk))


def with_second_factor(user: User) -> str:
    """Give somebody a second factor; its secret."""
    secret: str = generate_totp_secret()
    with playing("seeder"), sealed_for(Purpose.MFA_SECRETS):
        bind(TOTP.activate(user, secret).instance)
    return secret


def gives_password(client: Client, user: User, password: str = PASSWORD) -> Any:
    """The first half of signing in."""
    return client.post(SIGN_IN, {"login": user.email, "password": password})


def at_the_console(name: str, *roles: str) -> ConsoleClient:
    """Somebody of these roles who has signed in with both factors."""
    user = employed(name, *roles)
    secret, client = with_second_factor(user), ConsoleClient()
    gives_password(client, user)
    answer = client.post(CODE, {"code": code_at(secret, client.moment)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return client


def with_old_proof(client: ConsoleClient) -> ConsoleClient:
    """Let the second factor of somebody's session have been given ten minutes ago."""
    with console_realm():
        gave(client, User.objects.get(pk=client.session[SESSION_KEY]), seconds_ago=600)
    return client
