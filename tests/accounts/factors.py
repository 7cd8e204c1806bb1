"""Second factors for tests: an authenticator app of a member, and sessions that have just given one."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY as RECORDS,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import User


def with_app(user: User) -> str:
    """Give somebody an authenticator app and recovery codes; the app's secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def gave(client: Client, user: User, method: str = "mfa", *, seconds_ago: float = 0) -> None:
    """Have the client's session say that `method`, "mfa" or "password", was given so long ago."""
    session = client.session
    session[WHOSE] = str(user.pk)
    session[RECORDS] = [{"method": method, "at": time.time() - seconds_ago}]
    session.save()


def at_the_desk(client: Client, person: User) -> None:
    """Sign somebody in who gave a second factor with it: an owner, or whoever is about to be checked."""
    client.force_login(person)
    gave(client, person)


def signed_in_twice_over(client: Client, user: User) -> None:
    """Sign somebody in who has an authenticator app, and has just shown it."""
    if not Authenticator.objects.filter(user=user).exists():
        with_app(user)
    at_the_desk(client, user)
