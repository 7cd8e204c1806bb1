"""Mails on their way out. Web may only insert: it can't read back a code that it mailed, nor anybody's mail."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from reviews_site.ids import uuid7
from reviews_site.privacy import Name, Privacy, Subject
from reviews_site.regions import HomeRegionField


class OutgoingMail(models.Model):
    """One mail, deleted once it is sent: neither the address nor the code stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.EmailField(db_comment="one address")
    subject = models.CharField(max_length=200)
    text = models.TextField(db_comment="the plain text; may hold a code")
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_comment="not to be sent before")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True, db_comment="the kind of error, without its message")
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("to", Name.ADDRESS, exported=False)
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "to": Privacy.PERSONAL,
        "subject": Privacy.PERSONAL,
        "text": Privacy.SECRET,
        "html": Privacy.SECRET,
        "created_at": Privacy.REGULAR,
        "next_attempt_at": Privacy.REGULAR,
        "attempts": Privacy.REGULAR,
        "last_error": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        indexes = [models.Index(fields=["next_attempt_at"], name="accounts_mail_due")]

    def __str__(self) -> str:
        return f"mail {self.pk}"
