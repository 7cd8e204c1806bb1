"""Who works for the company and in what part, and the invitations to set up a second factor. The migrator writes them.

`web` has no right on these tables, and `console` may only read them: an injected statement makes nobody staff.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, Subject
from reviews_site.processes import COMPANY_LOGINS
from reviews_site.regions import HomeRegionField


class StaffRole(models.Model):
    """A company role that somebody has, or had. What the role reaches stands in `analytics/access/company/`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=40, choices=[(login, login) for login in COMPANY_LOGINS])
    granted_by = models.CharField(max_length=100)
    granted_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_comment="from then on it is worth nothing; the database looks at the time itself")
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject(
        "user_id", erased="kept", because="of a company account, which the company deletes when the work ends"
    )
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "user": Privacy.PERSONAL,
        "role": Privacy.PERSONAL,
        "granted_by": Privacy.PERSONAL,
        "granted_at": Privacy.REGULAR,
        "ends_at": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="accounts_staffrole_once"),
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_staffrole_known"),
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

    whose: ClassVar[Subject] = Subject(
        "user_id", erased="kept", because="of a company account, which the company deletes when the work ends"
    )
    privacy: ClassVar[dict[str, Privacy]] = {
        "user": Privacy.PERSONAL,
        "digest": Privacy.SECRET,
        "ends_at": Privacy.REGULAR,
        "used_at": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    def __str__(self) -> str:
        return f"invitation until {self.ends_at:%Y-%m-%d %H:%M}"
