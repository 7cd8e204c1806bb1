"""Company roles and second factors of staff. Needs the migrator's login: nothing that serves pages may do this."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from accounts.exceptions import NotStaff
from accounts.models import StaffInvitation, StaffRole, User
from reviews_site.audit.log import record

INVITATION_LASTS = timedelta(hours=24)
# Every role ends by itself, so that somebody looks again.
LONGEST_ROLE = timedelta(days=366)


@transaction.atomic
def grant(*, user: User, role: str, by: str, ends_at: datetime | None = None) -> StaffRole:
    """Give somebody a company role until `ends_at`, a year from now at most; granting again moves the end.

    Args:
        role: one of `reviews_site.processes.COMPANY_LOGINS`.
        by: who decided it, in words: a command knows no account.

    Raises:
        NotStaff: the address is not confirmed, or the end has passed or lies more than a year ahead.
    """
    now = timezone.now()
    ends = ends_at or now + LONGEST_ROLE
    if not EmailAddress.objects.filter(user=user, verified=True, primary=True).exists():
        raise NotStaff("Their e-mail address is not confirmed. They sign in to the site once, and confirm it.")
    if not now < ends <= now + LONGEST_ROLE:
        raise NotStaff("The end must lie ahead, and a year away at most.")
    given, _ = StaffRole.objects.update_or_create(
        user=user, role=role, defaults={"granted_by": by, "granted_at": now, "ends_at": ends}
    )
    record("staff.granted", by=None, about=user.pk, detail={"role": role, "decided_by": by, "ends": ends.isoformat()})
    return given


@transaction.atomic
def revoke(*, user: User, role: str, by: str) -> None:
    """End a company role now. Open pages of theirs find out at the next click.

    Raises:
        NotStaff: they do not have it.
    """
    now = timezone.now()
    if not StaffRole.objects.filter(user=user, role=role, ends_at__gt=now).update(ends_at=now):
        raise NotStaff(f"They are no {role} now.")
    record("staff.revoked", by=None, about=user.pk, detail={"role": role, "decided_by": by})


@transaction.atomic
def invite(*, user: User, by: str) -> str:
    """Make a code by which somebody sets up a second factor once, within a day; one that they had is taken away.

    Raises:
        NotStaff: they have no company role.
    """
    now = timezone.now()
    if not StaffRole.objects.filter(user=user, ends_at__gt=now).exists():
        raise NotStaff("They have no company role. Grant one first.")
    code = secrets.token_urlsafe(24)
    Authenticator.objects.filter(user=user).delete()
    said = {"digest": digest_of(code), "ends_at": now + INVITATION_LASTS, "used_at": None}
    StaffInvitation.objects.update_or_create(user=user, defaults=said)
    record("staff.invited", by=None, about=user.pk, detail={"decided_by": by})
    return code


def digest_of(code: str) -> bytes:
    """What is kept of an invitation's code. It is random and long, so a fast digest gives nothing away."""
    return hashlib.sha256(code.strip().encode()).digest()
