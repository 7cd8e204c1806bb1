"""What happened to the security of an account, for its owner to read. Rows are added; none is changed or removed.

The site's and the console's lie apart, as their sessions do: neither login reads the other's.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import SecurityKind
from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class BaseSecurityEvent(models.Model):
    """One line of somebody's security activity."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24, choices=SecurityKind)
    detail = models.CharField(max_length=80, blank=True, db_comment="a name that the owner gave, or a count")
    created_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=80, blank=True, db_comment="browser and system, as the browser calls them")
    country = models.CharField(max_length=60, blank=True, db_comment="a country, or nothing; never an address")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id home_region")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} at {self.created_at:%Y-%m-%d %H:%M}"


class SecurityEvent(BaseSecurityEvent):
    """A line of somebody's activity on the site."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="security_events")
    privacy = classified(Privacy.PERSONAL, regular="id home_region")

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="accounts_security_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SecurityKind.values), name="accounts_security_kind_listed"),
        ]


class StaffSecurityEvent(BaseSecurityEvent):
    """A line of the activity of somebody of the company, at the console."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_security_events")
    data_subject = SubjectPath(
        "user_id", erased="kept", reason="of a company account, which the company deletes when the work ends"
    )
    privacy = classified(Privacy.PERSONAL, regular="id home_region")

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="accounts_staffsecurity_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SecurityKind.values), name="accounts_staffsecurity_listed"),
        ]
