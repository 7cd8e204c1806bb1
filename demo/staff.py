"""The demo's staff and owners: company roles, and authenticator apps whose secrets its note has for `make codes`."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value  # no public codes

from accounts.actions import staff
from accounts.factor_binding import bind
from accounts.models import User
from accounts.second_factor import sealed_for
from accounts.selectors import company_roles_of
from reviews_site.processes import Purpose

STEP_SECONDS = 30


def create_staff(note: Path, parts: Mapping[User, str]) -> dict[str, str]:
    """Give each their role, and a second factor; the secret of each by address. Secrets noted before are kept."""
    for user, role in parts.items():
        if role not in company_roles_of(user.pk):
            staff.grant(user=user, role=role, by="the demo")
    return add_authenticator_apps(note, parts, Purpose.MFA_SECRETS)


def add_authenticator_apps(note: Path, people: Iterable[User], purpose: Purpose) -> dict[str, str]:
    """Give each an authenticator app, sealed for the console or the site; the secret of each by address. Likewise."""
    known = _noted(note)
    secrets_of = {user.email: known.get(user.email) or generate_totp_secret() for user in people}
    for user in people:
        if user.email not in known or not Authenticator.objects.filter(user=user).exists():
            Authenticator.objects.filter(user=user).delete()
            with sealed_for(purpose):
                bind(TOTP.activate(user, secrets_of[user.email]).instance)
    return secrets_of


def codes(note: Path) -> Iterator[tuple[str, str, int]]:
    """Address, code and seconds that it is still good for, of everybody who has a second factor."""
    now = int(time.time())
    for email, secret in _noted(note).items():
        yield email, code_at(secret, now), STEP_SECONDS - now % STEP_SECONDS


def code_at(secret: str, at: int) -> str:
    """What an app shows at the unix second `at` (RFC 6238)."""
    code: str = format_hotp_value(hotp_value(secret, at // STEP_SECONDS))
    return code


def _noted(note: Path) -> dict[str, str]:
    if not note.is_file():
        return {}
    return {who["email"]: who["totp"] for who in json.loads(note.read_text())["sign_ins"] if "totp" in who}
