"""Who can sign in to the demo, and the note that `make run` prints: a diner, a newcomer, owners, and staff."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.actions import users
from accounts.actions.users import NewUser
from accounts.models import User
from demo import staff
from demo.catalogue import FOLDER
from restaurants.actions import owners, teams
from restaurants.models import Restaurant
from restaurants.selectors import is_on_team, may_on, team_of
from reviews_site.policy import TeamPermission, TeamRole
from reviews_site.processes import Purpose

DINER = "guest01@wesselbruck.example"
_CONFIRMED_DAYS_AGO = 366
_INVITES, _INVITED = "zur-alten-waage", "service.waage@wesselbruck.example"
Known = Mapping[str, Restaurant]


@dataclass(frozen=True)
class SignIn:
    """Somebody of `sign_ins.json`. `restaurant` and `also` are whose teams they are on, `part` their company role."""

    email: str
    display_name: str
    role: str
    note: str
    confirmed: bool = False
    restaurant: str = ""
    also: str = ""
    team_role: str = "owner"
    part: str = ""


def listed() -> list[SignIn]:
    """Everybody who can sign in, in the order of printing."""
    return [SignIn(**row) for row in json.loads((FOLDER / "sign_ins.json").read_text())]


def owner_of(place: Restaurant) -> User:
    """The owner of a restaurant that has a team."""
    return next(member.user for member in team_of(place) if member.role is TeamRole.OWNER)


def make(note: Path, known: Known, *, now: datetime, tell: Callable[[str], None]) -> None:
    """Make those who are missing, let all of them in with one password, and write them down."""
    password = _password_of(note)
    users = {one.email: _account(one, now) for one in listed()}
    # One hash for all of them: each takes 20 ms to make, and these passwords are printed on the screen anyhow.
    User.objects.filter(email__in=users).update(password=make_password(password))
    for one in listed():
        for ref in filter(None, (one.restaurant, one.also)):
            if not is_on_team(users[one.email], known[ref]):
                owners.grant(restaurant=known[ref], user=users[one.email], by=None, role=TeamRole(one.team_role))
                _invite(known[ref], by=users[one.email])
    parts = {users[one.email]: one.part for one in listed() if one.part}
    site = [users[one.email] for one in listed() if one.restaurant]
    _write(
        note,
        password,
        staff.create_staff(note, parts) | staff.add_authenticator_apps(note, site, Purpose.SITE_MFA_SECRETS),
    )
    tell(f"sign-ins: {note}")


def _invite(restaurant: Restaurant, *, by: User) -> None:
    """Have the one restaurant with a team wait for somebody's answer."""
    if restaurant.source_ref == _INVITES and may_on(by, restaurant, TeamPermission.MANAGE_TEAM):
        teams.invite(restaurant=restaurant, address=_INVITED, role=TeamRole.MANAGER, by=by)


def _account(one: SignIn, now: datetime) -> User:
    there = User.objects.filter(email=one.email).first()
    if there:
        return there
    if one.confirmed:
        person = NewUser(one.email, "", one.display_name)
        return users.create_confirmed(person=person, confirmed_at=now - timedelta(days=_CONFIRMED_DAYS_AGO))
    user = users.register(email=one.email, password=secrets.token_urlsafe(), display_name=one.display_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _password_of(note: Path) -> str:
    """The password noted before, or a new one: no password of a demo is known before its first start."""
    if note.is_file():
        known: str = json.loads(note.read_text())["sign_ins"][0]["password"]
        return known
    return secrets.token_urlsafe(12)


def _write(note: Path, password: str, apps: Mapping[str, str]) -> None:
    noted = [
        {
            **{"email": one.email, "password": password, "role": one.role, "note": one.note},
            **({"totp": apps[one.email]} if one.email in apps else {}),
        }
        for one in listed()
    ]
    note.parent.mkdir(parents=True, exist_ok=True)
    note.touch(mode=0o600)
    note.write_text(json.dumps({"sign_ins": noted}, indent=2) + "\n")
