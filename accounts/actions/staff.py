"""Company roles and second factors of staff, for the migrator's command and, with signatures, the worker `staffing`.

Nothing that serves pages may write these rows.
"""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.utils import timezone

from accounts.exceptions import StaffingRefused
from accounts.models import StaffInvitation, StaffRole, User
from accounts.models.staff import StaffRoleQuerySet
from accounts.realms import staff_session_model
from reviews_site.audit.log import record
from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import holds
from reviews_site.policy.staffing import max_role_term

INVITATION_LASTS = timedelta(hours=24)
NO_VERIFIED_ADDRESS = "Their e-mail address is not confirmed. They sign in to the site once, and confirm it."
LAST_ASSIGNER = "They are the last security engineer. Give somebody else the role first."


@transaction.atomic
def grant(
    *,
    user: User,
    role: str,
    by: str,
    ends_at: datetime | None = None,
    proposed_by: uuid.UUID | None = None,
    approved_by: uuid.UUID | None = None,
) -> StaffRole:
    """Give somebody a company role until `ends_at`; granting again moves the end.

    Args:
        role: one of `reviews_site.processes.COMPANY_LOGINS`.
        by: who decided it, in words: a command knows no account.
        ends_at: as late as the role may end, if it is not said.
        proposed_by: who proposed it at the console, and `approved_by` who agreed; None both for a command.

    Raises:
        StaffingRefused: the address is not confirmed, or the end has passed or lies further ahead than the role allows.
    """
    now, most = timezone.now(), max_role_term(Role(role))
    ends = ends_at or now + most
    if not EmailAddress.objects.filter(user=user, verified=True, primary=True).exists():
        raise StaffingRefused(NO_VERIFIED_ADDRESS)
    if not now < ends <= now + most:
        raise StaffingRefused(f"The end must lie ahead, and {most.days} days away at most.")
    said = {"granted_by": by, "granted_at": now, "ends_at": ends}
    said |= {"proposed_by": proposed_by, "approved_by": approved_by}
    seen = {"reviewed_at": now, "reviewed_by": None, "reminded_at": None}
    given, _ = StaffRole.objects.update_or_create(user=user, role=role, defaults=said | seen)
    detail = {"role": role, "decided_by": by, "ends": ends.isoformat()}
    record("staff.granted", actor_id=proposed_by, object_id=user.pk, detail=detail)
    return given


@transaction.atomic
def revoke(*, user: User, role: str, by: str, ended_by: uuid.UUID | None = None) -> None:
    """End a company role now. Open pages of theirs find out at the next click.

    Raises:
        StaffingRefused: they do not have it, or nobody would be left who gives roles.
    """
    _one_at_a_time()
    found = StaffRole.objects.live().filter(user=user, role=role)
    if not found.exists():
        raise StaffingRefused(f"They are no {role} now.")
    if assigns_roles(role) and not _others_who_assign(user).exists():
        raise StaffingRefused(LAST_ASSIGNER)
    found.update(ends_at=timezone.now())
    record("staff.revoked", actor_id=ended_by, object_id=user.pk, detail={"role": role, "decided_by": by})


@transaction.atomic
def confirm_role(*, user: User, role: str, reviewed_by: uuid.UUID) -> None:
    """Write down that somebody looked at a role, and that it is still needed.

    Raises:
        StaffingRefused: they do not have it.
    """
    live = StaffRole.objects.live().filter(user=user, role=role)
    if not live.update(reviewed_at=timezone.now(), reviewed_by=reviewed_by, reminded_at=None):
        raise StaffingRefused(f"They are no {role} now.")
    record("staff.reviewed", actor_id=reviewed_by, object_id=user.pk, detail={"role": role})


@transaction.atomic
def invite(*, user: User, by: str) -> str:
    """Make a code by which somebody sets up a second factor once, within a day.

    Those that they had are taken away, and whoever is signed in to the console as them is not any more.

    Raises:
        StaffingRefused: they have no company role.
    """
    if not StaffRole.objects.live().filter(user=user).exists():
        raise StaffingRefused("They have no company role. Grant one first.")
    code = secrets.token_urlsafe(24)
    Authenticator.objects.filter(user=user).delete()
    said = {"digest": digest_of(code), "ends_at": timezone.now() + INVITATION_LASTS, "used_at": None}
    StaffInvitation.objects.update_or_create(user=user, defaults=said)
    record(
        "staff.invited",
        actor_id=None,
        object_id=user.pk,
        detail={"decided_by": by, "sessions_ended": _end_sessions(user)},
    )
    return code


def _end_sessions(user: User) -> int:
    """Sign somebody out of the console everywhere: a factor that was lost may have opened what is open."""
    ended, _ = staff_session_model().objects.filter(user_id=user.pk).delete()
    return ended


def digest_of(code: str) -> bytes:
    """What is kept of an invitation's code. It is random and long, so a fast digest gives nothing away."""
    return hashlib.sha256(code.strip().encode()).digest()


def assigns_roles(role: str) -> bool:
    """Whether the role gives roles."""
    return holds([Role(role)], Permission.STAFF_ASSIGN)


def _others_who_assign(user: User) -> StaffRoleQuerySet:
    assigning = [role for role in Role if holds([role], Permission.STAFF_ASSIGN)]
    return StaffRole.objects.live().filter(role__in=assigning, user__is_active=True).exclude(user=user)


def _one_at_a_time() -> None:
    """Two that end each other's role in the same moment would leave nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('accounts.staffing'))")
