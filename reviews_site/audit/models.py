"""One table of audited events."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy


class Event(models.Model):
    """Something that was done. Never changed and never deleted: a trigger refuses both, from the owner too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    action = models.CharField(max_length=80, db_comment="what was done, as thing.verb in the past")
    by = models.UUIDField(null=True, db_comment="id of who acted; null for the system itself")
    about = models.UUIDField(null=True, db_comment="id of what it was done to; no foreign key, on purpose")
    process = models.CharField(max_length=20, db_comment="the process that wrote it")
    detail = models.JSONField(default=dict, db_comment="facts without personal data")
    at = models.DateTimeField(default=timezone.now)

    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "action": Privacy.REGULAR,
        "by": Privacy.PERSONAL,
        "about": Privacy.PERSONAL,
        "process": Privacy.REGULAR,
        "detail": Privacy.PERSONAL,
        "at": Privacy.REGULAR,
    }

    class Meta:
        indexes = [models.Index(fields=["about", "id"], name="audit_event_about")]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
