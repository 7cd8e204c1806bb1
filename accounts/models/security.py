"""Security events of an account, for its owner to read. Rows are only added.

The site and the console have a table each, as they have for sessions: neither login reads the other's.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import SecurityKind
from accounts.models.staff import STAFF_SUBJECT
from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class BaseSecurityEvent(models.Model):
    """A security event, such as a sign-in or a changed password."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
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
        indexes = [models.Index(fields=["user", "-id"], name="%(class)s_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SecurityKind.values), name="accounts_%(class)s_listed")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.created_at:%Y-%m-%d %H:%M}"


class SecurityEvent(BaseSecurityEvent):
    """An event on the site."""


class StaffSecurityEvent(BaseSecurityEvent):
    """An event at the console."""

    data_subject = STAFF_SUBJECT
