"""Who works for the company and in what part, and the invitations to set up a second factor.

`web` has no right on these tables, and `console` may only read them: an injected statement makes nobody staff. Roles
are written by the migrator's command and by the worker `staffing`, which asks for proofs (`accounts/staffing/`).
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

_APPROVERS = [str(role) for role in APPROVER_ROLES]


class StaffRoles(models.QuerySet["StaffRole"]):
    """Company roles. What counts as live is said here, and once more in the console's row policy."""

    def live(self) -> "StaffRoles":
        """Those that are worth something at this moment: not ended, and looked at within the quarter and its grace."""
        now = timezone.now()
        return self.filter(ends_at__gt=now, reviewed_at__gt=now - REVIEW_EVERY - REVIEW_GRACE)

    def overdue(self) -> "StaffRoles":
        """The live ones that nobody has looked at for a quarter."""
        return self.live().filter(reviewed_at__lte=timezone.now() - REVIEW_EVERY)


class StaffRole(models.Model):
    """A company role that somebody has, or had. What the role reaches stands in `analytics/access/company/`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=40, choices=[(login, login) for login in COMPANY_LOGINS])
    granted_by = models.CharField(max_length=100)
    granted_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_comment="from then on it is worth nothing; the database looks at the time itself")
    home_region = HomeRegionField()
    proposed_by = models.UUIDField(
        null=True, db_comment="id of who proposed it at the console; null: a command gave it"
    )
    approved_by = models.UUIDField(null=True, db_comment="id of the second person, where the role takes two")
    reviewed_at = models.DateTimeField(default=timezone.now, db_comment="when somebody last said that it is needed")
    reviewed_by = models.UUIDField(null=True, db_comment="id of who said so; null: it has just been given")
    reminded_at = models.DateTimeField(null=True, db_comment="when security engineers last heard that it is overdue")

    objects = StaffRoles.as_manager()

    data_subject = SubjectPath(
        "user_id", erased="kept", reason="of a company account, which the company deletes when the work ends"
    )
    privacy = classified(Privacy.PERSONAL, regular="id granted_at ends_at home_region reviewed_at reminded_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="accounts_staffrole_once"),
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_staffrole_known"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("user")) & ~Q(approved_by=F("user")) & ~Q(reviewed_by=F("user")),
                name="accounts_staffrole_not_by_oneself",
                violation_error_message="Nobody gives, agrees to or confirms a role of their own.",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")),
                name="accounts_staffrole_by_two_people",
                violation_error_message="The second person is another.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=_APPROVERS) | Q(proposed_by=None) | Q(approved_by__isnull=False),
                name="accounts_staffrole_approvers_by_two",
                violation_error_message="A role that approves something takes a second person.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("granted_at") + MAX_ROLE_TERM)
                & (~Q(role__in=_APPROVERS) | Q(ends_at__lte=F("granted_at") + MAX_APPROVER_ROLE_TERM)),
                name="accounts_staffrole_ends",
                violation_error_message="Every role ends within a year, one that approves something within a quarter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} until {self.ends_at:%Y-%m-%d}"


class StaffInvitation(models.Model):
    """Lets one person set up one second factor: a password alone, perhaps a stolen one, sets up none."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    digest = models.BinaryField(max_length=32, db_comment="SHA-256 of the code, which is random and long")
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "user_id", erased="kept", reason="of a company account, which the company deletes when the work ends"
    )
    privacy = classified(Privacy.PERSONAL, regular="ends_at used_at home_region", secret="digest")

    def __str__(self) -> str:
        return f"invitation until {self.ends_at:%Y-%m-%d %H:%M}"
