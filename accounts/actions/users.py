"""Making accounts: at signup, and for the demo."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions import consents, profiles
from accounts.enums import Gender, Region, VerificationLevel, VerificationState
from accounts.models import Profile, User, VerificationStatus
from accounts.rules import confirmation_ends_at
from reviews_site.audit.log import record
from reviews_site.ids import uuid7

DEMO_PROVIDER = "demo"


@dataclass(frozen=True)
class NewUser:
    """A generated person: what an account and its profile hold. `password_hash` comes from `make_password`."""

    email: str
    password_hash: str
    display_name: str
    birth_year: int | None = None
    gender: Gender | None = None
    region: Region | None = None


@transaction.atomic
def register(*, email: str, password: str | None, display_name: str) -> User:
    """Make an account with its profile. Who registers acts for themselves. The address is not confirmed by this.

    Whoever calls it has shown the documents as they are now, and was told that they are accepted.

    Args:
        password: None where a passkey is to follow; nobody signs in by a password then.

    Raises:
        accounts.exceptions.NameTaken: someone writes under the name.
    """
    user = User.objects.create_user(email=email, password=password)
    with profiles.name_must_be_free():
        Profile(user=user, display_name=display_name).save(force_insert=True)
    record("account.created", actor_id=user.pk, object_id=user.pk)
    consents.accept_documents(by=user, page="signup")
    return user


def register_dry_run(*, password: str | None, display_name: str) -> None:
    """Do everything that `register` does, and undo it: the answer to a taken address takes as long as to a free one."""
    with suppress(_DryRun), transaction.atomic():
        register(email=f"{uuid7()}@invalid", password=password, display_name=display_name)
        raise _DryRun


class _DryRun(Exception):
    """Ends a rehearsal."""


@transaction.atomic
def create_confirmed(*, person: NewUser, confirmed_at: datetime, by: User | None = None) -> User:
    """Make a generated person who is confirmed, for the demo and for measurements. Needs the migrator's login.

    There is no document, so the vault holds nothing of them. Their demographics are published as anybody's are.
    """
    user = User(email=person.email.strip().lower(), password=person.password_hash, date_joined=confirmed_at)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Profile(user=user, display_name=person.display_name).save(force_insert=True)
    VerificationStatus(
        user=user,
        state=VerificationState.CONFIRMED,
        level=VerificationLevel.DOCUMENT,
        provider=DEMO_PROVIDER,
        country="AT",
        confirmed_at=confirmed_at,
        expires_at=confirmation_ends_at(confirmed_at, None),
    ).save(force_insert=True)
    record("account.generated", actor_id=by.pk if by else None, object_id=user.pk)
    consents.accept_documents(by=user, page="demo")
    said = profiles.Demographics(person.birth_year, person.gender, person.region)
    profiles.update(display_name=person.display_name, demographics=said, by=user)
    return user
