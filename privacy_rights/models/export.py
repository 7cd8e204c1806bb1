"""Somebody wants a copy of everything. Asked by web, gathered and removed by the worker `privacy`."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Now

from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class ExportRequest(models.Model):
    """One request. How far it is, is told by which time is set; when it was asked the database says itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    person = models.UUIDField(db_comment="pseudonym in the analytical store")
    asked_at = models.DateTimeField(db_default=Now())
    asked_on = models.DateField(db_default=Cast(Now(), models.DateField()), db_comment="one a day")
    ready_at = models.DateTimeField(null=True, db_comment="when the archive lay there, and its owner was told")
    expires_at = models.DateTimeField(null=True, db_comment="not handed out from here on")
    fetched_at = models.DateTimeField(null=True, db_comment="when it was handed out, which is done once")
    failed_at = models.DateTimeField(null=True, db_comment="when it was given up: not gathered in time, or damaged")
    closed_at = models.DateTimeField(null=True, db_comment="when nothing of it was kept any more")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id home_region", pseudonymous="person")

    class Meta:
        constraints = [
            # What failed does not count: it may be asked for again at once.
            models.UniqueConstraint(
                fields=["user", "asked_on"], condition=Q(failed_at=None), name="accounts_export_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at=None, failed_at=None), name="accounts_export_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"
