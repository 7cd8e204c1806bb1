"""What somebody is shown of the security of their own account: factors, devices, activity."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from accounts.models import SecurityEvent, StaffSecurityEvent, User
from accounts.realms import activity_model, session_model
from reviews_site.web.sessions import live_sessions, session_digest

ACTIVITY_A_PAGE = 30
ACTIVITY_LIMIT = Authenticator.Type


@dataclass(frozen=True)
class Passkey:
    """One passkey, as its owner knows it."""

    pk: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What an account signs in with, besides a password. `app` is the id of the authenticator app."""

    passkeys: list[Passkey]
    app: int | None
    has_codes: bool

    @property
    def has_second(self) -> bool:
        """Whether there is a second factor. Recovery codes alone are none."""
        return bool(self.passkeys or self.app)


@dataclass(frozen=True)
class SignedInDevice:
    """One browser that is signed in."""

    session_id: str
    device: str
    place: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def factors_of(user: User) -> Factors:
    """The second factors of an account."""
    kept = list(Authenticator.objects.filter(user=user).order_by("pk"))
    passkeys = [
        Passkey(one.pk, one.wrap().name, one.created_at, one.last_used_at)
        for one in kept
        if one.type == ACTIVITY_LIMIT.WEBAUTHN
    ]
    app = next((one.pk for one in kept if one.type == ACTIVITY_LIMIT.TOTP), None)
    return Factors(passkeys, app, any(one.type == ACTIVITY_LIMIT.RECOVERY_CODES for one in kept))


def devices_of(user: User, *, this_key: str | None) -> list[SignedInDevice]:
    """Every browser that is signed in as `user`, the last used first."""
    this = session_digest(this_key) if this_key else ""
    rows = session_model().objects.filter(live_sessions(), user_id=user.pk).order_by("-seen_at")
    return [
        SignedInDevice(row.session_key, row.device, row.country, row.started_at, row.seen_at, row.session_key == this)
        for row in rows
    ]


def activity_of(user: User, *, before: uuid.UUID | None = None) -> Sequence[SecurityEvent | StaffSecurityEvent]:
    """The newest lines of the security activity, one more than a page holds; `before` pages on."""
    lines = activity_model().objects.filter(user=user)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    return list(lines.order_by("-id")[: ACTIVITY_A_PAGE + 1])


def is_registered(credential: dict[str, Any]) -> bool:
    """Whether the passkey of this credential, whose id is written in one way, is somebody's here."""
    found = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__rawId=credential["rawId"])
    return bool(found.exists())
