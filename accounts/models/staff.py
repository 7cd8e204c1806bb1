"""Who works for the company in which role, and invitations to set up a second factor.

`web` has no right on these tables and `console` may only read them, so an SQL injection makes nobody staff. Roles are
written by the migrator's command and by the worker `staffing`, which checks signatures (`accounts/staffing/`).
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.policy.staffing import (
    APPROVER_ROLES,
    MAX_APPROVER_ROLE_TERM,
    MAX_ROLE_TERM,
    REVIEW_EVERY,
    REVIEW_GRACE,
)
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.processes import COMPANY_LOGINS
from reviews_site.regions import HomeRegionField

STAFF_SUBJECT = SubjectPath(
    "user_id",
    erased="kept",
    reason="of a company account, which the company deletes when the work ends",
    not_exported="of a company account, which a security engineer gives its copy",
)
_APPROVERS = [str(role) for role in APPROVER_ROLES]


class StaffRoleQuerySet(models.QuerySet["StaffRole"]):
    """Company roles. The console's row policy repeats the condition of `live`."""

    def live(self) -> "StaffRoleQuerySet":
        """Keep the roles that count now: not ended, and reviewed within the quarter and its grace."""
        now = timezone.now()
        return self.filter(ends_at__gt=now, reviewed_at__gt=now - REVIEW_EVERY - REVIEW_GRACE)

    def overdue(self) -> "StaffRoleQuerySet":
        """Keep the live roles that nobody has reviewed for a quarter."""
        return self.live().filter(reviewed_at__lte=timezone.now() - REVIEW_EVERY)


class StaffRole(models.Model):
    """A company role that a person has, or had. What a role may read is in `analytics/access/company/`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=40, choices=[(login, login) for login in COMPANY_LOGINS])
    granted_by = models.CharField(max_length=100)
    granted_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_comment="it counts until then; row policies compare it with the clock")
    home_region = HomeRegionField()
    proposed_by = models.UUIDField(
        null=True, db_comment="id of who proposed it at the console; null: granted by a command"
    )
    approved_by = models.UUIDField(null=True, db_comment="id of the second person, where the role takes two")
    reviewed_at = models.DateTimeField(default=timezone.now, db_comment="when it was last confirmed as needed")
    reviewed_by = models.UUIDField(null=True, db_comment="id of who confirmed it; null: not since it was granted")
    reminded_at = models.DateTimeField(null=True, db_comment="when security engineers were last mailed about it")

    objects = StaffRoleQuerySet.as_manager()

    data_subject = STAFF_SUBJECT
    privacy = classified(Privacy.PERSONAL, regular="id granted_at ends_at home_region reviewed_at reminded_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="accounts_staffrole_once"),
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_staffrole_listed"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("user")) & ~Q(approved_by=F("user")) & ~Q(reviewed_by=F("user")),
                name="accounts_staffrole_not_by_oneself",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="accounts_staffrole_by_two_people"),
            models.CheckConstraint(
                condition=~Q(role__in=_APPROVERS) | Q(proposed_by=None) | Q(approved_by__isnull=False),
                name="accounts_staffrole_approvers_by_two",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("granted_at") + MAX_ROLE_TERM)
                & (~Q(role__in=_APPROVERS) | Q(ends_at__lte=F("granted_at") + MAX_APPROVER_ROLE_TERM)),
                name="accounts_staffrole_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} until {self.ends_at:%Y-%m-%d}"


class StaffInvitation(models.Model):
    """Lets a person set up one second factor. Without it a password, which may be stolen, sets up none."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    digest = models.BinaryField(max_length=32, db_comment="SHA-256 of the code, which is random and long")
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    home_region = HomeRegionField()

    data_subject = STAFF_SUBJECT
    privacy = classified(Privacy.PERSONAL, regular="ends_at used_at home_region", secret="digest")

    def __str__(self) -> str:
        return f"invitation until {self.ends_at:%Y-%m-%d %H:%M}"
